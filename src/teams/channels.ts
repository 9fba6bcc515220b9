/** Standard channels of open incidents: made in the first team that has room, adopted on retry. */

import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { ConversationSpec, Opened } from '../chat/platform.ts';
import { cut } from '../chat/text.ts';
import type { Severity } from '../incident/policy.ts';
import { type Graph, graphRefusal } from './graph.ts';

export interface Channels {
  /** In a storm the worst incidents get their channel first. */
  open(spec: ConversationSpec): Promise<Opened>;
  /** By name or id, in the first team. */
  find(wanted: string): Promise<string>;
}

export interface ChannelsOptions {
  readonly graph: Graph;
  readonly teams: readonly string[];
  /** Channels of a team after which the next one is taken. */
  readonly channelsPerTeam: number;
}

/** https://learn.microsoft.com/en-us/microsoftteams/limits-specifications-teams#teams-and-channels */
const NAME = 50;
const FORBIDDEN = /[~#%&*{}+/\\:<>?|'",]+/g;
const DESCRIPTION = 1024;
/** Names that are tried when somebody else has the wanted one. */
const TRIES = 5;
/**
 * Statuses after which the next team is tried. Microsoft's page of the call names none for a team that is full
 * (https://learn.microsoft.com/en-us/graph/api/channel-post). Observed is 403 Forbidden, "This team has exceeded the Max
 * allowed channels" (https://github.com/microsoftgraph/microsoft-graph-docs/issues/7288), and a missing permission is
 * answered with 403 too; 400 is a guess. Either way nothing is lost: another team takes the channel, and where none does,
 * Graph's own words are the reason in the log of the incident.
 */
const FULL: ReadonlySet<number> = new Set([400, 403]);

const Channel = z.object({
  id: z.string(),
  displayName: z.string(),
  description: z.string().nullish(),
  webUrl: z.string().nullish(),
});
type Channel = z.infer<typeof Channel>;
const Listed = z.object({ value: z.array(Channel) });

export function createChannels({ graph, teams, channelsPerTeam }: ChannelsOptions): Channels {
  const all = async (team: string, rank?: Severity): Promise<readonly Channel[]> => {
    const path = `teams/${team}/channels`;
    const call = { method: 'GET', path, on: team, reads: Listed, ...(rank ? { rank } : {}) } as const;
    return (await graph.call(call)).value;
  };

  /** Undefined when somebody else has the name. */
  async function makeNamed(team: string, displayName: string, spec: ConversationSpec) {
    const description = descriptionOf(spec);
    const body = { displayName, description, membershipType: 'standard' };
    try {
      const path = `teams/${team}/channels`;
      return await graph.call({ method: 'POST', path, on: team, body, rank: spec.severity, reads: Channel });
    } catch (fault) {
      if (graphRefusal(fault) !== 400) throw fault;
      const there = (await all(team)).find((one) => one.displayName.toLowerCase() === displayName.toLowerCase());
      if (there?.description?.includes(spec.incidentId)) return there;
      if (there) return undefined;
      throw fault;
    }
  }

  async function makeIn(team: string, spec: ConversationSpec): Promise<Opened> {
    const wanted = channelNameOf(spec.name);
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const name = attempt === 1 ? wanted : `${wanted.slice(0, NAME - 3)}-${attempt}`;
      const made = await makeNamed(team, name, spec);
      if (made) return openedAs(made);
    }
    throw new CordonError('vendor_failed', `The team has channels named ${wanted} and like it already.`, {
      remedy: 'Rename or delete those that are no incident.',
    });
  }

  /** Undefined when the team takes no more: by our measure, or as Graph says when it is asked to make one. */
  async function openIn(
    team: string,
    spec: ConversationSpec,
    refused: (fault: unknown) => void,
  ): Promise<Opened | undefined> {
    const there = await all(team, spec.severity);
    const own = there.find(({ description }) => description?.includes(spec.incidentId));
    if (own) return openedAs(own);
    if (there.length >= channelsPerTeam) return undefined;
    // Channels that were deleted within thirty days count and are not listed: Graph knows first that a team is full.
    return makeIn(team, spec).catch((fault: unknown) => {
      if (!FULL.has(graphRefusal(fault) ?? 0)) throw fault;
      refused(fault);
      return undefined;
    });
  }

  return {
    open: async (spec) => {
      let refusal: unknown;
      for (const team of teams) {
        const opened = await openIn(team, spec, (fault) => {
          refusal = fault;
        });
        if (opened) return opened;
      }
      throw refusal ?? (teams.length === 0 ? noTeam() : noRoom());
    },
    find: async (wanted) => {
      const [team] = teams;
      if (wanted.startsWith('19:')) return wanted;
      const found = team ? (await all(team)).find(({ displayName }) => displayName === wanted) : undefined;
      if (found) return found.id;
      throw new CordonError('vendor_failed', `There is no channel ${wanted} in the team.`, {
        remedy: 'Make it, or name another in the configuration: teams.announcements, or digest.team.teams.',
      });
    },
  };
}

function noTeam(): CordonError {
  return new CordonError('vendor_failed', 'No team is set in which a channel could be made.', {
    remedy: 'Set TEAMS_TEAM_ID; see docs/teams.md, step 8.',
  });
}

function noRoom(): CordonError {
  return new CordonError('vendor_failed', 'No team has room for another channel.', {
    remedy: 'Make a team, install the app there, and add its id under teams.moreTeams.',
  });
}

/** The whole team reads a standard channel: nothing goes there once its incident is restricted. */
function openedAs({ id, displayName, webUrl }: Channel): Opened {
  return { conversation: id, name: displayName, isPrivate: false, ...(webUrl ? { link: webUrl } : {}) };
}

/** As Teams takes it: without its forbidden characters, no dot at an end, fifty characters. */
export function channelNameOf(name: string): string {
  return name
    .replace(FORBIDDEN, '-')
    .replace(/\.{2,}/g, '.')
    .replace(/^[_.]+/, '')
    .slice(0, NAME)
    .replace(/[.\s]+$/, '');
}

/** Bears the id of the incident, by which a retry knows its own. */
export function descriptionOf({ purpose, incidentId }: Pick<ConversationSpec, 'purpose' | 'incidentId'>): string {
  return `${cut(purpose, DESCRIPTION - incidentId.length - 1)} ${incidentId}`;
}
