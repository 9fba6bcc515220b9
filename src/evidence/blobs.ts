/** Content-addressed files: written to the side, synced, and renamed to their own SHA-256. */

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { CordonError } from '../base/errors.ts';
import { checked } from './checked.ts';

/** Bytes that were written aside and are not yet in their place. */
export interface Incoming {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export function blobPath(directory: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    throw new CordonError('not_found', `"${sha256.slice(0, 80)}" is not a SHA-256.`, {
      remedy: 'Name content by its 64 hexadecimal digits, as the manifest does.',
    });
  }
  return join(directory, 'sha256', sha256.slice(0, 2), sha256);
}

/** Streams content aside with memory for one chunk; nothing is left behind when the source fails. */
export async function receive(
  directory: string,
  content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<Incoming> {
  const path = join(directory, 'incoming', randomUUID());
  const hash = createHash('sha256');
  let bytes = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of content) {
      hash.update(chunk);
      await file.appendFile(chunk);
      bytes += chunk.byteLength;
    }
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return { path, sha256: hash.digest('hex'), bytes };
}

/** Moves received bytes to their address. Bytes that are there and sound stay; damaged ones are replaced. */
export async function settle(directory: string, incoming: Incoming): Promise<void> {
  const path = blobPath(directory, incoming.sha256);
  if (await isSound(path, incoming.sha256)) {
    await rm(incoming.path, { force: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await chmod(incoming.path, 0o400);
  await rename(incoming.path, path);
  await syncDirectory(dirname(path));
}

/** The bytes at an address as a stream that fails at its end when they are not what the address says. */
export function openBlob(directory: string, sha256: string): Readable {
  return checked(createReadStream(blobPath(directory, sha256)), sha256);
}

/** Reads a blob to its end. Undefined when it is sound, or what is wrong with it. */
export async function faultOf(directory: string, sha256: string): Promise<string | undefined> {
  try {
    for await (const _chunk of openBlob(directory, sha256));
    return undefined;
  } catch (error) {
    if (error instanceof CordonError) return error.message;
    throw error;
  }
}

/** Removes the bytes at an address; once they are gone it changes nothing. */
export async function removeBlob(directory: string, sha256: string): Promise<void> {
  const path = blobPath(directory, sha256);
  if (process.platform === 'win32') await chmod(path, 0o600).catch(() => undefined); // What is read-only stays there.
  await rm(path, { force: true });
  await syncDirectory(dirname(path)).catch(() => undefined); // Nothing to sync where nothing was ever kept.
}

async function isSound(path: string, sha256: string): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk);
  } catch {
    return false; // Absent or unreadable: the received bytes take its place.
  }
  return hash.digest('hex') === sha256;
}

async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return; // Directories cannot be opened there.
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
