import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { compile } from '../../../src/postmortem/compile.ts';
import { writePostmortem } from '../../../src/postmortem/document.ts';
import { FORMATS } from '../../../src/postmortem/formats/index.ts';
import { SECTION_IDS } from '../../../src/postmortem/section-ids.ts';
import { SECTIONS } from '../../../src/postmortem/sections/index.ts';
import { given, staffed, worker } from '../../support/given.ts';
import { plainText, statementsOf } from '../../support/statements.ts';
import { tellStolenSession, tellStorm } from '../../support/storyline.ts';

const HEAD = { chainHead: 'f'.repeat(64) };

describe('compile', () => {
  it('writes the same bytes from the same events, whatever object holds them', () => {
    const first = writePostmortem(tellStolenSession(), HEAD);
    const copied = JSON.parse(JSON.stringify(tellStolenSession())) as readonly IncidentEvent[];

    expect(writePostmortem(copied, HEAD)).toEqual(first);
  });

  it('holds every section, also when the incident was only just declared', () => {
    const headings = (events: readonly IncidentEvent[]) =>
      compile(events)
        .children.filter((node) => node.type === 'heading' && node.depth === 2)
        .map(plainText);
    const titles = SECTIONS.map(({ title }) => title).filter((title) => title !== '');

    expect(headings(tellStolenSession())).toEqual(titles);
    expect(headings(tellStolenSession().slice(0, 1))).toEqual(titles);
  });

  it('knows each section by one id, in one list', () => {
    expect(SECTIONS.map(({ id }) => id)).toEqual(SECTION_IDS);
  });

  it('says of a drill that it was one, before anything else', () => {
    const [title, banner] = compile(tellStolenSession({ mode: 'drill' })).children;

    expect(title?.type).toBe('heading');
    expect(banner && plainText(banner)).toMatch(/^DRILL: this was an exercise/);
    expect(writePostmortem(tellStolenSession(), HEAD).markdown).not.toContain('DRILL');
  });

  it('names intervals by their endpoints, shows both, and says what is missing', () => {
    const rows = metricRows(tellStolenSession({ open: true }));

    expect(rows['detected → contained']).toBe('2026-03-03 14:01:55 | 2026-03-03 14:31:10 | 29 min 15 s');
    expect(rows['eradicated → recovered']).toMatch(/^missing \| missing \| missing: no event shows/);
    expect(rows['detected → closed']).toMatch(/^2026-03-03 14:01:55 \| missing \| missing: /);
  });

  it('calls an interval invalid when its end lies before its beginning', () => {
    const late = tellStolenSession().map((event) =>
      event.type === 'AlertLinked'
        ? { ...event, data: { ...event.data, alert: { ...event.data.alert, firstSeenAt: '2026-03-03T15:00:00.000Z' } } }
        : event,
    );

    expect(metricRows(late)['started → detected']).toMatch(/invalid: .*lies before/);
  });

  it('begins the timeline with what the sources saw before anybody knew', () => {
    const rows = rowsOf(compile(tellStolenSession()), 'Timeline');

    expect(rows[0]?.slice(0, 2)).toEqual([
      '2026-03-03 13:15:07',
      expect.stringContaining('First seen by the source: Credentials of'),
    ]);
    expect(rows.map(([time]) => time)).toEqual(rows.map(([time]) => time).toSorted());
  });

  it('tells the newest wording of an edited note once, and leaves both wordings in the log', () => {
    const tree = compile(tellStolenSession());

    const told = rowsOf(tree, 'Timeline').filter(([, words]) => words?.includes('session was minted'));
    expect(told.map(([, words]) => words)).toEqual([expect.stringContaining('IMDSv1 of i-0abc')]);
    expect(rowsOf(tree, 'Events 1 to 62').filter((row) => row.join().includes('metadata v1'))).toHaveLength(2);
  });

  it('shows who asked for an action, who approved it, how it ended and whether it was released', () => {
    const [revoked, isolated] = rowsOf(compile(tellStolenSession()), 'Actions');

    expect(revoked).toEqual([
      'Revoke role sessions (a1)',
      'role billing-export (aws 111122223333)',
      'responder-1',
      'commander',
      '2026-03-03 14:21:09',
      '2026-03-03 14:21:11',
      'held until released: Inline policy deleted',
      'evidence e1 (cloudtrail-window, complete)',
      'yes, 2026-03-03 16:13:07, asked by responder-1',
      expect.any(String),
    ]);
    expect(isolated?.[3]).toBe('nobody: break-glass by commander');
    expect(isolated?.[8]).toBe('no, accepted by commander: Kept for forensics until the disk is imaged');
  });

  it('never writes an answer where it asks people', () => {
    const prompts = statementsOf(compile(tellStolenSession())).filter(({ speaks }) => speaks === 'prompt');

    expect(prompts.length).toBeGreaterThan(10);
    for (const { text } of prompts) expect(text).toMatch(/^For people to write\. .*[?.]$/);
    expect(prompts).toEqual(
      statementsOf(compile(tellStolenSession({ denial: 'x', title: 'y' }))).filter(({ speaks }) => speaks === 'prompt'),
    );
  });

  it('carries the head of the chain it was given, and says when it was given none', () => {
    expect(writePostmortem(tellStolenSession(), HEAD).markdown.split(HEAD.chainHead)).toHaveLength(3);
    expect(plainText(compile(tellStolenSession()))).toContain('The head of the hash chain was not given');
  });

  it('tells a storm of alerts of one kind in a few rows', () => {
    const rows = rowsOf(compile(tellStorm(2_000)), 'Timeline').filter(([, words]) => words?.includes('lert'));

    expect(rows.length).toBeLessThan(10);
    expect(rows.some(([, words]) => /^\d{3} more alerts of type/.test(words ?? ''))).toBe(true);
  });

  it('reads the log a bounded number of times: ten times the events, ten times the reading', () => {
    const [small, large] = [readsWhileCompiling(500), readsWhileCompiling(5_000)];

    expect(large / small).toBeLessThan(12);
    expect(large / 5_000).toBeLessThan(400);
  });

  it('refuses a log in which no incident is declared', () => {
    expect(() => compile([])).toThrow('No IncidentDeclared among 0 events.');
    expect(() => compile(tellStolenSession().slice(1))).toThrow('No IncidentDeclared among 61 events.');
  });
});

describe.each([
  { folder: 'sections', listed: SECTIONS },
  { folder: 'formats', listed: FORMATS },
])('$folder', ({ folder, listed }) => {
  it('are listed in the index under the name of their file', () => {
    const files = readdirSync(new URL(`../../../src/postmortem/${folder}`, import.meta.url));
    const ids = files.filter((file) => file !== 'index.ts').map((file) => file.replace(/\.ts$/, ''));

    expect(listed.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
  });
});

/** Cells of the body rows of the table with a label. */
function rowsOf(tree: ReturnType<typeof compile>, label: string): readonly (readonly string[])[] {
  const table = tree.children.find((node) => node.type === 'table' && node.data?.hProperties?.ariaLabel === label);
  if (table?.type !== 'table') throw new Error(`no table ${label}`);
  return table.children.slice(1).map((row) => row.children.map(plainText));
}

function metricRows(events: readonly IncidentEvent[]): Readonly<Record<string, string>> {
  const rows = rowsOf(compile(events), 'Intervals between milestones');
  return Object.fromEntries(rows.map(([name, from, to, took]) => [name, `${from} | ${to} | ${took}`]));
}

/** How often a property of any event is read. */
function readsWhileCompiling(n: number): number {
  let reads = 0;
  const counted = tellStorm(n).map(
    (event) =>
      new Proxy(event, {
        get(target, key) {
          reads += 1;
          return Reflect.get(target, key) as unknown;
        },
      }),
  );
  compile(counted);
  return reads;
}

describe('the evidence inventory', () => {
  it('tells who held what for the law, who lifted it and why, and until when it is kept', () => {
    const story = given(
      ...staffed,
      { type: 'RequestEvidence', by: worker, kind: 'iam-snapshot', subject: 'role/web-prod' },
      { type: 'HoldEvidence', evidenceId: 'e1', reason: 'matter 7' },
      { type: 'LiftHold', evidenceId: 'e1', reason: 'settled' },
      { type: 'ExtendRetention', reason: 'an audit is announced', until: '2036-01-31T00:00:00.000Z' },
    );

    const text = writePostmortem(story.events, HEAD).markdown.replaceAll('**', '');

    expect(text).toMatch(/legal hold .* by commander.*: matter 7/);
    expect(text).toMatch(/hold lifted .* by commander.*: settled/);
    expect(text).toMatch(/commander.*to be kept until .*2036.*an audit is announced/);
  });
});
