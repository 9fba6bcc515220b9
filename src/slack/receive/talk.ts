/** What people say, edit and delete in incident channels, and the files they drop there. */

import type { z } from 'zod';
import type { Desk } from './desk.ts';
import type { TalkEvent, Told } from './payloads.ts';
import { wordsOf } from './words.ts';

/** What people write bears one of these or none; all others are Slack's own lines. https://docs.slack.dev/reference/events/message */
const WRITTEN: ReadonlySet<string | undefined> = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message']);
/** What a deleted message is changed into while answers hang on it. */
const TOMBSTONE = 'tombstone';

export async function hearTalk(desk: Desk, event: z.infer<typeof TalkEvent>): Promise<void> {
  const { house } = desk;
  const { channel, subtype, message, deleted_ts } = event;
  if ((await house.numberOf(channel)) === undefined) return;
  if (subtype === 'message_deleted') return deleted_ts ? house.unsaid(channel, deleted_ts) : undefined;
  if (message?.subtype === TOMBSTONE) return house.unsaid(channel, message.ts);
  if (subtype === 'message_changed') return message ? hearWords(desk, channel, message) : undefined;
  await hearWords(desk, channel, event);
  await hearFiles(desk, channel, event);
}

/** Never what an app wrote, and so never what Cordon shows of other sides. */
function isWritten({ bot_id, subtype }: Told): boolean {
  return bot_id === undefined && WRITTEN.has(subtype);
}

async function hearWords({ house, people }: Desk, channel: string, told: Told): Promise<void> {
  const { user, ts, text, edited, files = [] } = told;
  if (!user || !isWritten(told)) return;
  await house.heard(channel, {
    id: ts,
    stamp: microseconds(edited?.ts ?? ts),
    author: await people.personOf(user),
    text: await wordsOf(text, people),
    files: files.map(({ id, name }) => name ?? id),
    saidAt: new Date(Number(ts) * 1000).toISOString(),
  });
}

async function hearFiles({ house, people }: Desk, channel: string, told: Told): Promise<void> {
  const { user, files = [] } = told;
  if (!user || !isWritten(told) || files.length === 0) return;
  await house.drop(
    await people.personOf(user),
    channel,
    files.map(({ id }) => id),
  );
}

/** Slack counts seconds with six digits behind the point. */
function microseconds(ts: string): number {
  const [seconds = '0', rest = ''] = ts.split('.');
  return Number(seconds) * 1_000_000 + Number(rest.padEnd(6, '0').slice(0, 6));
}
