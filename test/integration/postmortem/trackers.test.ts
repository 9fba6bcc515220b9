/** Every tracker against a double that enforces its vendor's schema: nothing is made twice, states go both ways. */

import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Priority } from '../../../src/incident/postmortem-events.ts';
import { fieldsOf, openTrackers } from '../../../src/postmortem/destinations.ts';
import {
  findOrCreate,
  type Issue,
  type IssueDraft,
  isLost,
  type News,
  readIssue,
  type Tracker,
} from '../../../src/postmortem/tracker.ts';
import { TRACKERS } from '../../../src/postmortem/trackers/index.ts';
import { startAzureDevops } from '../../doubles/azure-devops/work-items.ts';
import { startGitHub } from '../../doubles/github/issues.ts';
import { startGitLab } from '../../doubles/gitlab/issues.ts';
import { startJira } from '../../doubles/jira/issues.ts';
import type { Served } from '../../doubles/serve.ts';

const SECRETS: Readonly<Record<string, string>> = { TOKEN: 'token-1', HOOK: 'hook-secret' };
const DRAFT: IssueDraft = {
  marker: 'cordon-incident-42-f1',
  title: 'Replace the key by a role',
  text: 'Replace the key by a role\n\nOwner: responder-1\n\nFollow-up f1 of incident #42: http://room.test/42',
  kind: 'prevent',
  priority: 'high',
  due: '2026-04-01',
};
/** By what each tracker calls the person. */
const PEOPLE = { 'login-7': 'responder-7' };
const named = { token: 'TOKEN', webhookSecret: 'HOOK' };
const sign = (body: string): string => `sha256=${createHmac('sha256', 'hook-secret').update(body).digest('hex')}`;

/** What somebody makes of the first issue there. */
interface Edit {
  readonly title: string;
  readonly due: string;
  readonly priority: Priority;
  readonly login: string;
}

interface Double extends Served {
  readonly made: () => number;
  readonly seen: () => string;
  edit(change: Edit): void;
  /** Somebody writes around what the description of the first issue says, or takes all of it away. */
  describe(how: 'around' | 'anew'): void;
  /** The first issue goes where the tracker's place is not. */
  lose(how: 'deleted' | 'moved'): void;
}

interface Case {
  readonly kind: string;
  start(): Promise<Double>;
  settings(url: string): Readonly<Record<string, unknown>>;
  news(key: string, good: boolean): News;
}

const CASES: readonly Case[] = [
  {
    kind: 'github',
    start: async () => {
      const double = await startGitHub('token-1');
      const edit = ({ title, priority, login }: Edit): void => {
        const labels = ['theirs', `priority: ${priority}`].map((name) => ({ name }));
        Object.assign(double.issues[0] ?? {}, { title, labels, assignees: [{ login }] });
      };
      const [describe, lose] = [
        (how: 'around' | 'anew'): void => {
          for (const one of double.issues)
            one.body = how === 'around' ? `Theirs above\n\n${one.body}\n\nTheirs below` : 'Theirs';
        },
        (how: 'deleted' | 'moved'): void => {
          for (const one of double.issues) one.gone = how === 'moved' ? 301 : 410;
        },
      ];
      const seen = () => JSON.stringify(double.issues);
      return { ...double, edit, describe, lose, made: () => double.issues.length, seen };
    },
    settings: (apiUrl) => ({ repository: 'owner/name', apiUrl, ...named }),
    news: (key, good) => {
      const body = JSON.stringify({ action: 'closed', issue: { number: Number(key.slice(1)) } });
      return { body, headers: { 'x-hub-signature-256': good ? sign(body) : 'sha256=00' } };
    },
  },
  {
    kind: 'gitlab',
    start: async () => {
      const double = await startGitLab('token-1');
      const edit = ({ title, due, priority, login }: Edit): void => {
        const assignees = [{ username: login, name: 'Person Seven' }];
        Object.assign(double.issues[0] ?? {}, { title, due_date: due, labels: [`priority::${priority}`], assignees });
      };
      const [describe, lose] = [
        (how: 'around' | 'anew'): void => {
          for (const one of double.issues)
            one.description = how === 'around' ? `Theirs above\n\n${one.description}\n\nTheirs below` : 'Theirs';
        },
        (how: 'deleted' | 'moved'): void => {
          if (how === 'deleted') double.issues.length = 0;
          // What is left of a moved one is closed: https://docs.gitlab.com/user/project/issues/managing_issues/#move-an-issue
          for (const one of double.issues) Object.assign(one, { state: 'closed', moved_to_id: 4711 });
        },
      ];
      const seen = () => JSON.stringify(double.issues);
      return { ...double, edit, describe, lose, made: () => double.issues.length, seen };
    },
    settings: (baseUrl) => ({ project: 'group/project', baseUrl, ...named }),
    news: (key, good) => ({
      body: JSON.stringify({ object_kind: 'issue', object_attributes: { iid: Number(key.slice(1)) } }),
      headers: { 'x-gitlab-token': good ? 'hook-secret' : 'other' },
    }),
  },
  {
    kind: 'jira',
    start: async () => {
      const double = await startJira('cordon@example.com', 'token-1');
      const edit = ({ title, due, priority, login }: Edit): void => {
        const assignee = { accountId: login, displayName: 'Person Seven' };
        const fields = { summary: title, duedate: due, priority: { name: `The ${priority}` }, assignee };
        Object.assign(double.issues[0]?.fields ?? {}, fields);
      };
      const [describe, lose] = [
        (how: 'around' | 'anew'): void => {
          const [above, below] = ['Theirs above', 'Theirs below'].map((text) => ({
            ...{ type: 'paragraph', content: [{ type: 'text', text }] },
          }));
          for (const { fields } of double.issues) {
            const ours = how === 'around' ? (fields.description?.content ?? []) : [];
            const content = [above ?? {}, ...ours, below ?? {}];
            Object.assign(fields, { description: { type: 'doc', version: 1, content } });
          }
        },
        (how: 'deleted' | 'moved'): void => {
          if (how === 'deleted') double.issues.length = 0;
          for (const one of double.issues) Object.assign(one, { formerly: one.key, key: 'OPS-9' });
        },
      ];
      const seen = () => JSON.stringify(double.issues);
      return { ...double, edit, describe, lose, made: () => double.issues.length, seen };
    },
    settings: (siteUrl) => ({
      ...{ project: 'SEC', email: 'cordon@example.com', siteUrl, ...named },
      priorities: { high: 'The high', low: 'The low' },
    }),
    news: (key, good) => {
      const body = JSON.stringify({ webhookEvent: 'jira:issue_updated', issue: { key } });
      return { body, headers: { 'x-hub-signature': good ? sign(body) : 'sha256=00' } };
    },
  },
  {
    kind: 'azure-devops',
    start: async () => {
      const double = await startAzureDevops('token-1');
      const edit = ({ title, due, priority, login }: Edit): void => {
        Object.assign(double.items[0]?.fields ?? {}, {
          'System.Title': title,
          'Microsoft.VSTS.Scheduling.DueDate': `${due}T00:00:00Z`,
          'Microsoft.VSTS.Common.Priority': ['urgent', 'high', 'normal', 'low'].indexOf(priority) + 1,
          'System.AssignedTo': { uniqueName: login, displayName: 'Person Seven' },
        });
      };
      const [describe, lose] = [
        (how: 'around' | 'anew'): void => {
          for (const { fields } of double.items) {
            const ours = fields['System.Description'];
            fields['System.Description'] =
              how === 'around' ? `<div>Theirs above</div>${ours}<div>Theirs below</div>` : '<div>Theirs</div>';
          }
        },
        (how: 'deleted' | 'moved'): void => {
          if (how === 'deleted') double.items.length = 0;
          for (const { fields } of double.items) fields['System.TeamProject'] = 'Elsewhere';
        },
      ];
      const seen = () => JSON.stringify(double.items);
      return { ...double, edit, describe, lose, made: () => double.items.length, seen };
    },
    settings: (baseUrl) => ({ organization: 'org', project: 'Security', baseUrl, ...named }),
    news: (key, good) => ({
      body: JSON.stringify({ eventType: 'workitem.updated', resource: { id: 7, workItemId: Number(key) } }),
      headers: { authorization: `Basic ${Buffer.from(`hook:${good ? 'hook-secret' : 'other'}`).toString('base64')}` },
    }),
  },
];

function open({ kind, settings }: Case, url: string) {
  const faults: string[] = [];
  const entry = { uses: kind, restricted: false, automatic: false, people: PEOPLE, ...settings(url) };
  const [tracker] = openTrackers({ tracker: entry }, (name) => SECRETS[name], faults);
  if (!tracker) throw new Error(faults.join('\n'));
  return tracker;
}

/** As it is there; it must be. */
async function there(tracker: Tracker, key: string): Promise<Issue> {
  const read = await tracker.read(key);
  if (isLost(read)) throw new Error(`${key} is lost`);
  return read;
}

describe('the list of trackers', () => {
  it('holds every file of its folder under its name, and each has a double here', () => {
    const files = readdirSync(new URL('../../../src/postmortem/trackers', import.meta.url))
      .filter((file) => file !== 'index.ts')
      .map((file) => file.replace(/\.ts$/, ''));

    expect(TRACKERS.map(({ id }) => id).toSorted()).toEqual(files.toSorted());
    expect(CASES.map(({ kind }) => kind).toSorted()).toEqual(files.toSorted());
  });

  it('names every fault of a configuration, and never a secret', () => {
    const faults: string[] = [];
    const entry = { restricted: false, automatic: false, people: {} };
    openTrackers(
      {
        a: { ...entry, uses: 'trello' },
        b: { ...entry, uses: 'github', repository: 'owner/name', token: 'ghp_written_in_the_file' },
        c: { ...entry, uses: 'github', repository: 'no repository', token: 'TOKEN' },
      },
      (name) => SECRETS[name],
      faults,
    );

    expect(faults).toHaveLength(3);
    expect(faults.join('\n')).not.toMatch(/ghp_|token-1/);
  });
});

describe.each(CASES)('$kind', (one) => {
  it('makes one issue for a marker, however often it is asked', async () => {
    await using double = await one.start();
    const tracker = open(one, double.url);

    const made = await findOrCreate(tracker, DRAFT);
    const again = await findOrCreate(open(one, double.url), DRAFT);

    expect(again).toEqual(made);
    expect(double.made()).toBe(1);
    expect((await findOrCreate(tracker, { ...DRAFT, marker: 'cordon-incident-42-f2' })).key).not.toBe(made.key);
  });

  it('carries done, rejected and open to the issue, and reads each back', async () => {
    await using double = await one.start();
    const tracker = open(one, double.url);
    const { key } = await tracker.create(DRAFT);

    for (const state of ['done', 'done', 'open', 'rejected', 'open'] as const) {
      await tracker.setState(key, state);
      expect(await tracker.read(key)).toMatchObject({ key, state });
    }
  });

  it('carries what changed to the issue and nothing else, and leaves its state alone', async () => {
    await using double = await one.start();
    const tracker = open(one, double.url);
    const { key } = await tracker.create(DRAFT);
    await tracker.setState(key, 'done');

    const text = DRAFT.text.replace('responder-1', 'responder-2');
    const all = { marker: DRAFT.marker, title: 'Replace every key', text, due: '2026-05-02', priority: 'low' } as const;
    for (const _ of [1, 2]) await tracker.change(key, all);
    const changed = await there(tracker, key);
    await tracker.change(key, { marker: DRAFT.marker });

    const day = one.kind === 'github' ? {} : { due: '2026-05-02' };
    expect(changed).toMatchObject({ key, state: 'done' });
    expect(changed.says).toEqual({ title: 'Replace every key', priority: 'low', ...day });
    expect(double.seen()).toContain('responder-2');
    expect(await tracker.read(key)).toEqual(changed);
    expect(await tracker.find(DRAFT.marker)).toMatchObject({ key });
  });

  it('tells what people changed there: title, day, priority, and whom it is assigned to', async () => {
    await using double = await one.start();
    const tracker = open(one, double.url);
    const made = await tracker.create(DRAFT);
    expect(made.says).toEqual({
      title: DRAFT.title,
      priority: 'high',
      ...(one.kind === 'github' ? {} : { due: DRAFT.due }),
    });

    double.edit({ title: 'Replace all keys', due: '2026-06-01', priority: 'low', login: 'login-7' });

    const read = await there(tracker, made.key);
    expect(fieldsOf(tracker, read)).toEqual({
      title: 'Replace all keys',
      priority: 'low',
      owner: { id: 'responder-7', name: read.assignee?.name },
      ...(one.kind === 'github' ? {} : { due: '2026-06-01' }),
    });
    double.edit({ title: 'Replace all keys', due: '2026-06-01', priority: 'low', login: 'responder-1' });
    // A name that somebody chose there makes nobody one of ours.
    expect(fieldsOf(tracker, await there(tracker, made.key)).owner?.id).toBe('tracker:responder-1');
  });

  it('makes its own part of the description anew, and leaves what people wrote around it or instead of it', async () => {
    await using double = await one.start();
    const tracker = open(one, double.url);
    const { key } = await tracker.create(DRAFT);
    const change = (owner: string) =>
      tracker.change(key, { marker: DRAFT.marker, text: DRAFT.text.replace('responder-1', owner) });

    double.describe('around');
    await change('responder-2');
    expect(double.seen()).toMatch(/Theirs above.*Owner: responder-2.*Theirs below/s);
    expect(double.seen()).not.toContain('responder-1');
    double.describe('anew');
    await change('responder-3');

    expect(double.seen()).toContain('Theirs');
    expect(double.seen()).not.toContain('responder-3');
  });

  it.each(['deleted', 'moved'] as const)(
    'says that an issue was %s, and makes another when it is asked to',
    async (how) => {
      await using double = await one.start();
      const tracker = open(one, double.url);
      const { key } = await tracker.create(DRAFT);
      expect(isLost(await readIssue(tracker, key, DRAFT.marker))).toBe(false);

      double.lose(how);

      expect(await readIssue(tracker, key, DRAFT.marker)).toEqual({
        lost: true,
        ...(how === 'moved' ? { to: expect.stringMatching(/another|OPS-9|Elsewhere/) } : {}),
      });
      expect((await findOrCreate(tracker, DRAFT)).key).not.toBe(key);
    },
  );

  it('takes no issue for lost because its place cannot be seen any more', async () => {
    await using double = await one.start();
    const { key } = await open(one, double.url).create(DRAFT);
    const blind: Tracker = {
      ...open(one, double.url),
      read: async () => ({ lost: true }),
      find: open(one, 'http://127.0.0.1:9').find,
    };

    await expect(readIssue(blind, key, DRAFT.marker)).rejects.toMatchObject({ code: 'vendor_failed' });
  });

  it('hears of an issue only with the right credential', async () => {
    await using double = await one.start();
    const tracker = open(one, double.url);
    const { key } = await tracker.create(DRAFT);

    expect(tracker.heard(one.news(key, true))).toBe(key);
    expect(tracker.heard(one.news(key, false))).toBeUndefined();
    expect(tracker.heard({ body: 'no json', headers: one.news(key, true).headers })).toBeUndefined();
    expect(tracker.heard({ ...one.news(key, true), headers: {} })).toBeUndefined();
  });

  it('says whether a retry can help, and never its token', async () => {
    await using double = await one.start();
    const wrong = openTrackers(
      { tracker: { uses: one.kind, restricted: false, automatic: false, people: PEOPLE, ...one.settings(double.url) } },
      (name) => (name === 'TOKEN' ? 'another-token' : SECRETS[name]),
      [],
    )[0];

    const fault = await wrong?.create(DRAFT).catch((caught: unknown) => caught);
    expect(fault).toMatchObject({ code: 'vendor_failed', retryable: false, message: expect.stringContaining('401') });
    expect(String(fault)).not.toContain('another-token');
    const gone = await open(one, 'http://127.0.0.1:9')
      .create(DRAFT)
      .catch((caught: unknown) => caught);
    expect(gone).toMatchObject({ retryable: true });
  });
});
