import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../src/chat/command.ts';
import { KINDS } from '../../../../src/chat/commands/evidence.ts';
import { COMMANDS, findCommand } from '../../../../src/chat/commands/index.ts';
import { formFor, interpret, opensForm } from '../../../../src/chat/interpret.ts';
import { EVIDENCE_KINDS } from '../../../../src/evidence/collectors/index.ts';
import { asker, surroundings } from '../../../support/chat-house.ts';
import { given, joined, linked, person, planned, proposed, START, type Step, staffed } from '../../../support/given.ts';

/** product.md, B.1. */
const PROMISED =
  'new list status update severity phase roles take assign handoff tasks task note timeline evidence contain approve release page invite private merge clock playbook drill summary followup close reopen postmortem verify help'.split(
    ' ',
  );

const HASH = '7f3a91c2d4';
/** Everything that the examples speak of: t1 to t4, a1 with a plan that wants evidence, a marked message as n2. */
const played: readonly Step[] = [
  ...staffed,
  joined('responder-2'),
  joined('responder-3'),
  linked('alert-2', { entities: [{ kind: 'role', id: 'web-prod', account: '111122223333' }] }),
  ...['one', 'two', 'three', 'four'].map((text) => ({ type: 'AddTask', text: `Item ${text}` }) as const),
  proposed(),
  planned(HASH, { evidence: [{ kind: 'disk-snapshot', state: 'fixed' }] }),
  { type: 'AddNote', text: 'The host serves payments' },
  {
    type: 'CaptureMessage',
    message: {
      platform: 'room',
      conversation: 'r1',
      messageId: 'm1',
      author: person('responder-1'),
      text: 'Nobody deployed today',
      sentAt: new Date(START - 60_000).toISOString(),
    },
  },
  { type: 'RequestAccess', by: 'stranger-1', reason: 'I own the account' },
];
const story = given(...played);
const around = {
  ...surroundings(story.at),
  people: [...surroundings(story.at).people, person('responder-3')],
};
const occasion = { by: asker('commander'), around, incident: story.incident };

const run = (words: string): Outcome => interpret({ words }, occasion);

describe('the table of commands', () => {
  it('lists every file of its folder, under the name of the file', () => {
    const files = readdirSync(new URL('../../../../src/chat/commands', import.meta.url))
      .filter((file) => file !== 'index.ts')
      .map((file) => file.replace(/\.ts$/, ''));

    expect(COMMANDS.map(({ name }) => name).toSorted()).toEqual(files.toSorted());
  });

  it('tells by the words alone whether a form opens: by each verb alone, by each example and in between', () => {
    const said = COMMANDS.flatMap(({ name, example }) => {
      const words = example.split(' ');
      return [name, ...words.map((_, index) => words.slice(0, index + 1).join(' '))];
    });

    const wrong = said.filter((words) => opensForm(words) !== (run(words).kind === 'ask'));

    expect(wrong).toEqual([]);
    expect(opensForm('42 severity')).toBe(true);
    expect(opensForm('42 severity 1 because keys are in use')).toBe(false);
    expect(['', 'status', 'nothing'].filter(opensForm)).toEqual([]);
  });

  it('has every verb that was promised', () => {
    expect(PROMISED.filter((verb) => findCommand(verb)?.name !== verb)).toEqual([]);
  });

  it('gives every word to one command alone', () => {
    const words = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);

    expect(words.filter((word, index) => words.indexOf(word) !== index)).toEqual([]);
  });

  it('collects what the collectors collect', () => {
    expect(KINDS.toSorted()).toEqual(EVIDENCE_KINDS.toSorted());
  });

  it('speaks plainly', () => {
    for (const { name, summary, usage, example } of COMMANDS) {
      expect(`${summary} ${usage} ${example}`, name).not.toMatch(/!|please/i);
      expect(summary, name).toMatch(/^[A-Z].*[^.]$/);
      expect(example.split(' ')[0], name).toBe(name);
    }
  });
});

describe('every command', () => {
  it.each(COMMANDS.map(({ name, example }) => [name, example] as const))(
    '%s comes to an outcome by its example',
    (name, example) => {
      const outcome = run(example);

      expect(outcome.kind, JSON.stringify(outcome)).not.toBe('usage');
      expect(outcome.kind === 'ask' && name !== 'access', JSON.stringify(outcome)).toBe(false);
    },
  );

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s without anything opens its form, shows something, or says how it is said',
    (name, command) => {
      const outcome = run(name);

      if (outcome.kind === 'ask') expect(outcome.form.command).toBe(name);
      else if (outcome.kind === 'usage') expect(command.form, 'it has a form, and did not open it').toBeUndefined();
      else expect(['show', 'do', 'merge']).toContain(outcome.kind);
    },
  );

  it.each(COMMANDS.map(({ name, example }) => [name, example] as const))(
    '%s outside any incident answers something useful',
    (_name, example) => {
      const outcome = interpret({ words: example }, { ...occasion, incident: undefined });

      if (outcome.kind === 'usage') expect(outcome.usage).toMatch(/^Name it by number: \/incident \d+ /);
      else expect(['show', 'ask', 'declare', 'start-drill']).toContain(outcome.kind);
    },
  );
});

describe('a form', () => {
  const withForms = COMMANDS.filter(({ form }) => form);

  it.each(withForms.map(({ name, form }) => [name, form] as const))(
    'of %s has a choice for every list, names fields once, and starts from a value it offers',
    (_name, form) => {
      const { fields, submit, title } = form?.(around, story.incident, {}) ?? { fields: [], submit: '', title: '' };

      expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
      expect(`${title} ${submit}`).not.toMatch(/!|please|undefined/i);
      for (const { kind, options = [], value, name } of fields) {
        expect(value ?? '', name).not.toMatch(/undefined/);
        if (kind !== 'select' || !value) continue;
        expect(
          options.map((option) => option.value),
          name,
        ).toContain(value);
      }
    },
  );

  it('keeps what was said when something is missing', () => {
    const asked = run('release a1');

    expect(asked).toMatchObject({ kind: 'ask', form: { command: 'release' } });
    expect(fieldsOf(asked)).toMatchObject({ action: 'a1', reason: '' });
  });

  it('of a denial or a broken glass names the plan that its reader saw', () => {
    for (const verb of ['deny', 'breakglass']) {
      const asked = formFor(`${verb} a1 ${HASH.slice(0, 6)}`, occasion);

      expect(asked && fieldsOf(asked)).toMatchObject({ action: 'a1', hash: HASH.slice(0, 6) });
    }
  });

  it('sent comes to what the same words come to', () => {
    const pairs = [
      ['severity 1 because keys are in use', { to: '1', reason: 'keys are in use' }],
      ['tick t1', { task: 't1', note: '' }],
      ['skip t2 because it is moot', { task: 't2', reason: 'it is moot' }],
      [
        'phase containment override because data is leaving',
        { to: 'containment', override: 'on', reason: 'data is leaving' },
      ],
      ['assign scribe @responder-2', { what: 'scribe', person: 'responder-2' }],
      ['note at 13:05 They called', { at: '13:05', text: 'They called' }],
      [
        `contain revoke-role-sessions web-prod because it is used outside`,
        { action: 'revoke-role-sessions', target: 'web-prod', reason: 'it is used outside' },
      ],
      ['clock start gdpr', { verb: 'start', what: 'gdpr', from: '' }],
      [
        'evidence request iam-snapshot role/web-prod',
        { verb: 'request', kind: 'iam-snapshot', subject: 'role/web-prod' },
      ],
      ['evidence hold all because of matter 7', { verb: 'hold', what: 'all', reason: 'of matter 7' }],
      ['followup Replace the key @responder-2', { verb: 'add', text: 'Replace the key', person: 'responder-2' }],
      [`deny a1 ${HASH} because no`, { action: 'a1', hash: HASH, reason: 'no' }],
    ] as const;

    for (const [words, fields] of pairs) {
      const sent = interpret({ command: words.split(' ')[0] ?? '', fields: { ...fields } }, occasion);
      expect(sent, words).toEqual(run(words));
    }
  });

  it('of a disposal offers all that is past its retention, and asks why', () => {
    expect(formFor('evidence dispose', occasion)).toMatchObject({
      form: {
        submit: 'Dispose',
        fields: [
          { value: 'dispose' },
          { name: 'what', options: expect.arrayContaining([expect.objectContaining({ value: 'due' })]) },
          { name: 'reason' },
        ],
      },
    });
  });

  it('of a task that is there asks when it is due, of a new one what is to be done', () => {
    const due = formFor('task due t2', occasion);
    const set = interpret({ command: 'task', fields: { task: 't2', due: '30m' } }, occasion);

    expect(due).toMatchObject({
      form: {
        fields: [
          { name: 'task', value: 't2' },
          { name: 'due', required: true },
        ],
      },
    });
    expect(set).toMatchObject({ commands: [{ type: 'SetTaskDue', taskId: 't2' }] });
    expect(formFor('task', occasion)).toMatchObject({ form: { fields: [{ name: 'text' }, {}, {}] } });
  });

  it('sent without what it needs is told what is missing, in words for people', () => {
    const sent = interpret({ command: 'severity', fields: { to: 'seven', reason: '' } }, occasion);

    expect(sent).toMatchObject({
      kind: 'usage',
      problem: 'Not understood: to is not a number; reason is missing.',
      usage: expect.stringContaining('severity <1-4> because <reason>'),
    });
  });
});

describe('what words mean', () => {
  it.each([
    ['assign account owner @responder-1', 'AssignRole', { role: 'account-owner' }],
    ['close The key leaked because of a log', 'CloseIncident', { resolution: 'The key leaked because of a log' }],
    ['followup Reject unsigned requests', 'AddFollowUp', { text: 'Reject unsigned requests' }],
    [
      'followup f1 owner @responder-2 due 2026-12-01 priority high',
      'ChangeFollowUp',
      { priority: 'high', dueAt: '2026-12-01T00:00:00.000Z', owner: person('responder-2') },
    ],
    ['followup f1 Replace the key by a role', 'ChangeFollowUp', { text: 'Replace the key by a role' }],
    ['followup reopen f1 because it came back', 'ReopenFollowUp', { reason: 'it came back' }],
    ['followup track f1', 'TrackFollowUp', { followUpId: 'f1', in: { target: 'jira' } }],
    ['followup keep f1', 'SettleTracking', { followUpId: 'f1', holds: 'here' }],
    ['followup take f1', 'SettleTracking', { followUpId: 'f1', holds: 'there' }],
    ['postmortem template short', 'ChooseTemplate', { template: 'short', sha256: 'bb' }],
    ['postmortem template Short one', 'ChooseTemplate', { template: 'short', sha256: 'bb' }],
    ['postmortem owner @responder-1', 'OwnPostmortem', { owner: person('responder-1') }],
    ['postmortem due publication 2026-04-01', 'SetPostmortemDue', { step: 'publication' }],
    ['postmortem changes Say when it began', 'GiveReview', { verdict: 'changes_wanted', text: 'Say when it began' }],
    ['comment resolve k1', 'ResolveComment', { commentId: 'k1' }],
    ['section lessons We were slow.', 'WriteSection', { section: 'lessons', text: 'We were slow.', basedOn: 0 }],
    ['publish archive', 'PublishPostmortem', { to: [{ target: 'archive' }] }],
    ['publish all', 'PublishPostmortem', { to: [{ target: 'archive' }] }],
    ['tick t1 seen by both of us', 'TickTask', { taskId: 't1', note: 'seen by both of us' }],
    ['breakglass a1 7f3a91 because now', 'BreakGlass', { planHash: HASH }],
    ['approve a1 7f3a91 i-0abc', 'ApproveAction', { planHash: HASH, typedTarget: 'i-0abc' }],
    ['approve a1 000000 target i-0abc', 'ApproveAction', { planHash: '000000', typedTarget: 'i-0abc' }],
    ['private open because it was in the news', 'SetVisibility', { to: 'open' }],
    ['phase next', 'EnterPhase', { to: 'containment' }],
    ['evidence dispose e1 because it is over', 'DisposeEvidence', { evidenceId: 'e1', reason: 'it is over' }],
    ['evidence dispose due because it is over', 'DisposeEvidence', { reason: 'it is over' }],
    ['evidence hold due because matter 7', 'HoldEvidence', { evidenceId: 'due', reason: 'matter 7' }],
    ['evidence hold e1 because matter 7', 'HoldEvidence', { evidenceId: 'e1', reason: 'matter 7' }],
    ['evidence lift all because settled', 'LiftHold', { reason: 'settled' }],
    [
      'evidence keep e1 until 2036-01-31 because an audit is announced',
      'ExtendRetention',
      { evidenceId: 'e1', until: '2036-01-31T00:00:00.000Z', reason: 'an audit is announced' },
    ],
    ['snooze update 30m', 'SnoozeNag', { nag: expect.stringMatching(/^update-due:/) }],
    [
      'scope remove instance i-0abc because gone',
      'RemoveEntity',
      { entity: expect.objectContaining({ id: 'i-0abc' }) },
    ],
  ])('%s', (words, type, data) => {
    expect(run(words)).toMatchObject({ kind: 'do', commands: [{ type, ...data }] });
  });

  it('approve without a plan shows the plan instead of approving what was not read', () => {
    expect(run('approve a1')).toMatchObject({ kind: 'show', card: { key: 'action:a1' } });
    expect(run('breakglass a1 because now')).toMatchObject({ kind: 'ask' });
  });

  it('page brings somebody in and says so on the timeline; a member is not brought in twice', () => {
    const called = interpret({ words: 'page @stranger-1 because they know the host' }, occasion);
    const again = run('page @forensics because they are needed now');

    expect(called).toMatchObject({ commands: [{ type: 'AddMember' }, { type: 'AddNote' }] });
    expect(again).toMatchObject({ commands: [{ type: 'AddNote', text: expect.stringContaining('forensics') }] });
  });

  it('a slip is answered with the verb that was meant', () => {
    expect(run('aprove a1')).toMatchObject({
      kind: 'usage',
      problem: expect.stringContaining('Did you mean approve?'),
    });
    expect(run('help aprove')).toMatchObject({ kind: 'usage', problem: expect.stringContaining('approve') });
    expect(run('zzzzzz')).toMatchObject({ kind: 'usage', usage: expect.stringContaining('/incident help') });
  });
});

describe('help', () => {
  it('is made from the table: every command under its intent', () => {
    const text = JSON.stringify(run('help'));

    for (const { name, summary } of COMMANDS) {
      expect(text).toContain(`"${name}"`);
      expect(text).toContain(summary);
    }
    for (const intent of ['Begin', 'Lead', 'Work the checklist', 'Contain', 'Record', 'Finish']) {
      expect(text).toContain(intent);
    }
  });

  it('shows how one is said, by any of its names', () => {
    const text = JSON.stringify(run('help LGTM'));

    expect(text).toContain('/incident approve <action> <plan>');
    expect(text).toContain('For example: /incident approve a1');
  });
});

function fieldsOf(outcome: Outcome): Record<string, string | undefined> {
  if (outcome.kind !== 'ask') throw new Error(`not a form but ${outcome.kind}`);
  return Object.fromEntries(outcome.form.fields.map(({ name, value }) => [name, value]));
}
