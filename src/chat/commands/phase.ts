/** `phase`: shows the gate, or moves on or back. */

import { z } from 'zod';
import { isPhase, nextPhase, PHASE_LABELS, PHASE_WAYS, type Phase } from '../../incident/phases.ts';
import { inIncident, Maybe, misunderstood, say } from '../define.ts';
import { checklistCard } from '../views/index.ts';
import { firstWord, splitReason } from '../words.ts';

export const phase = inIncident({
  name: 'phase',
  aliases: ['stage', 'advance', 'enter'],
  summary: 'Move to another phase, or see what its gate misses',
  group: 'lead',
  usage: '[next|<phase>] [override] [because <reason>]',
  example: 'phase containment',
  input: z.object({ to: Maybe, reason: Maybe, override: z.union([z.boolean(), z.string()]).optional() }),
  words(text) {
    const { head, reason } = splitReason(text);
    const [to, rest] = firstWord(head);
    return { to, reason, override: /^override$/i.test(rest) };
  },
  form: (incident, preset) => ({
    command: 'phase',
    title: 'Move to another phase',
    submit: 'Enter',
    fields: [
      {
        name: 'to',
        label: 'Phase',
        kind: 'select',
        required: true,
        value: preset.to ?? nextPhase(incident.phase) ?? '',
        options: PHASE_WAYS[incident.phase].map((one) => ({ value: one, label: PHASE_LABELS[one].title })),
      },
      {
        name: 'reason',
        label: 'Why',
        kind: 'text',
        required: false,
        hint: 'Needed for going back and for an override',
      },
      {
        name: 'override',
        label: 'Override the gate',
        kind: 'checkbox',
        required: false,
        ...(preset.override ? { value: preset.override } : {}),
      },
    ],
  }),
  run({ to, reason, override }, { by, incident, around }) {
    if (!to) return { kind: 'show', card: checklistCard(incident, incident.phase, around.at) };
    const wanted = phaseOf(to, incident.phase);
    if (!wanted) {
      const ways = PHASE_WAYS[incident.phase].join(', ');
      return misunderstood(`There is no phase ${to}. From here: ${ways}.`);
    }
    const force = override === true || override === 'on' || override === 'true' || override === 'override';
    return say(
      by,
      { type: 'EnterPhase', to: wanted, ...(reason ? { reason } : {}), ...(force ? { override: true } : {}) },
      `Now in ${PHASE_LABELS[wanted].title}.`,
    );
  },
});

const SHORT: ReadonlyMap<string, Phase> = new Map([
  ['analysis', 'detection_analysis'],
  ['detection', 'detection_analysis'],
  ['contain', 'containment'],
  ['eradicate', 'eradication'],
  ['recover', 'recovery'],
  ['post', 'post_incident'],
  ['post-incident', 'post_incident'],
]);

function phaseOf(text: string, from: Phase): Phase | undefined {
  const word = text.toLowerCase();
  if (word === 'next') return nextPhase(from);
  return isPhase(word) ? word : SHORT.get(word);
}
