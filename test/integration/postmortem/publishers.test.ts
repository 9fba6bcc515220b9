/** Every publisher against a double that enforces its vendor's schema: published twice it is there once, in its newest version. */

import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ConfiguredPublisher, openPublishers } from '../../../src/postmortem/destinations.ts';
import { publishedDocument } from '../../../src/postmortem/published.ts';
import type { PublishedDocument } from '../../../src/postmortem/publisher.ts';
import { PUBLISHERS } from '../../../src/postmortem/publishers/index.ts';
import { startConfluence } from '../../doubles/confluence/pages.ts';
import { startGitHub } from '../../doubles/github/issues.ts';
import { startGoogle } from '../../doubles/google/drive.ts';
import { startMicrosoft } from '../../doubles/microsoft/drive.ts';
import { serve } from '../../doubles/serve.ts';
import { startMailServer } from '../../support/mail-server.ts';
import { tellStolenSession } from '../../support/storyline.ts';

const STORY = tellStolenSession({ open: false });
const chainHead = 'ab'.repeat(32);
const upTo = (length: number): Promise<PublishedDocument> =>
  publishedDocument(STORY.slice(0, length), { chainHead, baseUrl: 'https://cordon.example' });
const NEWEST = await upTo(STORY.length);
const BEFORE = await upTo(STORY.length - 1);
const REAL_TITLE = STORY.find((event) => event.type === 'IncidentDeclared')?.data.title ?? '?';

function open(uses: string, settings: object, secrets: Readonly<Record<string, string>> = {}): ConfiguredPublisher {
  const faults: string[] = [];
  const known: Readonly<Record<string, string>> = { TOKEN: 'token-1', ...secrets };
  const [one] = openPublishers({ place: { uses, restricted: true, ...settings } }, (name) => known[name], faults);
  if (!one) throw new Error(faults.join('\n'));
  return one;
}

it('lists every file of its folder under its name', () => {
  const files = readdirSync(new URL('../../../src/postmortem/publishers', import.meta.url))
    .filter((file) => file !== 'index.ts' && file !== 'confluence-storage.ts')
    .map((file) => file.replace(/\.ts$/, ''));

  expect(PUBLISHERS.map(({ id }) => id).toSorted()).toEqual(files.toSorted());
});

it('names no more than number and codename where names are seen', () => {
  expect(NEWEST.title).toMatch(/^Post-mortem #\d+ sapphire-heron$/);
  expect(NEWEST.title).not.toContain(REAL_TITLE);
});

describe('confluence', () => {
  const settings = (url: string) => ({
    siteUrl: `${url}/wiki`,
    spaceId: '77',
    email: 'cordon@example.com',
    token: 'TOKEN',
  });

  it('makes one page of well-formed storage with its picture, and brings it to the newest version', async () => {
    await using double = await startConfluence('cordon@example.com', 'token-1');
    const place = open('confluence', settings(double.url));

    const first = await place.publish(BEFORE);
    const second = await place.publish(NEWEST);

    expect(second).toEqual(first);
    expect(double.pages).toHaveLength(1);
    const [page] = double.pages;
    expect(page?.properties).toMatchObject([{ key: 'cordon-incident', value: NEWEST.incidentId }]);
    expect(page?.attachments.get('timeline.svg')).toContain('<svg');
    expect(page?.body.storage.value).toContain('<ri:attachment ri:filename="timeline.svg"/>');
    expect(page?.body.storage.value).toMatch(/href="https:\/\/cordon\.example\/incidents\/\d+\/log\?from=\d+#e-\d+"/);
  });

  it('adopts the page of an attempt that failed halfway, and says that a retry helps', async () => {
    await using double = await startConfluence('cordon@example.com', 'token-1');
    const place = open('confluence', settings(double.url));
    double.failNext(503);

    await expect(place.publish(NEWEST)).rejects.toMatchObject({ code: 'vendor_failed', retryable: true });
    await place.publish(NEWEST);

    expect(double.pages).toHaveLength(1);
  });

  it('leaves a page of somebody else under the same title alone', async () => {
    await using double = await startConfluence('cordon@example.com', 'token-1');
    const body = { storage: { value: '<p>Mine.</p>' } };
    double.pages.push({
      id: '9',
      spaceId: '77',
      title: NEWEST.title,
      version: { number: 1 },
      body,
      properties: [],
      attachments: new Map(),
    });

    await expect(open('confluence', settings(double.url)).publish(NEWEST)).rejects.toMatchObject({ retryable: false });
    expect(double.pages[0]?.body).toEqual(body);
  });
});

describe('git', () => {
  async function bare(): Promise<{ readonly remote: string; readonly git: (...words: readonly string[]) => string }> {
    const remote = await mkdtemp(join(tmpdir(), 'cordon-bare-'));
    const git = (...words: readonly string[]): string =>
      execFileSync('git', [...words], { cwd: remote, encoding: 'utf8' });
    git('init', '--quiet', '--bare', '--initial-branch', 'main');
    const tree = execFileSync('git', ['mktree'], { cwd: remote, input: '', encoding: 'utf8' }).trim();
    const first = git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit-tree', tree, '-m', 'first').trim();
    git('update-ref', 'refs/heads/main', first);
    return { remote, git };
  }

  it('commits each version once, with the log position and the head of the chain', async () => {
    const { remote, git } = await bare();
    const place = open('git', { remote: `file://${remote}` });

    await place.publish(BEFORE);
    await place.publish(NEWEST);
    await place.publish(NEWEST);

    expect(git('rev-list', '--count', 'main').trim()).toBe('3');
    expect(git('log', '-1', '--format=%B', 'main')).toContain(
      `As of event ${NEWEST.position}; head of the chain ${chainHead}`,
    );
    expect(
      git('show', `main:postmortems/${String(NEWEST.number).padStart(4, '0')}-sapphire-heron/postmortem.md`),
    ).toContain('# Post-mortem');
  });

  it('opens one pull request, and brings its branch to the newest version', async () => {
    const { remote, git } = await bare();
    await using github = await startGitHub('token-1');
    const pullRequest = { repository: 'owner/name', apiUrl: github.url };
    const place = open('git', { remote: `file://${remote}`, token: 'TOKEN', pullRequest });

    const first = await place.publish(BEFORE);
    const second = await place.publish(NEWEST);

    expect(second).toEqual(first);
    expect(github.pulls).toMatchObject([{ head: `cordon/postmortem-${NEWEST.number}`, base: 'main' }]);
    expect(git('rev-list', '--count', 'main').trim()).toBe('1');
    expect(git('log', '-1', '--format=%B', `cordon/postmortem-${NEWEST.number}`)).toContain(
      `As of event ${NEWEST.position};`,
    );
  });

  it('says what failed, without the token', async () => {
    const place = open('git', { remote: 'file:///nowhere/at/all', token: 'TOKEN' });

    const fault = await place.publish(NEWEST).catch((caught: unknown) => caught);
    expect(fault).toMatchObject({ code: 'vendor_failed', message: expect.stringContaining('git clone failed') });
    expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault))).not.toContain(
      Buffer.from('x-access-token:token-1').toString('base64'),
    );
  });
});

it('sharepoint replaces what is there under the same path', async () => {
  await using double = await startMicrosoft();
  const settings = {
    tenantId: 'tenant-1',
    clientId: 'client-1',
    clientSecret: 'TOKEN',
    driveId: 'drive-1',
    folder: 'Security/Post mortems',
  };
  const place = open('sharepoint', { ...settings, loginUrl: double.url, graphUrl: `${double.url}/v1.0` });

  await place.publish(BEFORE);
  const { url } = await place.publish(NEWEST);

  expect([...double.files.keys()]).toEqual([
    'Security/Post mortems/sapphire-heron-postmortem.html',
    'Security/Post mortems/sapphire-heron-postmortem.md',
  ]);
  expect(url).toBe('https://example.sharepoint.com/Security/Post%20mortems/sapphire-heron-postmortem.html');
  expect(double.files.get('Security/Post mortems/sapphire-heron-postmortem.md')?.type).toContain('text/markdown');
});

it('google-drive makes one file with a signed claim, and updates it', async () => {
  await using double = await startGoogle();
  const place = open(
    'google-drive',
    { serviceAccount: 'ACCOUNT', folderId: 'folder-1', apiUrl: double.url },
    { ACCOUNT: double.key },
  );

  const first = await place.publish(BEFORE);
  const second = await place.publish(NEWEST);

  expect(second).toEqual(first);
  expect(double.files).toHaveLength(1);
  expect(double.files[0]?.content).toBe(NEWEST.files.find(({ name }) => name === 'postmortem.html')?.body);
});

it('webhook signs what it sends, and names the same version by the same id', async () => {
  const seen: { id: unknown; valid: boolean; body: Record<string, unknown> }[] = [];
  const secret = `whsec_${Buffer.from('a secret of twenty-four bytes').toString('base64')}`;
  await using receiver = await serve((app) => {
    app.post('/hooks/pm', async ({ headers, body }, reply) => {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${String(body)}`;
      const key = Buffer.from(secret.slice(6), 'base64');
      const valid = headers['webhook-signature'] === `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
      seen.push({ id: headers['webhook-id'], valid, body: JSON.parse(String(body)) });
      return reply.status(200).type('text/plain').send('thanks');
    });
  });
  const place = open('webhook', { url: `${receiver.url}/hooks/pm`, secret: 'SECRET' }, { SECRET: secret });

  for (const document of [NEWEST, NEWEST, BEFORE]) await place.publish(document);

  expect(seen.map(({ valid }) => valid)).toEqual([true, true, true]);
  expect(new Set(seen.map(({ id }) => id)).size).toBe(2);
  expect(seen[0]?.body).toMatchObject({
    type: 'postmortem.published',
    data: { codename: 'sapphire-heron', position: NEWEST.position },
  });
});

describe('email', () => {
  const settings = (port: number) => ({
    host: '127.0.0.1',
    port,
    plain: true,
    from: 'cordon@example.com',
    to: ['team@example.com'],
  });

  it('sends the document as attachments under a subject that tells nothing', async () => {
    await using server = await startMailServer();

    const { url } = await open('email', settings(server.port)).publish(NEWEST);

    const [mail = ''] = server.mails;
    expect(mail).toContain(`Subject: ${NEWEST.title}`);
    expect(mail.slice(0, mail.indexOf('\r\n\r\n'))).not.toContain(REAL_TITLE);
    expect(mail).toMatch(/filename=postmortem\.html/);
    expect(mail).toContain(`Message-ID: <${url.slice('mid:'.length)}>`);
  });

  it.each([
    [550, false],
    [451, true],
  ])('refused with %i, a retry helps: %s', async (code, retryable) => {
    await using server = await startMailServer({ code });

    await expect(open('email', settings(server.port)).publish(NEWEST)).rejects.toMatchObject({
      code: 'vendor_failed',
      retryable,
    });
  });
});
