import { describe, expect, it } from 'vitest';
import type { Block, Button, Card } from '../../../../src/chat/card.ts';
import { interpret } from '../../../../src/chat/interpret.ts';
import { lineFor } from '../../../../src/chat/lines.ts';
import { topicOf } from '../../../../src/chat/topic.ts';
import * as views from '../../../../src/chat/views/index.ts';
import { PHASES } from '../../../../src/incident/phases.ts';
import { asker, surroundings } from '../../../support/chat-house.ts';
import {
  assigned,
  contained,
  declared,
  finished,
  given,
  holds,
  joined,
  linked,
  person,
  planned,
  proposed,
  type Step,
  type Story,
  staffed,
  started,
  worker,
} from '../../../support/given.ts';

const buttonsOf = (card: Card): readonly Button[] =>
  card.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));
const fieldsOf = (card: Card): Readonly<Record<string, string>> =>
  Object.fromEntries(
    card.blocks.flatMap((block: Block) =>
      block.kind === 'fields' ? block.fields.map(({ label, value }) => [label, value] as const) : [],
    ),
  );
const summaryOf = ({ incident, at }: Story): Card => views.summaryCard(incident, at);
const checklist = (text: string, required = true): Step => ({
  type: 'AttachPlaybook',
  slug: 'p',
  title: 'P',
  version: '1',
  sha256: 'cc',
  tasks: [{ phase: 'detection_analysis', kind: 'check', text, required, why: 'it is asked for' }],
});

describe('the evidence', () => {
  it('says until when a piece is kept, who holds it and why, and what the vault has not done yet', () => {
    const lock = {
      type: 'RecordEvidenceLock',
      by: worker,
      evidenceId: 'e1',
      until: '2029-03-01T14:00:00.000Z',
    } as const;
    const locked = given(
      ...staffed,
      { type: 'RequestEvidence', by: worker, kind: 'iam-snapshot', subject: 'role/web-prod' },
      {
        ...{ type: 'RecordEvidence', by: worker, evidenceId: 'e1', name: 'role.json', mediaType: 'application/json' },
        ...{ sha256: 'ab'.repeat(32), bytes: 12, collector: 'aws.iam-snapshot' },
      },
      lock,
    );
    const held = locked.and({ type: 'HoldEvidence', reason: 'matter 7' });
    const kept = ({ incident }: Story) => incident.evidence.map((item) => views.keptText(item, incident));

    expect(kept(locked)).toEqual(['until 2029-03-01']);
    expect(kept(held)).toEqual(['until 2029-03-01; legal hold by commander: matter 7; the vault is at it']);
    expect(kept(held.and({ ...lock, legalHold: true }))).toEqual([
      'until 2029-03-01; legal hold by commander: matter 7',
    ]);
    const card = views.evidenceCard(held.incident, held.at);
    expect(JSON.stringify(card)).toContain('All of it is under legal hold by commander: matter 7');
    expect(buttonsOf(card).map(({ says }) => says)).toContain('evidence lift');
    expect(buttonsOf(views.evidenceCard(locked.incident, locked.at)).map(({ says }) => says)).not.toContain(
      'evidence lift',
    );
  });

  it('offers to dispose of what is past its retention once the incident is closed, and a second person to confirm it', () => {
    const story = given(
      ...staffed,
      { type: 'RequestEvidence', by: worker, kind: 'iam-snapshot', subject: 'role/web-prod' },
      {
        ...{ type: 'RecordEvidence', by: worker, evidenceId: 'e1', name: 'role.json', mediaType: 'application/json' },
        ...{ sha256: 'ab'.repeat(32), bytes: 12, collector: 'aws.iam-snapshot' },
      },
      { type: 'RecordEvidenceLock', by: worker, evidenceId: 'e1', until: '2026-03-02T00:00:00.000Z' },
      { minutes: 2 * 24 * 60 },
    );
    const closed = story.and({ type: 'CloseIncident', resolution: 'over', accept: [] });
    const asked = closed.and({ type: 'DisposeEvidence', evidenceId: 'e1', reason: 'the matter is closed' });
    const labels = ({ incident, at }: Story) => buttonsOf(views.evidenceCard(incident, at)).map(({ label }) => label);
    const [item] = asked.incident.evidence;

    expect(labels(story)).not.toContain('Dispose…');
    expect(labels(closed)).toContain('Dispose…');
    expect(labels(asked)).toContain('Confirm the disposal…');
    expect(item && views.keptText(item, asked.incident)).toBe(
      'until 2026-03-02; commander wants it disposed of, to be confirmed by 2026-03-10: the matter is closed',
    );
  });
});

describe('the pinned card', () => {
  it('says how bad, which phase, who leads, and offers what is free', () => {
    const card = summaryOf(given(declared(), joined('responder-1')));

    expect(card.title).toBe('SEV-2 · sapphire-heron · #42');
    expect(card.blocks).toContainEqual({ kind: 'phase', title: 'Detection & Analysis', index: 2, of: 6 });
    expect(fieldsOf(card)['Incident Commander']).toBe('free');
    expect(buttonsOf(card).map(({ says }) => says)).toEqual(['tasks', 'contain', 'update', 'phase', 'close']);
  });

  it.each(PHASES)('can be drawn in phase %s, with its checklist', (phase) => {
    const { incident, at } = given(...contained);
    const there = { ...incident, phase };

    for (const card of [views.summaryCard(there, at), views.checklistCard(there, phase, at)]) {
      expect(JSON.stringify(card)).not.toMatch(/undefined|NaN/);
    }
  });

  it('names what is still contained since when, what waits, and when the next update is due', () => {
    const fields = fieldsOf(
      summaryOf(given(...contained, { type: 'PostUpdate', text: 'Isolated', audience: 'members' })),
    );

    expect(fields['Still contained']).toBe('a1 Isolate instance i-0abc i-0abc 14:00 UTC');
    expect(fields['Last update']).toBe('14:00 UTC (next due 16:00 UTC)');
    expect(fieldsOf(summaryOf(given(...staffed)))['Last update']).toBe('none yet (next due 16:00 UTC)');
  });

  it('counts the findings that joined, and leads to the Room where it stands elsewhere', () => {
    const room = 'https://cordon.example.com/incidents/42';
    const again = { findingId: 'finding-again' };
    const story = given(...staffed, linked('alert-2', again), linked('alert-3', again));
    const before = fieldsOf(summaryOf(given(declared()))).Findings;

    const card = views.summaryCard(story.incident, story.at, room);

    expect(before).toBeUndefined();
    expect(fieldsOf(card).Findings).toMatch(/^2, the last \d\d:\d\d UTC$/);
    expect(card.blocks.at(-1)).toEqual({ kind: 'link', label: 'Room', url: room });
    expect(summaryOf(story).blocks.some(({ kind }) => kind === 'link')).toBe(false);
  });

  it('counts down a clock, and says by how much it is over', () => {
    const started = given(...staffed, {
      type: 'StartClock',
      regime: 'dora',
      title: 'DORA initial notification',
      anchor: 'classification',
      startedAt: '2026-03-01T14:00:00.000Z',
      dueAt: '2026-03-01T18:00:00.000Z',
    });

    expect(fieldsOf(summaryOf(started))['DORA initial notification']).toBe('4 h left');
    expect(fieldsOf(summaryOf(started.and({ minutes: 255 })))['DORA initial notification']).toBe('over by 15 min');
  });

  it('shows who asks to be let in, to members who can decide', () => {
    const asked = given(...staffed, { type: 'RequestAccess', by: 'stranger', reason: 'I own the account' });

    expect(fieldsOf(summaryOf(asked))['Asks for access']).toBe('stranger: I own the account');
    expect(buttonsOf(views.requestsCard(asked.incident)).map(({ says }) => says)).toEqual([
      'access allow @stranger',
      'access deny @stranger',
    ]);
  });

  it('marks a drill as one, and offers to reopen what is closed but not what is merged', () => {
    const drill = given(declared({ mode: 'drill' }), assigned('commander'));
    const closed = given(...staffed, { type: 'CloseIncident', resolution: 'over', accept: [] });
    const merged = given(...staffed, {
      type: 'MergeInto',
      incidentId: 'incident-41',
      number: 41,
      codename: 'copper-swift',
      reason: 'same role',
    });

    expect(JSON.stringify(summaryOf(drill))).toContain('DRILL');
    expect(buttonsOf(summaryOf(closed)).map(({ says }) => says)).toContain('reopen');
    expect(buttonsOf(summaryOf(merged))).toEqual([]);
    expect(fieldsOf(summaryOf(merged))['Merged into']).toBe('#41 copper-swift');
  });
});

describe('the announcement', () => {
  it('holds four facts and a way to ask, whatever happened inside', () => {
    const { incident } = given(...contained);

    expect(views.announcementCard(incident)).toEqual({
      key: 'announcement',
      title: 'SEV-2 · sapphire-heron · #42',
      tone: 'plain',
      preview: 'SEV-2 · sapphire-heron · #42 · Detection & Analysis',
      blocks: [
        { kind: 'phase', title: 'Detection & Analysis', index: 2, of: 6 },
        { kind: 'text', text: 'Led by security. Details are for members.', muted: true },
        { kind: 'buttons', buttons: [{ label: 'Request access', says: '42 access', asks: true }] },
      ],
    });
  });
});

describe('the checklist', () => {
  it('ticks, unticks, and says who did or skipped what', () => {
    const items = (story: Story) =>
      views
        .checklistCard(story.incident, 'detection_analysis', story.at)
        .blocks.flatMap((block) => (block.kind === 'checklist' ? block.items : []));
    const open = given(...staffed, checklist('Look at the logs'));

    expect(items(open)[0]).toMatchObject({ toggle: { says: 'tick t1' }, state: 'open', why: 'it is asked for' });
    const ticked = open.and(
      { type: 'TickTask', taskId: 't1', note: 'clean' },
      { type: 'TickTask', by: 'forensics', taskId: 't1' },
    );
    expect(items(ticked)[0]).toMatchObject({
      toggle: { says: 'untick t1' },
      outcome: 'commander 14:00 UTC, clean; forensics 14:00 UTC',
    });
    const skipped = open.and({ type: 'SkipTask', taskId: 't1', reason: 'no logs exist' });
    expect(items(skipped)[0]?.outcome).toBe('skipped by commander 14:00 UTC: no logs exist');
    const late = open.and({ type: 'SetTaskDue', taskId: 't1', dueAt: '2026-03-01T14:30:00.000Z' }, { minutes: 45 });
    expect(items(late)[0]).toMatchObject({ overdue: true, due: 'overdue 15 min' });
  });

  it('says on demand what one item is for', () => {
    const story = given(...staffed, checklist('Look at the logs'));
    const run = (words: string) =>
      interpret({ words }, { by: asker('commander'), around: surroundings(story.at), incident: story.incident });

    const asked = run('why t1');

    expect(asked).toMatchObject({ kind: 'show', card: { key: 'task:t1', title: 't1 Look at the logs' } });
    expect(JSON.stringify(asked)).toContain('it is asked for');
    expect(run('tasks t9')).toMatchObject({ kind: 'usage', problem: 'There is no task t9 here.' });
  });

  it('has the gate at its foot: short while closed, a way on when open', () => {
    const gateOf = (story: Story) => views.checklistCard(story.incident, 'detection_analysis', story.at);
    const shut = gateOf(given(...staffed, checklist('Look at the logs')));
    const open = gateOf(given(...staffed, { type: 'SetSeverity', to: 2, reason: 'sure' }));

    expect(JSON.stringify(shut)).toContain('For Containment is missing: severity is confirmed; the items t1.');
    expect(buttonsOf(shut).map(({ says }) => says)).toEqual(['phase containment override']);
    expect(buttonsOf(open).map(({ says }) => says)).toEqual(['phase containment']);
  });
});

describe('cards for one reader', () => {
  const { incident, at } = given(...contained, checklist('Look at the logs'));

  it('catch a newcomer up in five lines', () => {
    const card = views.catchUpCard(incident, person('account-owner'), at);

    expect(card.blocks).toHaveLength(5);
    expect(JSON.stringify(card)).toContain('1 contained');
    expect(JSON.stringify(card)).toContain('Yours: Cloud/Account Owner.');
    expect(card.preview).not.toContain('Role session');
  });

  it('brief a role with its first three things', () => {
    expect(JSON.stringify(views.roleBriefCard(incident, 'scribe'))).toContain('You keep the record');
  });

  it('remind with what can be done about it', () => {
    const about = (what: string) =>
      buttonsOf(views.nagCard(incident, { nag: `x:${what}`, about: what, text: 'It is due.', to: [], times: 1 })).map(
        ({ says }) => says.split(' ').slice(0, 2).join(' '),
      );

    expect(about('commander')).toEqual(['take commander', 'snooze x:commander']);
    expect(about('update')[0]).toBe('update');
    expect(about('t1')[0]).toBe('tick t1');
    expect(about('c1')[0]).toBe('clock stop');
  });

  it('ask for an approval in the words of the plan', () => {
    const [action] = incident.actions;
    if (!action) throw new Error('no action');

    expect(views.approvalWantedCard(incident, action, at).key).toBe('approval:a1');
  });
});

describe('what the channel is told', () => {
  const linesOf = (...steps: readonly Step[]) => {
    const story = given(...steps);
    return story.events.flatMap((event) => lineFor(event, story.incident) ?? []);
  };

  it('is one line for each thing everybody must know, and nothing for the rest', () => {
    expect(
      linesOf(...contained, { type: 'AddNote', text: 'x' }, { type: 'TakeRole', role: 'scribe', by: 'responder-1' }),
    ).toEqual(['commander is in command.', 'Contained: a1 Isolate instance i-0abc i-0abc. 0 bytes']);
  });

  it('names phases, severity, a commander who left, and what does not hold', () => {
    const lines = linesOf(
      ...contained,
      { type: 'SetSeverity', to: 1, reason: 'production' },
      { type: 'EnterPhase', to: 'containment', override: true, reason: 'data is leaving.' },
      { type: 'RecordNotHolding', by: worker, actionId: 'a1', seen: 'Traffic seen.', remedy: 'Isolate again.' },
      { type: 'ReleaseRole', role: 'commander' },
    );

    expect(lines.slice(2)).toEqual([
      'Severity is now SEV-1, was SEV-2: production',
      'Now in Containment. data is leaving.',
      'NOT holding: a1 Isolate instance i-0abc i-0abc. Traffic seen. Isolate again.',
      'Nobody is in command: commander laid it down. Take it: take commander.',
    ]);
  });

  it('says by how much a gate was overridden', () => {
    const lines = linesOf(...staffed, {
      type: 'EnterPhase',
      to: 'containment',
      override: true,
      reason: 'data is leaving',
    });

    expect(lines).toContain('Now in Containment. data is leaving. The gate was overridden with 1 open.');
  });

  it('knows the difference between contained and collected', () => {
    const lines = linesOf(
      ...staffed,
      proposed(),
      planned('h1', { tier: 0, effect: 'read' }),
      started(),
      finished(),
      holds(),
    );

    expect(lines.at(-1)).toBe('Done: a1 Isolate instance i-0abc i-0abc.');
  });
});

describe('the topic', () => {
  it('says how bad, which phase and who leads, never what it is', () => {
    expect(topicOf(given(...staffed).incident)).toBe('SEV-2 · Detection & Analysis · commander commander');
    expect(topicOf(given(declared({ mode: 'drill' })).incident)).toBe(
      'DRILL · SEV-2 · Detection & Analysis · nobody in command',
    );
  });
});

describe('at the end', () => {
  it('the channel is told what is left in place, by whom, and what follows', () => {
    const closed = given(
      ...contained,
      { type: 'AddFollowUp', text: 'Replace the key', kind: 'prevent' },
      { type: 'CloseIncident', resolution: 'over', accept: [{ actionId: 'a1', reason: 'rebuilt next week' }] },
    );
    const text = JSON.stringify(views.closureCard(closed.incident, 'http://127.0.0.1:3000'));

    expect(text).toContain(
      'Left in place: a1 Isolate instance i-0abc i-0abc, accepted by commander: rebuilt next week',
    );
    expect(text).toContain('1 follow-up: Replace the key');
    expect(text).toContain('http://127.0.0.1:3000/incidents/42/postmortem');
  });
});
