/** Told in private when a platform is cut off: where work goes on. A link of the reader's own is added on the way. */

import type { Incident } from '../../incident/incident.ts';
import { sideName } from '../../incident/sides.ts';
import type { Card } from '../card.ts';
import { outsideHeadline } from './summary.ts';

export function movedCard(incident: Incident, expiresAt: string): Card {
  const gone = incident.severed.filter(({ how }) => how === 'compromised').map(({ platform }) => sideName(platform));
  const until = `${expiresAt.slice(0, 16).replace('T', ' ')} UTC`;
  return {
    key: 'moved',
    title: `${outsideHeadline(incident)}: go on here or in the Room`,
    tone: 'warning',
    preview: outsideHeadline(incident),
    blocks: [
      { kind: 'text', text: `Say nothing more about it in ${gone.join(' or ')}.` },
      { kind: 'text', muted: true, text: `The link is yours alone and works once, until ${until}.` },
    ],
  };
}
