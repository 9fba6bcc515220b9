/** Looks at the connection to Teams and says what to fix: app, tenant, permissions, teams, endpoint, clock. */

import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import { MESSAGES_PATH } from './manifest.ts';
import { APPLICATION, OPTIONAL } from './permissions.ts';
import type { ConnectedSettings, TeamsSettings } from './settings.ts';
import { createTokens, type Tokens } from './tokens.ts';

export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** What was found and, when it is not well, what to do. */
  readonly detail: string;
}

/** Tokens are void when clocks differ by more than five minutes; a minute is already worth mending. */
const SKEW_MS = 60_000;
const TIMEOUT_MS = 10_000;
/** From this share of a team's channels on the next team should be there. */
const NEARLY = 0.9;

type Look = () => Promise<string | Omit<Finding, 'name'> | undefined>;

/** Everything is looked at, whatever is wrong before. Never shows a secret. `baseUrl` is where Teams reaches Cordon. */
export async function examineTeams(settings: TeamsSettings, baseUrl: string | undefined): Promise<readonly Finding[]> {
  const { appId, appPassword, tenantId } = settings;
  if (!appId || !appPassword || !tenantId) {
    const detail =
      'TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID are needed. See docs/teams.md, steps 1, 2 and 9.';
    return [{ name: 'Teams app', ok: false, detail }];
  }
  const connected: ConnectedSettings = { ...settings, appId, appPassword, tenantId };
  const tokens = createTokens(connected);
  const looks = [
    look('Teams clock', () => clock(settings)),
    look('Teams app and tenant', () => bot(tokens)),
    look('Teams permissions', () => permissions(tokens)),
    look('Teams endpoint', () => endpoint(baseUrl)),
    look('Teams catalog', () => catalog(connected, tokens)),
    ...(settings.teams.length === 0 ? [look('Teams team', async () => NO_TEAM)] : []),
    ...settings.teams.map((team) => look(`Teams team ${team}`, () => teamOf(connected, tokens, team))),
  ];
  return (await Promise.all(looks)).filter((one) => one !== undefined);
}

async function look(name: string, work: Look): Promise<Finding | undefined> {
  try {
    const found = await work();
    if (found === undefined) return undefined;
    return typeof found === 'string' ? { name, ok: true, detail: found } : { name, ...found };
  } catch (fault) {
    const remedy = fault instanceof CordonError ? ` ${fault.remedy}` : '';
    return { name, ok: false, detail: `${fault instanceof Error ? fault.message : String(fault)}${remedy}` };
  }
}

async function clock({ openIdUrl }: TeamsSettings): Promise<string | Omit<Finding, 'name'>> {
  const sentMs = Date.now();
  const { headers } = await fetch(openIdUrl, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(date))
    return no('Microsoft answered without a Date header.', 'Look at the proxy between here and Microsoft.');
  const skewMs = date - (sentMs + Date.now()) / 2;
  const seconds = Math.abs(Math.round(skewMs / 1000));
  if (Math.abs(skewMs) < SKEW_MS) return `${seconds} s apart from Microsoft`;
  const how = skewMs > 0 ? 'behind' : 'ahead of';
  return no(
    `This machine is ${seconds} s ${how} Microsoft.`,
    'Turn on time synchronisation (NTP): tokens fail at 300 s.',
  );
}

async function bot(tokens: Tokens): Promise<string> {
  await tokens('connector');
  return 'Entra gives tokens for the bot';
}

const Claims = z.object({ roles: z.array(z.string()).default([]) });

/** What was consented to stands in the token itself. */
async function permissions(tokens: Tokens): Promise<string | Omit<Finding, 'name'>> {
  const [, body = ''] = (await tokens('graph')).split('.');
  const { roles } = Claims.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  const missing = Object.entries(APPLICATION).filter(([name]) => !roles.includes(name));
  const without = Object.keys(OPTIONAL).filter((name) => !roles.includes(name));
  if (missing.length === 0)
    return `every permission is there${without.length > 0 ? `; without ${without.join(', ')}` : ''}`;
  const reasons = missing.map(([name, reason]) => `${name} (${reason})`);
  return no(
    `Permissions are missing: ${reasons.join(', ')}.`,
    'Add them in Entra and grant admin consent: docs/teams.md, step 3.',
  );
}

/** Asks as Teams would, without a token: Cordon must refuse, and nothing else may answer in its place. */
async function endpoint(baseUrl: string | undefined): Promise<string | Omit<Finding, 'name'>> {
  const how = 'Set CORDON_BASE_URL to the address at which Microsoft reaches Cordon: docs/teams.md, step 5.';
  if (!baseUrl) return no('CORDON_BASE_URL is not set.', how);
  const url = new URL(MESSAGES_PATH, baseUrl).href;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'message' }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => undefined);
  if (answer?.status === 401) return `${url} answers and takes nothing without a token`;
  return no(
    `${url} ${answer ? `answers HTTP ${answer.status}` : 'does not answer'}.`,
    `Start Cordon, and look at the way there. ${how}`,
  );
}

const NO_TEAM = no(
  'TEAMS_TEAM_ID is not set: open incidents get no channel and nothing is announced.',
  'Make a team for incidents and set its id: docs/teams.md, step 8.',
);

const Apps = z.object({ value: z.array(z.object({ id: z.string() })) });

async function catalog(settings: ConnectedSettings, tokens: Tokens): Promise<string | Omit<Finding, 'name'>> {
  const filter = encodeURIComponent(`externalId eq '${settings.appId}'`);
  const { value } = Apps.parse(await get(settings, tokens, `appCatalogs/teamsApps?$filter=${filter}`));
  if (value.length > 0) return 'the app is in the catalog of the organisation';
  return no('The app is not in the catalog of the organisation.', 'Upload the package: docs/teams.md, step 7.');
}

const Channels = z.object({ value: z.array(z.object({ id: z.string() })) });

async function teamOf(
  settings: ConnectedSettings,
  tokens: Tokens,
  team: string,
): Promise<string | Omit<Finding, 'name'>> {
  const { channelsPerTeam } = settings;
  const { value } = Channels.parse(await get(settings, tokens, `teams/${team}/channels`));
  const count = `${value.length} of ${channelsPerTeam} channels`;
  if (value.length >= channelsPerTeam * NEARLY)
    return no(`${count}.`, 'Make another team, install the app there and add its id under teams.moreTeams.');
  const [first] = value;
  if (!first || (await mayHear(settings, tokens, `teams/${team}/channels/${encodeURIComponent(first.id)}`)))
    return count;
  return no(
    `${count}, but Cordon hears only what is said to it there: ChannelMessage.Read.Group was not consented to.`,
    'Add the app to the team anew, with an owner who consents: docs/teams.md, step 8.',
  );
}

async function mayHear(settings: ConnectedSettings, tokens: Tokens, channel: string): Promise<boolean> {
  const { status } = await ask(settings, tokens, `${channel}/messages?$top=1`);
  return status !== 403;
}

async function ask({ graphUrl }: ConnectedSettings, tokens: Tokens, path: string): Promise<Response> {
  return fetch(new URL(path, graphUrl), {
    headers: { authorization: `Bearer ${await tokens('graph')}` },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

async function get(settings: ConnectedSettings, tokens: Tokens, path: string): Promise<unknown> {
  const answer = await ask(settings, tokens, path);
  if (answer.ok) return answer.json();
  const told = z
    .object({ error: z.object({ message: z.string() }) })
    .safeParse(await answer.json().catch(() => undefined));
  throw new CordonError(
    'vendor_failed',
    `Graph says HTTP ${answer.status}: ${told.success ? told.data.error.message : path}.`,
    {
      remedy: 'See that the team is there and the app is installed in it: docs/teams.md, step 8.',
    },
  );
}

function no(what: string, remedy: string): Omit<Finding, 'name'> {
  return { ok: false, detail: `${what} ${remedy}` };
}
