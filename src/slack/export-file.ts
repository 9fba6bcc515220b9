/**
 * Reads a channel out of a Slack export: the zip as Slack hands it out, or the channel's own JSON files. Text comes out
 * plain. Format: Slack help, *How to read Slack data exports*: `channels.json`, `groups.json`, `users.json`, and a folder
 * for each channel with a file for each day, which holds the messages of that day.
 */

import { z } from 'zod';
import type { Person } from '../incident/actor.ts';
import type { CapturedMessage } from '../incident/events.ts';
import { plainText } from './plain-text.ts';

/** Files of an export by their path inside it, as text. */
export type ExportFiles = ReadonlyMap<string, string>;

export interface SlackHistory {
  readonly channel: string;
  readonly messages: readonly CapturedMessage[];
  /** Joins, topics and other notices of Slack itself that were left out. */
  readonly skipped: number;
}

/** What is wrong with one place of a file, and what to do about it. */
export interface ExportFault {
  readonly at: string;
  readonly what: string;
  readonly fix: string;
}

const User = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  profile: z.looseObject({ real_name: z.string().optional(), email: z.string().optional() }).optional(),
});
const Channel = z.looseObject({ id: z.string(), name: z.string() });
const Message = z.looseObject({
  type: z.literal('message'),
  subtype: z.string().optional(),
  ts: z.string().regex(/^\d{1,12}\.\d{1,6}$/, 'must be a time like 1772373600.000100'),
  user: z.string().optional(),
  username: z.string().optional(),
  text: z.string().optional(),
  user_profile: z.looseObject({ real_name: z.string().optional() }).optional(),
  bot_profile: z.looseObject({ name: z.string().optional() }).optional(),
  files: z.array(z.looseObject({ name: z.string().nullish() })).optional(),
});
type Message = z.infer<typeof Message>;

/** Subtypes that people or their tools wrote; every other is a notice of Slack. */
const SPOKEN = new Set([undefined, 'bot_message', 'file_share', 'me_message', 'thread_broadcast', 'file_comment']);
const DAY = /^(?:(.*)\/)?\d{4}-\d\d-\d\d\.json$/;

/** Either the history of `channel`, which may be left out when there is one alone, or every fault. Never half of it. */
export function readSlackExport(
  files: ExportFiles,
  channel: string | undefined,
):
  | { readonly history: SlackHistory; readonly faults?: undefined }
  | { readonly history?: undefined; readonly faults: readonly ExportFault[] } {
  const faults: ExportFault[] = [];
  const folder = folderOf(files, channel, faults);
  if (folder === undefined) return { faults };
  const messages: CapturedMessage[] = [];
  let skipped = 0;
  const id = channelsOf(files, faults).get(folder) ?? folder;
  const users = usersOf(files, faults);
  for (const message of messagesIn(files, folder, faults)) {
    if (isSpoken(message)) messages.push(captured(message, id, users));
    else skipped += 1;
  }
  if (faults.length > 0) return { faults };
  if (messages.length === 0) {
    const what = `nobody wrote anything in ${folder || 'these files'}`;
    return { faults: [{ at: folder, what, fix: 'Name the channel that the incident was run in.' }] };
  }
  messages.sort((a, b) => (a.sentAt < b.sentAt ? -1 : a.sentAt > b.sentAt ? 1 : 0));
  return { history: { channel: folder || id, messages, skipped } };
}

function messagesIn(files: ExportFiles, folder: string, faults: ExportFault[]): readonly Message[] {
  const days = [...files].filter(([path]) => inFolder(path, folder)).sort(([a], [b]) => (a < b ? -1 : 1));
  return days.flatMap(([path, text]) =>
    listIn(path, text, faults).flatMap((raw, index) => {
      const message = Message.safeParse(raw);
      if (message.success) return [message.data];
      faults.push(faultOf(path, index, message.error));
      return [];
    }),
  );
}

function folderOf(files: ExportFiles, channel: string | undefined, faults: ExportFault[]): string | undefined {
  const folders = [
    ...new Set([...files.keys()].flatMap((path) => (DAY.test(path) ? [DAY.exec(path)?.[1] ?? ''] : []))),
  ];
  const wanted = channel?.replace(/^#/, '');
  const found = wanted === undefined ? folders : folders.filter((one) => one === wanted || one.endsWith(`/${wanted}`));
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const names = folders.slice(0, 30).map((one) => one || '(these files)');
  faults.push({
    at: wanted ?? 'the export',
    what:
      folders.length === 0
        ? 'there is no file of a day, such as incident-42/2026-03-01.json'
        : wanted === undefined
          ? `it holds ${folders.length} channels`
          : `it holds no channel ${wanted}`,
    fix:
      folders.length === 0 ? 'Give the zip that Slack made, or one channel’s files.' : `Name one: ${names.join(', ')}.`,
  });
  return undefined;
}

function inFolder(path: string, folder: string): boolean {
  const match = DAY.exec(path);
  return match !== null && (match[1] ?? '') === folder;
}

function usersOf(files: ExportFiles, faults: ExportFault[]): ReadonlyMap<string, Person> {
  return new Map(
    namedIn(files, 'users.json', User, faults).map((user) => [
      user.id,
      { id: user.profile?.email || user.id, name: user.profile?.real_name || user.name || user.id },
    ]),
  );
}

/** Ids by name: of public and of private channels. */
function channelsOf(files: ExportFiles, faults: ExportFault[]): ReadonlyMap<string, string> {
  const all = ['channels.json', 'groups.json'].flatMap((name) => namedIn(files, name, Channel, faults));
  return new Map(all.map(({ id, name }) => [name, id]));
}

/** Lists beside the channels may be absent: single files of a channel are an export too. */
function namedIn<T>(files: ExportFiles, name: string, type: z.ZodType<T>, faults: ExportFault[]): readonly T[] {
  const path = [...files.keys()].find((one) => one === name || one.endsWith(`/${name}`));
  if (path === undefined) return [];
  return listIn(path, files.get(path) ?? '', faults).flatMap((raw, index) => {
    const read = type.safeParse(raw);
    if (read.success) return [read.data];
    faults.push(faultOf(path, index, read.error));
    return [];
  });
}

function listIn(path: string, text: string, faults: ExportFault[]): readonly unknown[] {
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list)) return list;
    faults.push({ at: path, what: 'it is not a list', fix: 'Give the file as Slack made it.' });
  } catch (fault) {
    const what = fault instanceof Error ? fault.message : 'it is not JSON';
    faults.push({ at: path, what, fix: 'Give the file as Slack made it.' });
  }
  return [];
}

function faultOf(path: string, index: number, error: z.ZodError): ExportFault {
  const [issue] = error.issues;
  return {
    at: `${path}, entry ${index + 1}`,
    what: `${issue?.path.join('.') || 'it'}: ${issue?.message}`,
    fix: 'Mend or take out the entry.',
  };
}

function isSpoken({ subtype, text, files }: Message): boolean {
  return SPOKEN.has(subtype) && ((text ?? '').trim() !== '' || (files ?? []).length > 0);
}

function captured(message: Message, conversation: string, users: ReadonlyMap<string, Person>): CapturedMessage {
  const names = (message.files ?? []).map(({ name }) => `[file: ${name ?? 'unnamed'}]`);
  const text = [plainText(message.text ?? '', users), ...names].filter((part) => part !== '').join('\n');
  return {
    platform: 'slack',
    conversation,
    messageId: message.ts,
    author: authorOf(message, users),
    text,
    sentAt: new Date(Math.floor(Number(message.ts) * 1000)).toISOString(),
  };
}

function authorOf(message: Message, users: ReadonlyMap<string, Person>): Person {
  const known = message.user === undefined ? undefined : users.get(message.user);
  if (known) return known;
  const name = message.user_profile?.real_name || message.username || message.bot_profile?.name || message.user;
  return { id: message.user ?? name ?? 'unknown', name: name ?? 'unknown' };
}
