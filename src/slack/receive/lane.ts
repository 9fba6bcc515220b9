/** Whose doing something is, and where: what one person does in one place is carried out in its order. */

import { z } from 'zod';

const Id = z.string().optional().catch(undefined);
const Somebody = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .optional()
  .catch(undefined);

/** Commands, interactions and events each name them elsewhere. https://docs.slack.dev/reference/interaction-payloads */
const Done = z.object({
  user_id: Id,
  channel_id: Id,
  user: Somebody,
  channel: Somebody,
  view: z.object({ private_metadata: z.string() }).optional().catch(undefined),
  event: z
    .object({ user: Somebody, channel: Somebody, item: z.object({ channel: Id }).optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

/** Undefined where Slack names nobody. */
export function laneOf(body: unknown): string | undefined {
  const { data } = Done.safeParse(body);
  const person = data?.user_id ?? data?.user ?? data?.event?.user;
  if (!data || !person) return undefined;
  const { channel_id, channel, event, view } = data;
  const place =
    channel_id ?? channel ?? event?.channel ?? event?.item?.channel ?? conversationOf(view?.private_metadata);
  return `${person} ${place ?? ''}`;
}

/** A form remembers where it was opened. */
function conversationOf(memo = ''): string | undefined {
  return /"conversation":"([^"]+)"/.exec(memo)?.[1];
}
