/** `auth.test`, `apps.connections.open`, `team.info`, `users.*`, `usergroups.*`. */

import { flag, need, page } from '../args.ts';
import type { Method } from '../kernel.ts';
import { refuse } from '../refusal.ts';
import { channelOnWire, personOnWire } from '../wire.ts';

const READ_PEOPLE = () => ['users:read'];
const READ_GROUPS = () => ['usergroups:read'];

export const workspace: readonly Method[] = [
  {
    name: 'api.test',
    tier: 'special',
    token: 'none',
    run: () => ({ args: {} }),
  },
  {
    name: 'auth.test',
    tier: 'special',
    token: 'any',
    run: ({ world, app }, { token }) => ({
      url: `https://${world.domain}.slack.com/`,
      team: world.domain,
      team_id: world.teamId,
      ...(token === 'app'
        ? { app_name: 'Cordon', app_id: app.appId }
        : { user: 'cordon', user_id: app.botUser, bot_id: app.botId, is_enterprise_install: false }),
    }),
  },
  {
    name: 'apps.connections.open',
    tier: 1,
    token: 'app',
    scopes: () => ['connections:write'],
    run: (kernel) => {
      if (!kernel.app.socketMode) throw refuse('socket_mode_not_enabled');
      return { url: kernel.socketUrl() };
    },
  },
  {
    name: 'team.info',
    tier: 3,
    scopes: () => ['team:read'],
    run: ({ world }) => ({
      team: {
        id: world.teamId,
        name: world.domain,
        url: `https://${world.domain}.slack.com/`,
        domain: world.domain,
        email_domain: '',
        icon: {},
      },
    }),
  },
  {
    name: 'users.info',
    tier: 4,
    scopes: READ_PEOPLE,
    run: (kernel, { args }) => {
      const person = kernel.world.people.get(need(args, 'user'));
      if (!person) throw refuse('user_not_found');
      return { user: personOnWire(kernel, person) };
    },
  },
  {
    name: 'users.list',
    tier: 2,
    scopes: READ_PEOPLE,
    run: (kernel, { args }) => {
      const { items, response_metadata } = page([...kernel.world.people.values()], args, 1000);
      return {
        members: items.map((one) => personOnWire(kernel, one)),
        cache_ts: kernel.world.seconds(),
        response_metadata,
      };
    },
  },
  {
    name: 'users.lookupByEmail',
    tier: 3,
    scopes: () => ['users:read.email'],
    run: (kernel, { args }) => {
      const email = need(args, 'email').toLowerCase();
      const found = [...kernel.world.people.values()].find((one) => one.email === email && !one.deleted && !one.isBot);
      if (!found) throw refuse('users_not_found');
      return { user: personOnWire(kernel, found) };
    },
  },
  {
    name: 'users.conversations',
    tier: 3,
    scopes: () => ['channels:read', 'groups:read'],
    run: (kernel, { args }) => {
      const user = String(args.user ?? kernel.app.botUser);
      const types = String(args.types ?? 'public_channel').split(',');
      const all = [...kernel.world.channels.values()].filter(
        (one) =>
          !one.im &&
          types.includes(one.isPrivate ? 'private_channel' : 'public_channel') &&
          one.members.has(user) &&
          (!one.isPrivate || one.members.has(kernel.app.botUser)) &&
          !(flag(args, 'exclude_archived') && one.isArchived),
      );
      const { items, response_metadata } = page(all, args);
      // Unlike elsewhere, nothing says here whether the app is a member.
      const shown = items.map((one) => {
        const { is_member: _, ...channel } = channelOnWire(kernel, one);
        return channel;
      });
      return { channels: shown, response_metadata };
    },
  },
  {
    name: 'usergroups.list',
    tier: 2,
    scopes: READ_GROUPS,
    run: ({ world }, { args }) => ({
      usergroups: [...world.groups.values()].map(({ id, handle, name, users }) => ({
        id,
        team_id: world.teamId,
        is_usergroup: true,
        is_subteam: true,
        name,
        description: '',
        handle,
        is_external: false,
        date_create: 1_700_000_000,
        date_update: 1_700_000_000,
        date_delete: 0,
        user_count: users.length,
        ...(flag(args, 'include_users') ? { users } : {}),
      })),
    }),
  },
  {
    name: 'usergroups.users.list',
    tier: 2,
    scopes: READ_GROUPS,
    run: ({ world }, { args }) => {
      const group = world.groups.get(need(args, 'usergroup'));
      if (!group) throw refuse('no_such_subteam');
      return { users: group.users };
    },
  },
];
