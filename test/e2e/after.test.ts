/** What comes after an incident, in the whole house: review, words of people, publication, issues in both directions. */

import { execFileSync, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Card } from '../../src/chat/card.ts';
import { createRoomMemory } from '../../src/store/room-memory.ts';
import { type GitHubDouble, startGitHub } from '../doubles/github/issues.ts';
import { startHouse, type TestHouse } from '../support/start-house.ts';
import { until } from '../support/until.ts';

let github: GitHubDouble;
let remote: string;
let test: TestHouse;

beforeAll(async () => {
  github = await startGitHub('token-1');
  remote = await mkdtemp(join(tmpdir(), 'cordon-bare-'));
  git('init', '--quiet', '--bare', '--initial-branch', 'main');
  const tree = execFileSync('git', ['mktree'], { cwd: remote, input: '', encoding: 'utf8' }).trim();
  const first = git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit-tree', tree, '-m', 'first').trim();
  git('update-ref', 'refs/heads/main', first);
  const config = join(remote, 'cordon.yaml');
  await writeFile(
    config,
    `publishers:
  archive: { uses: git, remote: "file://${remote}", restricted: true }
  wrong-key: { uses: webhook, url: "${github.url}/refused", secret: HOOK_KEY, restricted: true }
  open-wiki: { uses: webhook, url: "http://127.0.0.1:9/", secret: HOOK_KEY }
trackers:
  board: { uses: github, repository: owner/name, apiUrl: "${github.url}", token: BOARD_TOKEN, webhookSecret: BOARD_HOOK, restricted: true, automatic: true }
`,
  );
  test = await startHouse({
    CORDON_CONFIG: config,
    BOARD_TOKEN: 'token-1',
    BOARD_HOOK: 'hook-secret',
    HOOK_KEY: `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`,
  });
});
afterAll(async () => {
  await test?.[Symbol.asyncDispose]();
  await github?.[Symbol.asyncDispose]();
});

function git(...words: readonly string[]): string {
  return execFileSync('git', [...words], { cwd: remote, encoding: 'utf8' });
}

async function say(words: string, as = 'responder-1'): Promise<void> {
  expect(await test.say(as, 1, words)).toMatchObject({ status: 200 });
}

const followUp = async () => (await test.incident(1)).followUps[0];

describe('after an incident', () => {
  it('its post-mortem is written within seconds, and its follow-ups become issues by themselves, once', async () => {
    const text = 'new sev2 Keys used from outside';
    expect((await test.call('POST', '/api/v1/commands', { text, as: 'responder-1' })).status).toBe(200);
    await say('take commander');
    await say('close The keys were replaced');
    await until(async () => (await test.incident(1)).postmortem !== undefined);
    await say('followup Replace the keys by roles @responder-2');

    await until(async () => (await followUp())?.tracked[0]?.key === '#1');
    expect(github.issues).toHaveLength(1);
    expect(github.issues[0]?.body).toContain('/incidents/1/postmortem');
  });

  it('what is changed here is changed there', async () => {
    await say('followup f1 owner @responder-2');

    await until(async () => github.issues[0]?.body.includes('Owner: Responder 2') === true);
  });

  it('what people change there is changed here, once its webhook came', async () => {
    Object.assign(github.issues[0] ?? {}, { title: 'Replace every key by a role' });

    expect((await hook('hook-secret')).status).toBe(204);

    await until(async () => (await followUp())?.text === 'Replace every key by a role');
    expect(github.issues[0]?.title).toBe('Replace every key by a role');
  });

  it('what is done here is done there, and does not come back as news', async () => {
    await say('followup done f1', 'responder-2');

    await until(() => github.issues[0]?.state === 'closed');
    await until(async () => (await followUp())?.tracked[0]?.state === 'done');
    expect((await hook('hook-secret')).status).toBe(204);
    expect(await followUp()).toMatchObject({ state: 'done' });
  });

  it('what is opened again there is open here, once its webhook is signed', async () => {
    const [issue] = github.issues;
    if (issue) issue.state = 'open';

    expect((await hook('wrong')).status).toBe(401);
    expect(await followUp()).toMatchObject({ state: 'done' });
    expect((await hook('hook-secret')).status).toBe(204);
    expect((await hook('hook-secret')).status).toBe(204);
    expect(await followUp()).toMatchObject({ state: 'open' });
    const { events } = (await (await test.call('GET', '/api/v1/incidents/1/events')).json()) as {
      events: { type: string }[];
    };
    expect(events.filter(({ type }) => type === 'FollowUpReopened')).toHaveLength(1);
  });

  it('it is reviewed by another, and published where a restricted incident may go, with the words of people', async () => {
    await say('section lucky Nobody was on holiday.');
    expect(await test.say('responder-1', 1, 'publish all')).toMatchObject({
      status: 409,
      body: { code: 'not_reviewed' },
    });
    await say('postmortem reviewer @responder-2');
    await say('postmortem review');
    const memory = createRoomMemory<Card>(test.house.store.db);
    const { id } = await test.incident(1);
    const toReviewer = async () => (await memory.messages(id, 'responder-2', { limit: 100 })).map(({ text }) => text);
    await until(async () => (await toReviewer()).includes('Your review is wanted'));
    await say('postmortem approve', 'responder-2');
    expect(await test.say('responder-1', 1, 'publish open-wiki')).toMatchObject({
      body: { code: 'target_not_allowed' },
    });
    await say('publish archive');

    await until(async () => (await test.incident(1)).writeUp.publications[0]?.state === 'published');
    const { codename } = await test.incident(1);
    const published = git('show', `main:postmortems/0001-${codename}/postmortem.md`);
    expect(published).toContain('Nobody was on holiday.');
    expect(published).toMatch(/Version as of event \d+\. Head of the hash chain: `[0-9a-f]{64}`/);
    const stored = await (await test.call('GET', '/api/v1/incidents/1/postmortem')).text();
    const outward = await test.call('GET', '/api/v1/incidents/1/postmortem?version=external&format=md');
    expect(outward.headers.get('content-disposition')).toMatch(/security-incident-\d{4}-\d\d-\d\d\.md/);
    expect(await outward.text()).not.toMatch(new RegExp(`${codename}|responder|\\(#e-`));
    expect(stored).toContain('Nobody was on holiday.');
  });

  it('a publication that fails is seen with its remedy, and waits in the dead letters', async () => {
    await say('publish wrong-key');

    const failed = async () =>
      (await test.incident(1)).writeUp.publications.find(({ target }) => target === 'wrong-key');
    await until(async () => (await failed())?.state === 'failed');
    expect(await failed()).toMatchObject({
      problem: expect.stringContaining('401'),
      remedy: expect.stringContaining('token'),
    });
    await until(async () => {
      const answer = (await (await test.call('GET', '/api/v1/dead-letters')).json()) as {
        deadLetters: { reaction: string }[];
      };
      return answer.deadLetters.some(({ reaction }) => reaction === 'publish-postmortem');
    });
  });

  it('a template chosen by hand asks its own questions', async () => {
    const asks = async () => (await copy('md')).includes('Which data and secrets were on the machine');
    expect(await asks()).toBe(false);
    await say('postmortem template vm');
    await until(asks);

    await say('postmortem template standard');

    await until(async () => !(await asks()));
    const { templateName } = (await test.incident(1)).writeUp;
    expect(templateName).toBe('standard');
  });

  it('what leaves is read, approved by another person, and printed by the command line only then', async () => {
    await say('section external-version We are sorry. Ask @responder-2 about Keys used from outside.');
    await until(async () => (await test.incident(1)).writeUp.sections['external-version'] !== undefined);
    expect(external()).toMatchObject({ status: 1, stderr: expect.stringContaining('Nobody has approved') });
    const shown = JSON.stringify((await test.say('responder-1', 1, 'postmortem external')).body);
    const hash = /SHA-256 ([0-9a-f]{64})/.exec(shown)?.[1] ?? '';
    expect(shown).toContain('We are sorry.');

    expect((await test.say('responder-1', 1, `postmortem external approve ${hash}`)).status).toBe(409);
    await say(`postmortem external approve ${hash}`, 'responder-2');

    const { status, stdout } = external('--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ sha256: hash, approved: { by: 'Responder 2' } });
    expect(stdout).toContain('We are sorry.');
    expect(stdout).not.toMatch(/Keys used|@?responder-2|holiday|roles/);
  });

  it('outsiders hear nothing of any of it', async () => {
    for (const words of [
      'postmortem',
      'postmortem external',
      'postmortem template standard',
      'followup',
      'section lucky x',
      'comment lucky x',
      'publish all',
      'followup track f1',
    ]) {
      const { status, body } = await test.say('somebody-else', 1, words);
      expect(status, words).toBe(409);
      expect(JSON.stringify(body), words).not.toMatch(/holiday|Replace|Keys/);
    }
  });
});

/** What `cordon external 1` comes to. */
function external(...flags: readonly string[]) {
  const env = { ...process.env, ...test.environment };
  const verb = ['src/cli/index.ts', 'external', '1', ...flags];
  return spawnSync(process.execPath, verb, { encoding: 'utf8', env });
}

async function copy(format: string): Promise<string> {
  return (await test.call('GET', `/api/v1/incidents/1/postmortem?format=${format}`)).text();
}

function hook(secret: string): Promise<Response> {
  const body = JSON.stringify({ action: 'edited', issue: { number: 1 } });
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return test.call('POST', '/trackers/board', body, { 'x-hub-signature-256': signature });
}
