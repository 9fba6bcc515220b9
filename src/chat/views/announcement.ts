/** What everybody may see of a restricted incident: four facts and a way to ask. Built from nothing else. */

import { outsideFacts } from '../../incident/confidentiality.ts';
import type { Incident } from '../../incident/incident.ts';
import { PHASE_LABELS } from '../../incident/phases.ts';
import type { Card } from '../card.ts';
import { outsideHeadline, phaseBlock } from './summary.ts';

export function announcementCard(incident: Incident): Card {
  const facts = outsideFacts(incident);
  return {
    key: 'announcement',
    title: outsideHeadline(facts),
    tone: 'plain',
    preview: `${outsideHeadline(facts)} · ${PHASE_LABELS[facts.phase].title}`,
    blocks: [
      phaseBlock(facts),
      { kind: 'text', text: 'Led by security. Details are for members.', muted: true },
      { kind: 'buttons', buttons: [{ label: 'Request access', says: `${facts.number} access`, asks: true }] },
    ],
  };
}
