/** `followup`: what is to be done after; who does it until when; that one is done, or consciously not. */

import { z } from 'zod';
import type { FollowUp } from '../../incident/incident.ts';
import { FOLLOW_UP_KINDS, type FollowUpKind, PRIORITIES, type Priority } from '../../incident/postmortem-events.ts';
import type { Form } from '../card.ts';
import type { Outcome } from '../command.ts';
import { type Here, inIncident, lacks, Maybe, misunderstood, type Preset, say } from '../define.ts';
import { fixedField } from '../fields.ts';
import { followUpsCard } from '../views/index.ts';
import { firstWord, momentOf, personOf, splitReason } from '../words.ts';

const VERBS = ['show', 'add', 'change', 'done', 'reject', 'reopen', 'track', 'keep', 'take'] as const;
const OUTCOMES = /^(done|reject|reopen|track|keep|take)$/i;
const ID = /^f\d+$/i;

interface Input {
  readonly verb: (typeof VERBS)[number];
  readonly id?: string | undefined;
  readonly text?: string | undefined;
  readonly person?: string | undefined;
  readonly due?: string | undefined;
  readonly reason?: string | undefined;
  readonly kind?: FollowUpKind | undefined;
  readonly priority?: Priority | undefined;
  readonly tracker?: string | undefined;
}

/** A form sends what was left out as an empty text. */
const blank = (value: unknown): unknown => (value === '' ? undefined : value);

export const followup = inIncident<Input>({
  name: 'followup',
  aliases: ['follow-up', 'ai'],
  summary: 'Add a follow-up, change one, or say what became of it',
  group: 'finish',
  usage:
    '[<text> [@person] | <f1> [owner @person] [due <day>] [priority <p>] [kind <k>] | done <f1> | reject <f1> because <reason> | reopen <f1> because <reason> | track <f1> [in <tracker>] | keep <f1> | take <f1>]',
  example: 'followup Replace the access key by a role @responder-2',
  input: z
    .object({
      verb: z.enum(VERBS).default('show'),
      id: Maybe,
      text: Maybe,
      person: Maybe,
      due: Maybe,
      reason: Maybe,
      kind: z.preprocess(blank, z.enum(FOLLOW_UP_KINDS).optional()),
      priority: z.preprocess(blank, z.enum(PRIORITIES).optional()),
      tracker: Maybe,
    })
    .superRefine(({ verb, id, text, reason }, context) => {
      if (verb === 'add' && !text) lacks(context, 'text');
      if (verb !== 'show' && verb !== 'add' && !id) lacks(context, 'id');
      if ((verb === 'reject' || verb === 'reopen') && !reason) lacks(context, 'reason');
    }),
  words(text) {
    const [first, rest] = firstWord(text);
    if (!first) return {};
    if (ID.test(first)) return { verb: 'change', id: first.toLowerCase(), ...changesIn(rest) };
    const { head, reason } = splitReason(rest);
    const [id, more] = firstWord(head);
    // Only an id makes it an outcome: `Reject unsigned requests` is a follow-up like any other.
    if (OUTCOMES.test(first) && ID.test(id)) {
      const tracker = more.replace(/^in\s+/i, '');
      return { verb: first.toLowerCase(), id: id.toLowerCase(), reason, ...(tracker ? { tracker } : {}) };
    }
    const what = text.replace(/^add\s+/i, '');
    const match = /^(.*\S)\s+@(\S+)$/.exec(what);
    return { verb: 'add', text: match?.[1] ?? what, person: match?.[2] };
  },
  form: (incident, preset) => formFor(preset, incident.followUps),
  run: (input, here) => ranAs(input, here),
});

/** `owner @responder-2 due 2026-04-01 priority high`, in any order. */
function changesIn(text: string): Readonly<Record<string, string>> {
  const names: Readonly<Record<string, string>> = { owner: 'person', due: 'due', priority: 'priority', kind: 'kind' };
  const found = [
    ...text.matchAll(/(?:^|\s)(owner|due|priority|kind)\s+([\s\S]*?)(?=\s(?:owner|due|priority|kind)\s|$)/gi),
  ];
  const changes = found.map(([, name = '', value = '']) => [names[name.toLowerCase()] ?? '', value.trim()] as const);
  return changes.length > 0 || !text ? Object.fromEntries(changes) : { text };
}

function ranAs(input: Input, here: Here): Outcome {
  const { by, incident } = here;
  const { verb, id = '', reason = '' } = input;
  switch (verb) {
    case 'show':
      return { kind: 'show', card: followUpsCard(incident) };
    case 'done':
      return say(by, { type: 'FinishFollowUp', followUpId: id }, `${id} is done.`);
    case 'reject':
      return say(by, { type: 'RejectFollowUp', followUpId: id, reason }, `${id} is kept as not done.`);
    case 'reopen':
      return say(by, { type: 'ReopenFollowUp', followUpId: id, reason }, `${id} is open again.`);
    // What it says here, or what its issue says, where both were changed.
    case 'keep':
      return say(by, { type: 'SettleTracking', followUpId: id, holds: 'here' }, `${id} stays as it is here.`);
    case 'take':
      return say(by, { type: 'SettleTracking', followUpId: id, holds: 'there' }, `${id} is as its issue says.`);
    case 'track':
      return track(id, input.tracker, here);
    case 'add':
    case 'change':
      return addOrChange(input, here);
  }
}

function addOrChange({ verb, id = '', text, person: name, due, kind, priority }: Input, here: Here): Outcome {
  const { by, around, incident } = here;
  const owner = name ? personOf(name, around, incident) : undefined;
  if (name && !owner) return misunderstood(`Nobody here is called ${name}, or several are.`);
  const dueAt = due ? momentOf(due, around.at) : undefined;
  if (due && !dueAt) return misunderstood(`${due} is not a day. Give it like this: 2026-01-31.`);
  const answers = { ...(owner ? { owner } : {}), ...(dueAt ? { dueAt } : {}), ...(priority ? { priority } : {}) };
  if (verb === 'add') {
    return say(
      by,
      { type: 'AddFollowUp', text: text ?? '', kind: kind ?? 'prevent', ...answers },
      'The follow-up is noted.',
    );
  }
  const said = { ...(text ? { text } : {}), ...(kind ? { kind } : {}) };
  return say(by, { type: 'ChangeFollowUp', followUpId: id, ...said, ...answers }, `${id} is changed.`);
}

function track(followUpId: string, name: string | undefined, { by, around }: Here): Outcome {
  const { trackers } = around;
  const tracker = name ? trackers.find(({ target }) => target === name) : trackers[0];
  if (!tracker) {
    const known =
      trackers.map(({ target }) => target).join(', ') || 'none; the configuration names them under trackers';
    return misunderstood(`There is no tracker ${name ?? ''}. There are: ${known}.`.replace('  ', ' '));
  }
  return say(by, { type: 'TrackFollowUp', followUpId, in: tracker }, `An issue is made in ${tracker.target}.`);
}

function formFor(preset: Preset, followUps: readonly FollowUp[]): Form {
  const known = followUps.find(({ followUpId }) => followUpId === preset.id);
  const choices = (values: readonly string[]) => values.map((one) => ({ value: one, label: one }));
  return {
    command: 'followup',
    title: known ? `Change ${known.followUpId}` : 'Add a follow-up',
    submit: known ? 'Change' : 'Add',
    fields: [
      ...(known
        ? [fixedField('verb', 'change', 'Change'), fixedField('id', known.followUpId, known.followUpId)]
        : [fixedField('verb', 'add', 'Add')]),
      {
        name: 'text',
        label: 'What is to be done',
        kind: 'text',
        required: true,
        value: preset.text ?? known?.text ?? '',
        hint: 'Verb first, specific, bounded',
      },
      {
        name: 'person',
        label: 'Owner',
        kind: 'person',
        required: false,
        value: preset.person ?? known?.owner?.id ?? '',
      },
      {
        name: 'due',
        label: 'Due',
        kind: 'date',
        required: false,
        value: preset.due ?? known?.dueAt?.slice(0, 10) ?? '',
      },
      {
        name: 'priority',
        label: 'Priority',
        kind: 'select',
        required: true,
        value: known?.priority ?? 'normal',
        options: choices(PRIORITIES),
      },
      {
        name: 'kind',
        label: 'To',
        kind: 'select',
        required: true,
        value: known?.kind ?? 'prevent',
        options: choices(FOLLOW_UP_KINDS),
      },
    ],
  };
}
