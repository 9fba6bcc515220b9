/** What is set for Teams: the environment names the app and its addresses, the file the rest. */

import { z } from 'zod';

/** Spread into the environment's schema. The addresses are other ones in a sovereign cloud. */
export const TeamsEnvironment = {
  TEAMS_APP_ID: z.string().min(1).optional(),
  TEAMS_APP_PASSWORD: z.string().min(1).optional(),
  TEAMS_TENANT_ID: z.string().min(1).optional(),
  TEAMS_TEAM_ID: z.string().min(1).optional(),
  GRAPH_BASE_URL: z.url().default('https://graph.microsoft.com/v1.0'),
  TEAMS_SERVICE_URL: z.url().default('https://smba.trafficmanager.net/teams/'),
  TEAMS_LOGIN_URL: z.url().default('https://login.microsoftonline.com/'),
  TEAMS_OPENID_URL: z.url().default('https://login.botframework.com/v1/.well-known/openidconfiguration'),
};

/** Names whose values are never shown. */
export const TEAMS_SECRETS = ['TEAMS_APP_PASSWORD'] as const;

/** The section `teams` of the file. */
export const TeamsFile = z.strictObject({
  /** Name or id of the channel for announcements, in the first team; without it nothing is announced in Teams. */
  announcements: z.string().min(1).max(80).optional(),
  /** Ids of people by e-mail address, where rosters name them by another id. */
  people: z.record(z.email(), z.string().min(1).max(64)).default({}),
  /** Ids of teams that take the channels of open incidents once the one before is full. */
  moreTeams: z.array(z.string().min(1)).default([]),
  /**
   * Channels of a team after which the next team is taken. A team holds 1,000, those deleted within 30 days included:
   * https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams#teams-and-channels
   */
  channelsPerTeam: z.number().int().min(1).max(1000).default(950),
  /** Reactions that put a message on the timeline, as Teams names them. */
  reactions: z.array(z.string().min(1)).min(1).default(['1f4cc_pushpin', '1f525_fire']),
  /** Tabs of every conversation beside the Room and the playbook, such as the runbook. */
  links: z
    .array(z.strictObject({ label: z.string().min(1).max(60), url: z.url() }))
    .max(10)
    .default([]),
});
type TeamsFile = z.infer<typeof TeamsFile>;

export interface TeamsSettings {
  /** Teams is connected when it is set. */
  readonly appId: string | undefined;
  readonly appPassword: string | undefined;
  readonly tenantId: string | undefined;
  /** Teams that take the channels of open incidents, in that order. */
  readonly teams: readonly string[];
  /** Ends with a slash, as the others do. */
  readonly graphUrl: string;
  readonly serviceUrl: string;
  readonly loginUrl: string;
  readonly openIdUrl: string;
  readonly announcements: string | undefined;
  readonly people: Readonly<Record<string, string>>;
  readonly channelsPerTeam: number;
  readonly reactions: readonly string[];
  readonly links: readonly { readonly label: string; readonly url: string }[];
}

/** Settings that suffice to connect. */
export interface ConnectedSettings extends TeamsSettings {
  readonly appId: string;
  readonly appPassword: string;
  readonly tenantId: string;
}

interface Given {
  readonly TEAMS_APP_ID?: string | undefined;
  readonly TEAMS_APP_PASSWORD?: string | undefined;
  readonly TEAMS_TENANT_ID?: string | undefined;
  readonly TEAMS_TEAM_ID?: string | undefined;
  readonly GRAPH_BASE_URL: string;
  readonly TEAMS_SERVICE_URL: string;
  readonly TEAMS_LOGIN_URL: string;
  readonly TEAMS_OPENID_URL: string;
}

export function teamsSettings(env: Given, { announcements, moreTeams, ...rest }: TeamsFile): TeamsSettings {
  return {
    appId: env.TEAMS_APP_ID,
    appPassword: env.TEAMS_APP_PASSWORD,
    tenantId: env.TEAMS_TENANT_ID,
    teams: [...(env.TEAMS_TEAM_ID ? [env.TEAMS_TEAM_ID] : []), ...moreTeams],
    graphUrl: slashed(env.GRAPH_BASE_URL),
    serviceUrl: slashed(env.TEAMS_SERVICE_URL),
    loginUrl: slashed(env.TEAMS_LOGIN_URL),
    openIdUrl: env.TEAMS_OPENID_URL,
    announcements,
    ...rest,
  };
}

function slashed(url: string): string {
  return url.replace(/\/*$/, '/');
}
