/** The first message on a side that was none before: since when it is one, and where the rest is read. */

import type { Incident } from '../../incident/incident.ts';
import type { Card } from '../card.ts';
import { outsideHeadline } from './summary.ts';

/** `since` is RFC 3339. */
export function sinceCard(incident: Incident, since: string, baseUrl: string): Card {
  const time = `${since.slice(0, 16).replace('T', ' ')} UTC`;
  return {
    key: `since:${since}`,
    title: '',
    tone: 'plain',
    preview: outsideHeadline(incident),
    blocks: [
      {
        kind: 'text',
        text: `Carried here since ${time}. What was said on the other sides before then is not repeated here.`,
      },
      { kind: 'link', label: 'Read it in the Room', url: `${baseUrl}/incidents/${incident.number}` },
    ],
  };
}

/** The way into the Room, for who asks for it. */
export function roomCard(incident: Incident, baseUrl: string): Card {
  const { number, codename } = incident;
  return {
    key: 'room',
    title: '',
    tone: 'plain',
    preview: `#${number} ${codename}`,
    blocks: [
      { kind: 'text', text: 'The Room is always a side of this incident.' },
      { kind: 'link', label: 'Open the Room', url: `${baseUrl}/incidents/${number}` },
    ],
  };
}
