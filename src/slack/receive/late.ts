/** Tells a person in private that Cordon could not do in time what they asked for. */

import { z } from 'zod';
import { clockTime } from '../../chat/durations.ts';
import { answer } from './answering.ts';
import type { Desk } from './desk.ts';

const Asked = z.object({
  user_id: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  command: z.string().optional(),
  text: z.string().optional(),
});

export async function tellLate(desk: Desk, body: unknown, receivedAt: Date): Promise<void> {
  const { user_id, user, command, text = '' } = Asked.parse(body);
  const account = user_id ?? user?.id;
  if (!account) return;
  const what = command ? `${command} ${text}`.trim() : 'What you did';
  const at = clockTime(receivedAt.toISOString(), new Date());
  const reason = `${what} (${at}) was not carried out: Cordon was away.`;
  const by = await desk.people.personOf(account);
  const refused = { kind: 'refused', code: 'too_late', reason, remedy: 'Do it again if it is still wanted.' } as const;
  await answer(desk, { by, account, conversation: undefined, words: '' }, refused);
}
