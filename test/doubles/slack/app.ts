/** The one app installed in this Slack: its tokens, scopes, events and commands, as its manifest declares them. */

import { addPerson, type World } from './world.ts';

export interface App {
  readonly appId: string;
  readonly botId: string;
  readonly botUser: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly userToken: string;
  readonly signingSecret: string;
  readonly verificationToken: string;
  readonly scopes: Set<string>;
  readonly events: Set<string>;
  readonly commands: ReadonlySet<string>;
  readonly shortcuts: ReadonlyMap<string, 'message' | 'global'>;
  socketMode: boolean;
  readonly homeTab: boolean;
  /** Where HTTP mode delivers to. Undefined until the test knows it. */
  requestUrl: string | undefined;
}

/** What the double reads of an app manifest: https://docs.slack.dev/reference/app-manifest */
export interface Manifest {
  readonly features?: {
    readonly app_home?: { readonly home_tab_enabled?: boolean };
    readonly slash_commands?: readonly { readonly command: string }[];
    readonly shortcuts?: readonly { readonly callback_id: string; readonly type: 'message' | 'global' }[];
  };
  readonly oauth_config?: { readonly scopes?: { readonly bot?: readonly string[] } };
  readonly settings?: {
    readonly event_subscriptions?: { readonly bot_events?: readonly string[] };
    readonly socket_mode_enabled?: boolean;
  };
}

/** Every scope and event the double knows: an app that may do everything. */
export const FULL_MANIFEST: Manifest = {
  features: {
    app_home: { home_tab_enabled: true },
    slash_commands: [{ command: '/incident' }],
    shortcuts: [
      { callback_id: 'add_to_timeline', type: 'message' },
      { callback_id: 'create_task', type: 'message' },
      { callback_id: 'declare_incident', type: 'message' },
      { callback_id: 'declare', type: 'global' },
    ],
  },
  oauth_config: {
    scopes: {
      bot: [
        ...['app_mentions:read', 'bookmarks:read', 'bookmarks:write', 'channels:history', 'channels:join'],
        ...['channels:manage', 'channels:read', 'chat:write', 'chat:write.public', 'commands', 'files:read'],
        ...['files:write', 'groups:history', 'groups:read', 'groups:write', 'im:history', 'im:read', 'im:write'],
        ...['mpim:read', 'mpim:write', 'pins:read', 'pins:write', 'reactions:read', 'reactions:write', 'team:read'],
        ...['usergroups:read', 'users:read', 'users:read.email'],
      ],
    },
  },
  settings: {
    event_subscriptions: {
      bot_events: [
        ...['app_home_opened', 'app_mention', 'channel_archive', 'channel_rename', 'channel_unarchive', 'file_shared'],
        ...['group_archive', 'group_rename', 'group_unarchive', 'member_joined_channel', 'member_left_channel'],
        ...['message.channels', 'message.groups', 'message.im', 'pin_added', 'pin_removed', 'reaction_added'],
        ...['reaction_removed', 'channel_left', 'group_left', 'channel_deleted', 'group_deleted'],
      ],
    },
    socket_mode_enabled: true,
  },
};

export function installApp(world: World, { features, oauth_config, settings }: Manifest): App {
  const bot = addPerson(world, { name: 'cordon', isBot: true });
  return {
    appId: world.id('A'),
    botId: world.id('B'),
    botUser: bot.id,
    botToken: 'xoxb-double-bot-token',
    appToken: 'xapp-1-double-app-token',
    userToken: 'xoxp-double-user-token',
    signingSecret: '0123456789abcdef0123456789abcdef',
    verificationToken: 'double-verification-token',
    scopes: new Set(oauth_config?.scopes?.bot ?? []),
    events: new Set(settings?.event_subscriptions?.bot_events ?? []),
    commands: new Set((features?.slash_commands ?? []).map(({ command }) => command)),
    shortcuts: new Map((features?.shortcuts ?? []).map((one) => [one.callback_id, one.type] as const)),
    socketMode: settings?.socket_mode_enabled ?? false,
    homeTab: features?.app_home?.home_tab_enabled ?? false,
    requestUrl: undefined,
  };
}
