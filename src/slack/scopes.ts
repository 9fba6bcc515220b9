/**
 * What Cordon calls and hears in Slack, and the scope that each needs. The manifest asks for exactly these, the shaper
 * takes the tiers from here. Scopes: https://docs.slack.dev/reference/scopes; tiers: each method's page and
 * https://docs.slack.dev/apis/web-api/rate-limits.
 */

/** Each scope of the bot token, with what Cordon does by it. Incident channels are private: nothing here reads public ones. */
export const SCOPES = {
  commands: 'the slash command and the shortcuts',
  'chat:write': 'cards, lines and private answers',
  'chat:write.public': 'the announcement in a public channel without being invited there',
  'channels:read': 'finding the channel for announcements',
  'groups:write': 'making, naming, inviting to, archiving and reopening private incident channels',
  'groups:read': 'finding an incident channel again, comparing its members with those of the incident',
  'groups:history': 'hearing the talk of incident channels, finding a message again whose answer was lost',
  'im:write': 'private notes: role instructions, approvals asked for',
  'im:history': 'finding a private note again whose answer was lost',
  'users:read': 'names of people',
  'users:read.email': 'matching people of a roster by their e-mail address',
  'usergroups:read': 'inviting the user group that a roster names',
  'pins:write': 'pinning the summary card',
  'bookmarks:read': 'keeping the bookmarks that people changed by hand',
  'bookmarks:write': 'bookmarks to the Room, the call, the playbook and the runbook',
  'reactions:read': 'putting messages on the timeline by emoji',
  'reactions:write': 'answering such an emoji with a mark instead of a message',
  'files:read': 'taking files dropped in an incident channel into evidence, with their hash',
  'files:write': 'posting the post-mortem as a file',
} as const;
export type Scope = keyof typeof SCOPES;

/** The scope of the app-level token, for Socket Mode. */
export const APP_SCOPE = 'connections:write';

/** Calls a minute: 20, 50 and 100 at least. `post` is about one a second and channel, `special` has bounds of its own. */
export type Tier = 'tier1' | 'tier2' | 'tier3' | 'tier4' | 'post' | 'special';

interface MethodUse {
  readonly tier: Tier;
  readonly scopes: readonly Scope[];
}

/** Every Web API method that Cordon calls, with all scopes that it needs for what Cordon does with it. */
export const METHODS = {
  'auth.test': { tier: 'special', scopes: [] },
  'users.info': { tier: 'tier4', scopes: ['users:read'] },
  'users.lookupByEmail': { tier: 'tier3', scopes: ['users:read.email'] },
  'usergroups.list': { tier: 'tier2', scopes: ['usergroups:read'] },
  'usergroups.users.list': { tier: 'tier2', scopes: ['usergroups:read'] },
  'conversations.create': { tier: 'tier2', scopes: ['groups:write'] },
  'conversations.list': { tier: 'tier2', scopes: ['channels:read', 'groups:read'] },
  'conversations.info': { tier: 'tier3', scopes: ['channels:read', 'groups:read'] },
  'conversations.members': { tier: 'tier4', scopes: ['groups:read'] },
  'conversations.invite': { tier: 'tier3', scopes: ['groups:write'] },
  'conversations.kick': { tier: 'tier3', scopes: ['groups:write'] },
  'conversations.setTopic': { tier: 'tier2', scopes: ['groups:write'] },
  'conversations.setPurpose': { tier: 'tier2', scopes: ['groups:write'] },
  'conversations.archive': { tier: 'tier2', scopes: ['groups:write'] },
  'conversations.unarchive': { tier: 'tier2', scopes: ['groups:write'] },
  'conversations.open': { tier: 'tier3', scopes: ['im:write'] },
  'conversations.history': { tier: 'tier3', scopes: ['groups:history', 'im:history'] },
  'conversations.replies': { tier: 'tier3', scopes: ['groups:history'] },
  'chat.postMessage': { tier: 'post', scopes: ['chat:write', 'chat:write.public'] },
  'chat.update': { tier: 'tier3', scopes: ['chat:write'] },
  'chat.postEphemeral': { tier: 'tier4', scopes: ['chat:write'] },
  'chat.getPermalink': { tier: 'special', scopes: [] },
  'pins.add': { tier: 'tier2', scopes: ['pins:write'] },
  'bookmarks.list': { tier: 'tier3', scopes: ['bookmarks:read'] },
  'bookmarks.add': { tier: 'tier2', scopes: ['bookmarks:write'] },
  'bookmarks.edit': { tier: 'tier2', scopes: ['bookmarks:write'] },
  'reactions.add': { tier: 'tier3', scopes: ['reactions:write'] },
  'reactions.remove': { tier: 'tier2', scopes: ['reactions:write'] },
  'views.open': { tier: 'tier4', scopes: [] },
  'views.update': { tier: 'tier4', scopes: [] },
  'views.publish': { tier: 'tier4', scopes: [] },
  'files.info': { tier: 'tier4', scopes: ['files:read'] },
  'files.getUploadURLExternal': { tier: 'tier4', scopes: ['files:write'] },
  'files.completeUploadExternal': { tier: 'tier4', scopes: ['files:write'] },
} as const satisfies Readonly<Record<string, MethodUse>>;
export type SlackMethod = keyof typeof METHODS;

/** Every event that Cordon subscribes to. https://docs.slack.dev/reference/events */
export const EVENTS = {
  app_home_opened: [],
  group_archive: ['groups:read'],
  group_deleted: ['groups:read'],
  group_left: ['groups:read'],
  group_rename: ['groups:read'],
  group_unarchive: ['groups:read'],
  'message.groups': ['groups:history'],
  member_joined_channel: ['groups:read'],
  member_left_channel: ['groups:read'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
} as const satisfies Readonly<Record<string, readonly Scope[]>>;
