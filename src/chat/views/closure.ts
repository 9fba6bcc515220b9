/** What the channel is told at the end: the post-mortem, what is still contained and who answers for it, follow-ups. */

import { isContained } from '../../incident/action-states.ts';
import type { Incident } from '../../incident/incident.ts';
import type { Block, Card } from '../card.ts';
import { outsideHeadline } from './summary.ts';

export function closureCard(incident: Incident, baseUrl: string): Card {
  const left = incident.actions.filter((action) => action.accepted && isContained(action));
  const followUps = incident.followUps.filter(({ state }) => state === 'open');
  const blocks: Block[] = [
    { kind: 'link', label: 'Post-mortem', url: `${baseUrl}/incidents/${incident.number}/postmortem` },
    {
      kind: 'text',
      text:
        left.length === 0
          ? 'Nothing is still contained.'
          : `Left in place: ${left.map(({ actionId, title, target, accepted }) => `${actionId} ${title} ${target.id}, accepted by ${accepted?.by.name}: ${accepted?.reason}`).join('; ')}`,
    },
    {
      kind: 'text',
      text:
        followUps.length === 0
          ? 'No follow-ups.'
          : `${followUps.length} follow-up${followUps.length === 1 ? '' : 's'}: ${followUps.map(({ text }) => text).join('; ')}`,
    },
    { kind: 'text', text: `Head of the chain ${incident.postmortem?.chainHead ?? ''}`, muted: true },
  ];
  return {
    key: 'closure',
    title: `Closed: ${outsideHeadline(incident)}`,
    tone: 'good',
    preview: outsideHeadline(incident),
    blocks,
  };
}
