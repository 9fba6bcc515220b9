/** `new`: declares an incident by hand. */

import { z } from 'zod';
import { anywhere, Maybe, misunderstood, Words } from '../define.ts';
import { Brought } from '../from-message.ts';
import { momentOf } from '../words.ts';

export const declare = anywhere({
  name: 'new',
  aliases: ['declare', 'open', 'start'],
  summary: 'Declare an incident',
  group: 'start',
  usage: '[sev1-4] <title>',
  example: 'new sev2 Unknown access key in account 111122223333',
  input: z.object({
    title: Words,
    severity: z.coerce.number().int().min(1).max(4).default(3),
    incidentType: z.string().trim().max(60).default('generic'),
    playbook: Maybe,
    visibility: z.enum(['restricted', 'open']).default('restricted'),
    mode: z.enum(['live', 'drill', 'retrospective']).default('live'),
    summary: Maybe,
    detectedAt: Maybe,
    message: Brought.optional(),
  }),
  words(text) {
    const match = /^sev-?([1-4])\s+/i.exec(text);
    return { title: match ? text.slice(match[0].length) : text, ...(match ? { severity: match[1] } : {}) };
  },
  form(around, preset) {
    const playbooks = around.playbooks.map(({ slug, title }) => ({ value: slug, label: title }));
    return {
      command: 'new',
      title: 'Declare an incident',
      submit: 'Declare',
      fields: [
        {
          name: 'title',
          label: 'What is wrong',
          kind: 'text',
          required: true,
          hint: 'For members only',
          value: preset.title ?? '',
        },
        {
          name: 'severity',
          label: 'Severity',
          kind: 'select',
          required: true,
          value: preset.severity ?? '3',
          options: SEVERITIES,
        },
        {
          name: 'playbook',
          label: 'Playbook',
          kind: 'select',
          required: false,
          options: [{ value: '', label: 'none' }, ...playbooks],
        },
        {
          name: 'visibility',
          label: 'Who may see it',
          kind: 'select',
          required: true,
          value: 'restricted',
          options: VISIBILITIES,
        },
        { name: 'mode', label: 'Mode', kind: 'select', required: true, value: 'live', options: MODES },
        {
          name: 'detectedAt',
          label: 'Noticed',
          kind: 'text',
          required: false,
          hint: 'UTC: 14:05, or 2026-01-31 14:05; empty for now',
        },
        { name: 'summary', label: 'What is known', kind: 'long', required: false },
      ],
    };
  },
  run({ playbook, summary, severity, detectedAt: noticed, message, ...rest }, by, around) {
    // Only a platform itself says who wrote what there; the Room's forms bring none.
    if (message && (by.surface === 'room' || message.platform !== by.surface))
      return misunderstood('That message was not brought from where it is.');
    const detectedAt = noticed ? momentOf(noticed, around.at) : undefined;
    if (noticed && !detectedAt) return misunderstood(`${noticed} is not a time.`);
    const type = around.playbooks.find(({ slug }) => slug === playbook)?.incidentType ?? rest.incidentType;
    return {
      kind: 'declare',
      declaration: {
        ...rest,
        incidentType: type,
        severity: severity as 1 | 2 | 3 | 4,
        ...(playbook ? { playbook } : {}),
        ...(summary ? { summary } : {}),
        ...(detectedAt ? { detectedAt } : {}),
        ...(message ? { message } : {}),
      },
    };
  },
});

const SEVERITIES = [
  { value: '1', label: 'SEV-1: critical, everybody now' },
  { value: '2', label: 'SEV-2: serious, within the hour' },
  { value: '3', label: 'SEV-3: contained effect, today' },
  { value: '4', label: 'SEV-4: to be looked at' },
];
const VISIBILITIES = [
  { value: 'restricted', label: 'Members only' },
  { value: 'open', label: 'Everybody here' },
];
const MODES = [
  { value: 'live', label: 'Live' },
  { value: 'drill', label: 'Drill: kept apart from metrics' },
  { value: 'retrospective', label: 'Retrospective: entered after the fact' },
];
