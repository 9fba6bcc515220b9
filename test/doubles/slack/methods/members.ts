/** `conversations.invite`, `kick`, `members`, `join`, `leave`. */

import { flag, list, need, page } from '../args.ts';
import { enter, exit, manageScopes, ownChannel, readScopes, seenChannel } from '../channels.ts';
import type { Kernel, Method } from '../kernel.ts';
import { refuse } from '../refusal.ts';
import { channelOnWire } from '../wire.ts';
import type { Channel } from '../world.ts';

export const members: readonly Method[] = [
  {
    name: 'conversations.invite',
    tier: 3,
    scopes: manageScopes,
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args);
      const users = list(args, 'users');
      if (users.length === 0) throw refuse('no_user');
      if (users.length > kernel.policy.inviteMost) {
        throw refuse('invalid_arguments', {
          response_metadata: { messages: [`[ERROR] no more than ${kernel.policy.inviteMost} users`] },
        });
      }
      const errors = users.flatMap((user) => {
        const error = whyNot(kernel, channel, user);
        return error ? [{ user, ok: false, error }] : [];
      });
      // With several people, one who cannot come keeps all out, unless `force` is set.
      if (errors.length > 0 && !(flag(args, 'force') && errors.length < users.length)) {
        throw refuse(errors[0]?.error ?? 'cant_invite', { errors });
      }
      const failed = new Set(errors.map(({ user }) => user));
      for (const user of users) if (!failed.has(user)) enter(kernel, channel, user, kernel.app.botUser);
      return { channel: channelOnWire(kernel, channel), ...(errors.length > 0 ? { errors } : {}) };
    },
  },
  {
    name: 'conversations.kick',
    tier: 3,
    scopes: manageScopes,
    run: (kernel, { args }) => {
      const channel = ownChannel(kernel, args);
      const user = need(args, 'user');
      if (user === kernel.app.botUser) throw refuse('cant_kick_self');
      if (!kernel.policy.appsKick) throw refuse('restricted_action');
      if (!kernel.world.people.has(user)) throw refuse('user_not_found');
      if (!channel.members.has(user)) throw refuse('not_in_channel');
      exit(kernel, channel, user);
      return { errors: {} };
    },
  },
  {
    name: 'conversations.members',
    tier: 4,
    scopes: readScopes,
    run: (kernel, { args }) => {
      const { items, response_metadata } = page([...seenChannel(kernel, need(args, 'channel')).members], args);
      return { members: items, response_metadata };
    },
  },
  {
    name: 'conversations.join',
    tier: 3,
    scopes: () => ['channels:join'],
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      if (channel.isPrivate || channel.im) throw refuse('method_not_supported_for_channel_type');
      if (channel.isArchived) throw refuse('is_archived');
      const inside = channel.members.has(kernel.app.botUser);
      if (!inside) enter(kernel, channel, kernel.app.botUser);
      return { channel: channelOnWire(kernel, channel), ...(inside ? { warning: 'already_in_channel' } : {}) };
    },
  },
  {
    name: 'conversations.leave',
    tier: 3,
    scopes: manageScopes,
    run: (kernel, { args }) => {
      const channel = seenChannel(kernel, need(args, 'channel'));
      if (!channel.members.has(kernel.app.botUser)) return { not_in_channel: true };
      exit(kernel, channel, kernel.app.botUser);
      return {};
    },
  },
];

function whyNot({ world, app, policy }: Kernel, channel: Channel, user: string): string | undefined {
  if (user === app.botUser) return 'cant_invite_self';
  const person = world.people.get(user);
  if (!person) return 'user_not_found';
  if (person.deleted || policy.uninvitable.has(user)) return 'cant_invite';
  if (person.isGuest && !channel.isPrivate) return 'ura_max_channels';
  return channel.members.has(user) ? 'already_in_channel' : undefined;
}
