/** What is set for Slack: three values from the environment, the rest from the file. */

import { z } from 'zod';

/** Spread into the environment's schema. Tokens of the wrong kind are told by `doctor`, which knows what Slack says of them. */
export const SlackEnvironment = {
  SLACK_BOT_TOKEN: z.string().min(1).optional(),
  SLACK_APP_TOKEN: z.string().min(1).optional(),
  SLACK_SIGNING_SECRET: z.string().min(1).optional(),
  SLACK_API_URL: z.url().default('https://slack.com/api/'),
};

/** Names whose values are never shown. */
export const SLACK_SECRETS = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const;

/** The section `slack` of the file. */
export const SlackFile = z.strictObject({
  /** Name or id of the channel for announcements; without it nothing is announced in Slack. */
  announcements: z.string().min(1).max(80).optional(),
  /** Template of channel names; `{name}` is what every platform gets: `inc-42-sapphire-heron`. */
  channelName: z.string().includes('{name}').max(60).default('{name}'),
  /** Emoji that put a message on the timeline. */
  emoji: z
    .array(z.string().regex(/^[a-z0-9_+'-]+$/, 'is a name without colons'))
    .min(1)
    .default(['pushpin', 'fire']),
  /** Ids of people by e-mail address, where rosters name them by another id. */
  people: z.record(z.email(), z.string().min(1).max(64)).default({}),
  /** Handles or ids of user groups by roster: whoever is in the group is invited with the roster. */
  userGroups: z.record(z.string(), z.string().min(1)).default({}),
  /** Minutes after which it is noticed at the latest what Slack did not tell of: who came and went, what was archived. */
  recheckMinutes: z.number().positive().max(1440).default(15),
  /** Bookmarks of every channel beside the Room and the playbook, such as the call and the runbook. */
  links: z
    .array(z.strictObject({ label: z.string().min(1).max(60), url: z.url() }))
    .max(10)
    .default([]),
});
type SlackFile = z.infer<typeof SlackFile>;

export interface SlackSettings {
  /** Ends with a slash. */
  readonly apiUrl: string;
  /** Slack is connected when it is set. */
  readonly botToken: string | undefined;
  /** Socket Mode when it is set. */
  readonly appToken: string | undefined;
  readonly signingSecret: string | undefined;
  readonly announcements: string | undefined;
  readonly channelName: string;
  readonly emoji: readonly string[];
  readonly people: Readonly<Record<string, string>>;
  readonly userGroups: Readonly<Record<string, string>>;
  readonly recheckMinutes: number;
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

interface Given {
  readonly SLACK_BOT_TOKEN?: string | undefined;
  readonly SLACK_APP_TOKEN?: string | undefined;
  readonly SLACK_SIGNING_SECRET?: string | undefined;
  readonly SLACK_API_URL: string;
}

export function slackSettings(env: Given, { announcements, ...rest }: SlackFile): SlackSettings {
  return {
    apiUrl: env.SLACK_API_URL.replace(/\/*$/, '/'),
    botToken: env.SLACK_BOT_TOKEN,
    appToken: env.SLACK_APP_TOKEN,
    signingSecret: env.SLACK_SIGNING_SECRET,
    announcements,
    ...rest,
  };
}
