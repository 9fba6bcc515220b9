/** Somebody is in the conversation who is not a member of the incident: everybody there is told at once, and when it is over. */

import type { Person } from '../../incident/actor.ts';
import type { Incident } from '../../incident/incident.ts';
import type { Card } from '../card.ts';
import { outsideHeadline } from './summary.ts';

/** What the keys of these cards begin with; the person's id follows. */
export const DRIFT = 'drift:';

export function driftCard(incident: Incident, person: Person): Card {
  return {
    key: `${DRIFT}${person.id}`,
    title: `${person.name} is here and is not a member`,
    tone: 'danger',
    preview: outsideHeadline(incident),
    blocks: [
      {
        kind: 'text',
        text: 'They can read what is said here. Make them a member, or remove them from this conversation.',
        tone: 'danger',
      },
      { kind: 'buttons', buttons: [{ label: 'Make them a member', says: `invite @${person.id}` }] },
    ],
  };
}

/** The same card once it is over; `now` says how. */
export function settledDriftCard(incident: Incident, person: Person, now: string): Card {
  return {
    key: `${DRIFT}${person.id}`,
    title: `${person.name} ${now}`,
    tone: 'plain',
    preview: outsideHeadline(incident),
    blocks: [
      { kind: 'text', text: 'They were here without being a member; what was said meanwhile they may have read.' },
    ],
  };
}

export function isSettled({ tone }: Card): boolean {
  return tone !== 'danger';
}
