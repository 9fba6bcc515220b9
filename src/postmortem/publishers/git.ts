/** Files in a Git repository: a commit on a branch, or a branch of its own with a pull request on GitHub. */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';
import { createCaller } from '../calling.ts';
import { type PublishedDocument, publisherKind } from '../publisher.ts';

const Settings = z.strictObject({
  /** `https://github.com/owner/name.git`, `ssh://…` or a path. */
  remote: z
    .string()
    .regex(/^(?:https:\/\/|http:\/\/127\.0\.0\.1|ssh:\/\/|file:\/\/|\/)/, 'must be https, ssh or a path'),
  branch: z
    .string()
    .regex(/^[\w][\w./-]*$/, 'must be the name of a branch')
    .default('main'),
  folder: z
    .string()
    .regex(/^[\w][\w./-]*$/, 'must be a path inside the repository')
    .default('postmortems'),
  token: z.string().min(1).optional(),
  author: z.string().default('Cordon'),
  email: z.email().default('cordon@localhost.invalid'),
  /** Opens a pull request instead of writing to the branch. */
  pullRequest: z
    .strictObject({
      repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
      apiUrl: z.url().default('https://api.github.com'),
    })
    .optional(),
});
type Settings = z.infer<typeof Settings>;

const run = promisify(execFile);
const DEADLINE_MS = 120_000;
const Pull = z.object({ html_url: z.string() });

export const git = publisherKind({
  id: 'git',
  docs: 'https://git-scm.com/docs/git-push and https://docs.github.com/en/rest/pulls/pulls',
  settings: Settings,
  secrets: ['token'],
  open: (settings) => ({
    publish: async (document) => {
      const work = await mkdtemp(join(tmpdir(), 'cordon-git-'));
      try {
        const own = settings.pullRequest ? `cordon/postmortem-${document.number}` : settings.branch;
        const path = await commit(settings, document, work, own);
        return { url: settings.pullRequest ? await pullRequest(settings, document, own) : pathOf(settings, path) };
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
  }),
});

/** Clones, writes, commits, pushes. The same version again changes no file, makes no commit, and is pushed as it is. */
async function commit(settings: Settings, document: PublishedDocument, work: string, own: string): Promise<string> {
  const { remote, branch, folder, author, email } = settings;
  const at = (...words: readonly string[]) => command(settings, work, words);
  await at('clone', '--quiet', '--depth', '1', '--branch', branch, '--', remote, '.');
  if (own !== branch) await at('checkout', '--quiet', '-B', own);
  const path = `${folder}/${String(document.number).padStart(4, '0')}-${document.codename}`;
  await mkdir(join(work, path), { recursive: true });
  for (const { name, body } of document.files) await writeFile(join(work, path, name), body);
  await at('add', '--', path);
  const { stdout: changed } = await at('status', '--porcelain');
  if (changed.trim() !== '') {
    const message = `${document.title}\n\nAs of event ${document.position}; head of the chain ${document.chainHead}.\n\nCordon-Incident: ${document.incidentId}`;
    const who = ['-c', `user.name=${author}`, '-c', `user.email=${email}`];
    await at(...who, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', message);
  }
  // The branch of a pull request is ours alone; somebody else's commits on the main one are never overwritten.
  await at('push', '--quiet', ...(own === branch ? [] : ['--force']), 'origin', `HEAD:refs/heads/${own}`);
  return path;
}

/** The token travels in the environment, where no list of processes shows it. Hooks and other people's settings do not run. */
async function command({ token, remote }: Settings, cwd: string, words: readonly string[]) {
  const header = token && `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const secret = header
    ? { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: header }
    : {};
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_GLOBAL: '/dev/null',
    ...secret,
  };
  try {
    return await run('git', ['-c', 'core.hooksPath=/dev/null', ...words], { cwd, env, timeout: DEADLINE_MS });
  } catch (cause) {
    const told = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim().slice(0, 300) : '';
    throw new CordonError(
      'vendor_failed',
      `git ${words.find((word) => /^[a-z]+$/.test(word))} failed at ${remote}: ${told}`,
      {
        remedy: 'Check remote, branch and token in the configuration, and that git is installed; it is tried again.',
        retryable: true,
        cause,
      },
    );
  }
}

/** The open one of our branch, or a new one. */
async function pullRequest(settings: Settings, document: PublishedDocument, head: string): Promise<string> {
  const { repository = '', apiUrl } = settings.pullRequest ?? {};
  const call = createCaller({
    name: `GitHub repository ${repository}`,
    baseUrl: `${apiUrl}/repos/${repository}`,
    headers: {
      ...(settings.token ? { authorization: `Bearer ${settings.token}` } : {}),
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      'user-agent': 'cordon',
    },
  });
  const query = new URLSearchParams({
    head: `${repository.split('/')[0]}:${head}`,
    base: settings.branch,
    state: 'open',
  });
  const [open] = z.array(Pull).parse(await call({ method: 'GET', path: `/pulls?${query}` }));
  if (open) return open.html_url;
  const body = {
    title: document.title,
    head,
    base: settings.branch,
    body: `As of event ${document.position}.\n\n${document.link}`,
  };
  return Pull.parse(await call({ method: 'POST', path: '/pulls', body })).html_url;
}

function pathOf({ remote, branch }: Settings, path: string): string {
  const home = remote.replace(/\.git$/, '');
  return remote.startsWith('https://') ? `${home}/tree/${branch}/${path}` : `${home}#${path}`;
}
