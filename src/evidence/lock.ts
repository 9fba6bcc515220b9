/** A lock file: one writer at a time per journal, across the processes that share a vault directory. */

import { randomUUID } from 'node:crypto';
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { CordonError } from '../base/errors.ts';

const WAIT_MS = 10_000;
const ABANDONED_MS = 60_000;

/** Waiting work of this process by lock path: the file only has to settle what processes do to each other. */
const queues = new Map<string, Promise<unknown>>();

/** Runs `work` while nobody else holds `path`. Fails with `conflict` (retryable) after ten seconds of waiting. */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  const before = queues.get(path) ?? Promise.resolve();
  const mine = before.then(() => locked(path, work));
  const settled = mine.catch(() => undefined);
  queues.set(path, settled);
  try {
    return await mine;
  } finally {
    if (queues.get(path) === settled) queues.delete(path);
  }
}

async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  await take(path);
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<void> {
  const until = performance.now() + WAIT_MS;
  while (!(await tryTake(path))) {
    await clearAbandoned(path);
    if (performance.now() > until) {
      throw new CordonError('conflict', `${path} has been held by another process for ${WAIT_MS / 1000} s.`, {
        remedy: 'Try again; if no Cordon process is running, remove the file.',
        retryable: true,
      });
    }
    await sleep(5 + Math.random() * 20);
  }
}

async function tryTake(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(`${hostname()} ${process.pid} ${randomUUID()}`);
    await file.close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** A holder that was killed leaves its file behind; it is moved aside, and put back if it turns out to be a live one. */
async function clearAbandoned(path: string): Promise<void> {
  const seen = await ownerOf(path);
  if (!seen?.abandoned) return;
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== seen.text) await link(aside, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(codeOf(error))) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function ownerOf(path: string): Promise<{ text: string; abandoned: boolean } | undefined> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const [host, pid] = text.split(' ');
    const gone = host === hostname() && pid !== undefined && !isAlive(Number(pid));
    return { text, abandoned: gone || Date.now() - mtimeMs > ABANDONED_MS };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
