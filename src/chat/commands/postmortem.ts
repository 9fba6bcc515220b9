/** `postmortem`: where it stands; who owns and reviews it, when it is due; given to review, approved, sent back. */

import { z } from 'zod';
import type { Incident } from '../../incident/incident.ts';
import type { Form } from '../card.ts';
import type { Outcome, Surroundings } from '../command.ts';
import { type Here, inIncident, lacks, Maybe, misunderstood, type Preset, say } from '../define.ts';
import { postmortemCard } from '../views/index.ts';
import { firstWord, momentOf, personOf } from '../words.ts';

const VERBS = [
  'show',
  'external',
  'template',
  'owner',
  'reviewer',
  'excuse',
  'review',
  'approve',
  'changes',
  'draft',
  'due',
] as const;
type Verb = (typeof VERBS)[number];

/** What a form must ask for, by verb. */
const NEEDS: Readonly<Partial<Record<Verb, 'person' | 'text' | 'time'>>> = {
  owner: 'person',
  reviewer: 'person',
  excuse: 'person',
  changes: 'text',
  due: 'time',
  template: 'text',
};

interface Input {
  readonly verb: Verb;
  readonly person?: string | undefined;
  readonly text?: string | undefined;
  readonly step: 'review' | 'publication';
  readonly time?: string | undefined;
}

export const postmortem = inIncident<Input>({
  name: 'postmortem',
  aliases: ['pm', 'retro', 'review'],
  summary: 'Read the post-mortem, or take it from draft to reviewed',
  group: 'finish',
  usage:
    '[external [approve <hash>] | template <name> | owner @person | reviewer @person | excuse @person | due review|publication <time> | review | approve | changes <what> | draft]',
  example: 'postmortem reviewer @responder-1',
  input: z
    .object({
      verb: z.enum(VERBS).default('show'),
      person: Maybe,
      text: Maybe,
      step: z.enum(['review', 'publication']).default('review'),
      time: Maybe,
    })
    .superRefine((input, context) => {
      const need = NEEDS[input.verb];
      if (need && !input[need]) lacks(context, need);
    }),
  words(text) {
    const [first, rest] = firstWord(text);
    const verb = first.toLowerCase();
    if (verb === '') return {};
    if (verb === 'due') {
      const [step, time] = firstWord(rest);
      return { verb, step: step.toLowerCase() || 'review', time };
    }
    if (verb === 'external') return { verb, text: rest.replace(/^approve\s*/i, '') };
    return NEEDS[verb as Verb] === 'person' ? { verb, person: rest } : { verb, text: rest.replace(/^because\s+/i, '') };
  },
  form: (incident, preset, around) => (preset.verb === 'template' ? templateForm(incident, around) : formFor(preset)),
  run: ({ verb, ...input }, here) => ranAs(verb, input, here),
});

function ranAs(verb: Verb, { person, text, step, time }: Omit<Input, 'verb'>, here: Here): Outcome {
  const { by, around, incident } = here;
  switch (verb) {
    case 'external':
      return { kind: 'external', ...(text ? { approve: text } : {}) };
    case 'template':
      return chosen(text ?? '', here);
    case 'show':
      return { kind: 'show', card: postmortemCard(incident, around.baseUrl, around.at) };
    case 'owner':
    case 'reviewer':
    case 'excuse':
      return about(verb, person ?? '', here);
    case 'review':
      return say(by, { type: 'MovePostmortem', to: 'in_review' }, 'It is in review. Its reviewers are asked.');
    case 'draft':
      return say(by, { type: 'MovePostmortem', to: 'draft', ...(text ? { reason: text } : {}) }, 'A draft again.');
    case 'approve':
      return say(by, { type: 'GiveReview', verdict: 'approved', ...(text ? { text } : {}) }, 'You approved it.');
    case 'changes':
      return say(by, { type: 'GiveReview', verdict: 'changes_wanted', ...(text ? { text } : {}) }, 'Sent back.');
    case 'due': {
      const dueAt = momentOf(time ?? '', around.at);
      if (!dueAt) return misunderstood(`${time} is not a time. Give it in UTC: 2026-01-31 14:05.`);
      return say(by, { type: 'SetPostmortemDue', step, dueAt }, `Due for ${step} ${dueAt}.`);
    }
  }
}

function chosen(name: string, { by, around }: Here): Outcome {
  const wanted = name.trim().toLowerCase();
  const template = around.templates.find(
    ({ title, choice }) => choice.template === wanted || title.toLowerCase() === wanted,
  );
  if (template) return say(by, { type: 'ChooseTemplate', ...template.choice }, `It is written as ${template.title}.`);
  const known = around.templates.map(({ choice }) => choice.template).join(', ');
  return misunderstood(`There is no template ${name}. There are: ${known}.`);
}

function templateForm({ writeUp }: Incident, { templates }: Surroundings): Form {
  const options = templates.map(({ title, choice }) => ({ value: choice.template, label: title }));
  const label = 'Choose a template';
  return {
    command: 'postmortem',
    title: label,
    intro: 'Sections in another order, under other titles, with other questions. What people wrote is never left out.',
    submit: 'Choose',
    fields: [
      {
        ...{ name: 'verb', label: 'Do', kind: 'select', required: true, value: 'template' },
        options: [{ value: 'template', label }],
      },
      {
        ...{ name: 'text', label: 'Template', kind: 'select', required: true, options },
        value: writeUp.templateName ?? templates[0]?.choice.template ?? '',
      },
    ],
  };
}

function about(verb: 'owner' | 'reviewer' | 'excuse', name: string, { by, around, incident }: Here): Outcome {
  const person = personOf(name, around, incident);
  if (!person) return misunderstood(`Nobody here is called ${name}, or several are.`);
  if (verb === 'owner') return say(by, { type: 'OwnPostmortem', owner: person }, `${person.name} owns it.`);
  if (verb === 'excuse') return say(by, { type: 'ExcuseReviewer', reviewer: person }, `${person.name} is excused.`);
  return say(by, { type: 'NameReviewer', reviewer: person }, `${person.name} is asked to review it.`);
}

/** Asks for what the verb needs; by itself for a reviewer, the first thing that a draft lacks. */
function formFor(preset: Preset): Form {
  const verb = VERBS.find((one) => one === preset.verb && NEEDS[one]) ?? 'reviewer';
  const need = NEEDS[verb];
  const fixed = { name: 'verb', label: 'Do', kind: 'select', required: true, value: verb } as const;
  return {
    command: 'postmortem',
    title: TITLES[verb] ?? 'Post-mortem',
    submit: 'Say it',
    fields: [
      { ...fixed, options: [{ value: verb, label: TITLES[verb] ?? verb }] },
      ...(need === 'person'
        ? [{ name: 'person', label: 'Who', kind: 'person', required: true, value: preset.person ?? '' } as const]
        : []),
      ...(need === 'text'
        ? [
            {
              name: 'text',
              label: 'What is to change',
              kind: 'long',
              required: true,
              value: preset.text ?? '',
            } as const,
          ]
        : []),
      ...(need === 'time' ? dueFields(preset) : []),
    ],
  };
}

function dueFields(preset: Preset): Form['fields'] {
  const options = ['review', 'publication'].map((one) => ({ value: one, label: one }));
  return [
    { name: 'step', label: 'For', kind: 'select', required: true, value: stepOf(preset.step), options },
    { name: 'time', label: 'Until', kind: 'time', required: true, value: preset.time ?? '' },
  ];
}

function stepOf(text: string | undefined): Input['step'] {
  return text === 'publication' ? 'publication' : 'review';
}

const TITLES: Readonly<Partial<Record<Verb, string>>> = {
  owner: 'Give the post-mortem an owner',
  reviewer: 'Name a reviewer',
  excuse: 'Excuse a reviewer',
  changes: 'Ask for changes',
  due: 'Set when it is due',
};
