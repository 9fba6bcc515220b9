/** Looks at the connection to Slack and says what to fix: tokens, scopes, Socket Mode, clock, channel for announcements. */

import { LogLevel, WebClient } from '@slack/web-api';
import { APP_SCOPE, SCOPES } from './scopes.ts';
import type { SlackSettings } from './settings.ts';

export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  /** What was found and, when it is not well, what to do. */
  readonly detail: string;
}

/** Slack's signatures are void after five minutes; a minute is already worth mending. */
const SKEW_MS = 60_000;

/** Everything is looked at, whatever is wrong before. Never shows a token. */
export async function examineSlack(settings: SlackSettings): Promise<readonly Finding[]> {
  const { botToken, appToken } = settings;
  if (botToken === undefined)
    return [wrong('Slack bot token', 'SLACK_BOT_TOKEN is not set. Install the app and set it.')];
  const looks = [
    look('Slack clock', () => clock(settings)),
    look('Slack bot token', () => bot(settings, botToken)),
    appToken === undefined ? signing(settings) : look('Slack Socket Mode', () => socket(settings, appToken)),
    look('Slack announcements', () => announcements(settings, botToken)),
  ];
  return (await Promise.all(looks)).filter((one) => one !== undefined);
}

type Look = () => Promise<string | Omit<Finding, 'name'> | undefined>;

async function look(name: string, work: Look): Promise<Finding | undefined> {
  try {
    const found = await work();
    if (found === undefined) return undefined;
    return typeof found === 'string' ? { name, ok: true, detail: found } : { name, ...found };
  } catch (fault) {
    return wrong(name, sayFault(fault));
  }
}

/** The signature of what Slack sends bears a time: a clock that is off makes every request look forged. */
async function clock({ apiUrl }: SlackSettings): Promise<string | Omit<Finding, 'name'>> {
  const sentMs = Date.now();
  const { headers } = await fetch(new URL('api.test', apiUrl), { method: 'POST', signal: AbortSignal.timeout(10_000) });
  const date = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(date))
    return no('Slack answered without a Date header.', 'Look at the proxy between here and Slack.');
  // The header has whole seconds, and the answer took its way.
  const skewMs = date - (sentMs + Date.now()) / 2;
  const seconds = Math.abs(Math.round(skewMs / 1000));
  if (Math.abs(skewMs) < SKEW_MS) return `${seconds} s apart from Slack`;
  return no(
    `This machine is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} Slack.`,
    'Turn on time synchronisation (NTP): signatures fail at 300 s.',
  );
}

async function bot(settings: SlackSettings, token: string): Promise<string | Omit<Finding, 'name'>> {
  if (!token.startsWith('xoxb-')) {
    return no(
      `SLACK_BOT_TOKEN is ${kindOf(token)}.`,
      'Take the Bot User OAuth Token (xoxb-…) from OAuth & Permissions.',
    );
  }
  const { team, user, response_metadata } = await client(settings, token).auth.test();
  const held = new Set(response_metadata?.scopes ?? []);
  const missing = Object.keys(SCOPES).filter((scope) => !held.has(scope));
  if (missing.length === 0) return `${user} in ${team}, every scope is there`;
  const reasons = missing.map((scope) => `${scope} (${SCOPES[scope as keyof typeof SCOPES]})`);
  return no(
    `Scopes are missing: ${reasons.join(', ')}.`,
    'Paste the manifest of `npm run cordon -- slack manifest` again and reinstall the app.',
  );
}

async function socket(settings: SlackSettings, token: string): Promise<string | Omit<Finding, 'name'>> {
  if (!token.startsWith('xapp-')) {
    return no(
      `SLACK_APP_TOKEN is ${kindOf(token)}.`,
      `Make an app-level token (xapp-…) with ${APP_SCOPE} under Basic Information.`,
    );
  }
  await client(settings, token).apps.connections.open({});
  return 'Slack opens connections';
}

async function signing({ signingSecret }: SlackSettings): Promise<Finding> {
  const name = 'Slack requests';
  if (signingSecret === undefined) {
    return wrong(
      name,
      'Neither SLACK_APP_TOKEN nor SLACK_SIGNING_SECRET is set. Set the first for Socket Mode, the second for HTTP.',
    );
  }
  if (/^[0-9a-f]{32}$/.test(signingSecret)) return { name, ok: true, detail: 'signed requests over HTTP are checked' };
  return wrong(
    name,
    'SLACK_SIGNING_SECRET does not look like one: 32 hexadecimal digits. Take it from Basic Information, not the client secret.',
  );
}

async function announcements(
  settings: SlackSettings,
  token: string,
): Promise<string | Omit<Finding, 'name'> | undefined> {
  const wanted = settings.announcements?.replace(/^#/, '');
  if (!wanted) return undefined;
  let cursor = '';
  do {
    const { channels = [], response_metadata } = await client(settings, token).conversations.list({
      types: 'public_channel,private_channel',
      exclude_archived: true,
      limit: 1000,
      ...(cursor ? { cursor } : {}),
    });
    if (channels.some(({ id, name }) => id === wanted || name === wanted)) return `posts go to #${wanted}`;
    cursor = response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  return no(
    `There is no channel ${wanted} that the app can see.`,
    `Make it, or, if it is private, invite the app there: /invite @Cordon.`,
  );
}

function client({ apiUrl }: SlackSettings, token: string): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 1, minTimeout: 500 },
    logLevel: LogLevel.ERROR,
    logger: SILENT,
  });
}

/** The findings say it all; the client's own lines would stand between them. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
};

/** What Slack's refusals want done. https://docs.slack.dev/reference/methods/auth.test#errors */
const REMEDIES: Readonly<Record<string, string>> = {
  invalid_auth: 'The token is not valid here: copy it again from the app’s pages.',
  not_authed: 'The token is empty: set it.',
  account_inactive: 'The app was removed from the workspace: install it again.',
  token_revoked: 'The token was revoked: install the app again and copy the new one.',
  missing_scope: `The token lacks a scope; an app-level token needs ${APP_SCOPE}.`,
  not_allowed_token_type: 'A token of another kind stands in its place: xoxb-… is the bot’s, xapp-… the app’s.',
  socket_mode_not_enabled: 'Turn Socket Mode on in the app’s pages, or unset SLACK_APP_TOKEN to use HTTP.',
};

function sayFault(fault: unknown): string {
  const code = (fault as { data?: { error?: string } }).data?.error;
  if (code) return `Slack says ${code}. ${REMEDIES[code] ?? 'See the page of the method in Slack’s reference.'}`;
  return `Slack does not answer: ${fault instanceof Error ? fault.message : String(fault)}. Look at SLACK_API_URL, proxy and firewall.`;
}

function kindOf(token: string): string {
  const kinds: Readonly<Record<string, string>> = {
    xoxb: 'a bot token',
    xoxp: 'a user token',
    xapp: 'an app-level token',
    xoxe: 'a rotating token',
  };
  return kinds[token.slice(0, 4)] ?? 'not a token of Slack';
}

function no(what: string, remedy: string): Omit<Finding, 'name'> {
  return { ok: false, detail: `${what} ${remedy}` };
}

function wrong(name: string, detail: string): Finding {
  return { name, ok: false, detail };
}
