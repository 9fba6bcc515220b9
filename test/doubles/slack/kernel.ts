/** What the parts of the double share: the world, the app, the limits in force, and the way out to the app. */

import type { App } from './app.ts';
import type { Args } from './args.ts';
import type { Triggers } from './triggers.ts';
import type { World } from './world.ts';

/** The inner event of the Events API. */
export type SlackEvent = Readonly<Record<string, unknown>> & { readonly type: string };

export interface Policy {
  /** Most users of one `conversations.invite`: https://docs.slack.dev/reference/methods/conversations.invite */
  readonly inviteMost: number;
  /** Whether bot tokens may unarchive. Slack's page warned for years that they cannot, and lists bot scopes today. */
  readonly botsUnarchive: boolean;
  /** Whether the workspace lets apps remove people from channels; else `restricted_action`. */
  appsKick: boolean;
  /** People whom nobody may invite (`cant_invite`), by id. */
  readonly uninvitable: Set<string>;
}

export interface Kernel {
  readonly world: World;
  readonly app: App;
  readonly policy: Policy;
  readonly triggers: Triggers;
  /** `http://127.0.0.1:port` of this Slack. */
  baseUrl(): string;
  /** Where a Socket Mode client connects, for one ticket. */
  socketUrl(): string;
  /** Something happened: it goes to the app if the app subscribed to it and may see it. */
  emit(event: SlackEvent): void;
}

export interface Call {
  readonly args: Args;
  readonly token: 'bot' | 'app' | 'user';
}

export type Tier = 1 | 2 | 3 | 4 | 'post' | 'special';
export type Answer = Readonly<Record<string, unknown>>;

/** One Web API method, with the bounds that its page in Slack's reference states. */
export interface Method {
  readonly name: string;
  readonly tier: Tier;
  /** Kind of token; a bot token when it says nothing. */
  readonly token?: 'app' | 'any' | 'none';
  /** Any one of these is enough. Asked anew for each call, because it depends on the kind of channel. */
  scopes?(kernel: Kernel, args: Args): readonly string[];
  run(kernel: Kernel, call: Call): Answer;
}
