/**
 * The bot of Microsoft's library: what comes in is believed only with a token of the Bot Connector for this app and
 * tenant; what goes out keeps to the rates of bots. The one place that makes adapters and clients.
 */

import { Application, type ApplicationOptions, TeamsAdapter, type TurnState } from '@microsoft/teams-ai';
import {
  type Activity,
  ConfigurationBotFrameworkAuthentication,
  type ConversationParameters,
  INVOKE_RESPONSE_KEY,
  type TurnContext,
} from 'botbuilder';
import { CordonError } from '../base/errors.ts';
import { createShaper } from '../chat/shaper.ts';
import type { Limits, Priority } from '../chat/shaping.ts';
import { askedAgain } from './asked-again.ts';
import type { Checks } from './checks.ts';
import type { ConnectedSettings } from './settings.ts';
import { issuerOf, type Tokens } from './tokens.ts';

/** What an activity was answered with: a status, and for invokes a body. */
export interface Replied {
  readonly status: number;
  readonly body?: unknown;
}

/** A member of a conversation, as the connector shows them. */
export interface RosterEntry {
  /** Id in conversations of this bot. */
  readonly id: string;
  /** Object id in the directory. */
  readonly aadObjectId: string;
  readonly name: string;
}

export interface Bot extends Disposable {
  readonly app: Application;
  /** False when the request does not come from the Bot Connector, or is for another app or tenant. */
  take(activity: Activity, authorization: string): Promise<Replied | undefined>;
  create(parameters: Partial<ConversationParameters>, on: string, priority: Priority): Promise<Created>;
  send(conversation: string, activity: Partial<Activity>, priority: Priority): Promise<string>;
  /** False when the message is gone. */
  update(conversation: string, id: string, activity: Partial<Activity>, priority: Priority): Promise<boolean>;
  /** Everybody in a conversation. */
  roster(conversation: string): Promise<readonly RosterEntry[]>;
  member(conversation: string, id: string): Promise<RosterEntry | undefined>;
}

export interface Created {
  readonly id: string;
  readonly activityId?: string;
}

/**
 * Within 7 a second, 8 in two, 60 in thirty and 1,800 an hour.
 * https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/rate-limit#per-bot-per-thread-limit
 */
export const BOT_LIMITS: Limits = {
  conversation: [
    { burst: 5, perMinute: 85 },
    // An incident's first hour is its busiest: most of the hour's messages may go out early.
    { burst: 1000, perMinute: 13 },
  ],
  // Thirty a second over all conversations of a tenant.
  tiers: { bot: { burst: 15, perMinute: 850 } },
};

const PAGE = 200;
/** Longest wait for an answer, in milliseconds. */
const WAIT = { timeout: 15_000 };

export function createBot(settings: ConnectedSettings, tokens: Tokens, checks: Checks): Bot {
  const { appId, tenantId, serviceUrl } = settings;
  const credentials = credentialsOf(appId, tokens);
  const adapter = new TeamsAdapter(authenticationOf(settings), credentials);
  const authentication = new ConfigurationBotFrameworkAuthentication({ ...authenticationOf(settings) }, credentials);
  const app = new Application({ ...quiet(), adapter, botAppId: appId });
  const shaper = createShaper(BOT_LIMITS);
  const reference = { channelId: 'msteams', serviceUrl, conversation: { id: 'nowhere' }, bot: { id: `28:${appId}` } };
  let client: Promise<Connector> | undefined;

  /** The library makes clients only within a turn; they sign every call anew and outlive it. */
  function connector(): Promise<Connector> {
    client ??= new Promise<Connector>((resolve, reject) => {
      adapter
        .continueConversationAsync(appId, reference as never, async (context) => {
          const made = context.turnState.get(adapter.ConnectorClientKey) as Connector;
          // A call whose answer was lost may have taken effect: it is looked up before it is made again, never by the client.
          made.client.pipeline.removePolicy({ name: 'defaultRetryPolicy' });
          resolve(made);
        })
        .catch(reject);
    });
    return client;
  }

  async function call<T>(
    on: string,
    priority: Priority,
    what: string,
    work: (client: Connector) => Promise<T>,
  ): Promise<T> {
    let tries = 0;
    const check = checks.current();
    const run = async (): Promise<T> => {
      await check();
      try {
        return await work(await connector());
      } catch (fault) {
        throw connectorFault(fault, what, tries++);
      }
    };
    const sent = await shaper.submit({ conversation: on, tier: 'bot', priority, run }).catch((fault: unknown) => {
      throw fault instanceof CordonError ? fault : silent(what, fault);
    });
    // Without a key to coalesce by nothing is superseded.
    return (sent as { readonly value: T }).value;
  }

  return {
    app,
    take: async (activity, authorization) => {
      if (tenantOf(activity) !== tenantId) return undefined;
      const believed = await authentication.authenticateRequest(activity, authorization).catch(() => undefined);
      if (!believed) return undefined;
      let replied: Replied = { status: activity.type === 'invoke' ? 501 : 200 };
      await adapter.processActivityDirect(believed, activity, async (context: TurnContext) => {
        await app.run(context);
        const answer = context.turnState.get(INVOKE_RESPONSE_KEY) as { readonly value: Replied } | undefined;
        if (answer) replied = answer.value;
      });
      return replied;
    },
    create: (parameters, on, priority) =>
      call(on, priority, 'a new conversation', async ({ conversations }) => {
        const bot = { id: `28:${appId}`, name: 'Cordon' };
        const full = { ...parameters, bot, tenantId } as ConversationParameters;
        const { id, activityId } = await conversations.createConversation(full, WAIT);
        return { id, ...(activityId ? { activityId } : {}) };
      }),
    send: (conversation, activity, priority) =>
      call(rootless(conversation), priority, 'a message', async ({ conversations }) => {
        const { id } = await conversations.sendToConversation(conversation, activity, WAIT);
        return id;
      }),
    update: (conversation, id, activity, priority) =>
      call(rootless(conversation), priority, 'an edit', async ({ conversations }) => {
        await conversations.updateActivity(conversation, id, { ...activity, id }, WAIT);
        return true;
      }).catch((fault: unknown) => {
        if (connectorRefusal(fault) === 404) return false;
        throw fault;
      }),
    roster: async (conversation) => {
      const found: RosterEntry[] = [];
      let continuationToken: string | undefined;
      do {
        const options = { ...WAIT, pageSize: PAGE, ...(continuationToken ? { continuationToken } : {}) };
        const page = await call(`roster ${conversation}`, 'normal', 'the members', ({ conversations }) =>
          conversations.getConversationPagedMembers(conversation, options as never),
        );
        found.push(...page.members.flatMap(entryOf));
        continuationToken = page.continuationToken || undefined;
      } while (continuationToken);
      return found;
    },
    member: (conversation, id) =>
      call(`roster ${conversation}`, 'urgent', 'a member', async ({ conversations }) => {
        const [entry] = entryOf(await conversations.getConversationMember(conversation, id, WAIT));
        return entry;
      }).catch((fault: unknown) => {
        if (connectorRefusal(fault) === 404) return undefined;
        throw fault;
      }),
    [Symbol.dispose]: () => shaper[Symbol.dispose](),
  };
}

/** As much of the library's client as is used. Its own retries cannot be turned off by an option. */
interface Connector {
  readonly client: { readonly pipeline: { removePolicy(which: { readonly name: string }): unknown } };
  readonly conversations: {
    createConversation(
      parameters: ConversationParameters,
      options: typeof WAIT,
    ): Promise<{ readonly id: string; readonly activityId?: string }>;
    sendToConversation(
      conversation: string,
      activity: Partial<Activity>,
      options: typeof WAIT,
    ): Promise<{ readonly id: string }>;
    updateActivity(
      conversation: string,
      id: string,
      activity: Partial<Activity>,
      options: typeof WAIT,
    ): Promise<unknown>;
    getConversationPagedMembers(
      conversation: string,
      options: never,
    ): Promise<{ readonly members: readonly object[]; readonly continuationToken?: string }>;
    getConversationMember(conversation: string, member: string, options: typeof WAIT): Promise<object>;
  };
}

/** The connector said no, with a status of its own. */
export function connectorRefusal(fault: unknown): number | undefined {
  if (!(fault instanceof CordonError)) return undefined;
  const { cause } = fault;
  return typeof cause === 'object' && cause !== null && 'connector' in cause ? Number(cause.connector) : undefined;
}

/** A post of a channel bears the id of its channel before `;messageid=`. */
export function rootless(conversation: string): string {
  return conversation.split(';')[0] ?? conversation;
}

/** The tenant that an activity comes from. */
function tenantOf({ conversation, channelData }: Activity): string | undefined {
  const { tenant } = (channelData ?? {}) as { tenant?: { id?: string } };
  return tenant?.id ?? conversation?.tenantId;
}

function authenticationOf({ appId, tenantId, loginUrl, openIdUrl, ...rest }: ConnectedSettings) {
  const issuer = issuerOf({ ...rest, openIdUrl });
  return {
    MicrosoftAppId: appId,
    MicrosoftAppType: 'SingleTenant',
    MicrosoftAppTenantId: tenantId,
    ToChannelFromBotLoginUrl: `${loginUrl}${tenantId}`,
    ToChannelFromBotOAuthScope: issuer,
    ToBotFromChannelTokenIssuer: issuer,
    ToBotFromChannelOpenIdMetadataUrl: openIdUrl,
    ToBotFromEmulatorOpenIdMetadataUrl: openIdUrl,
    OAuthUrl: `${issuer.replace('api.', 'token.')}`,
    ValidateAuthority: true,
  };
}

/** Authentication is never off: without an app id nothing is connected. */
function credentialsOf(appId: string, tokens: Tokens): ConstructorParameters<typeof TeamsAdapter>[1] {
  return {
    isValidAppId: async (id: string) => id === appId,
    isAuthenticationDisabled: async () => false,
    createCredentials: async () => ({
      signRequest: async (request) => {
        request.headers.set('authorization', `Bearer ${await tokens('connector')}`);
        return request;
      },
    }),
  };
}

/** No typing signs, no state of its own: what is to be remembered stands in the log of the incident. */
function quiet(): Partial<ApplicationOptions<TurnState>> {
  const storage = { read: async () => ({}), write: async () => undefined, delete: async () => undefined };
  return { startTypingTimer: false, removeRecipientMention: false, longRunningMessages: false, storage };
}

function entryOf(member: object): readonly RosterEntry[] {
  const { id, name, aadObjectId, objectId } = member as Readonly<Record<string, string | undefined>>;
  const account = aadObjectId ?? objectId;
  return id && account ? [{ id, aadObjectId: account, name: name ?? account }] : [];
}

function connectorFault(fault: unknown, what: string, tries: number): unknown {
  const { statusCode, response, message } = fault as {
    statusCode?: number;
    response?: { headers?: { get(name: string): string | undefined } };
    message?: string;
  };
  if (fault instanceof CordonError) return fault;
  if (statusCode === undefined) return silent(what, fault);
  const again = askedAgain(statusCode, response?.headers?.get('retry-after'), tries);
  if (again) return again;
  return new CordonError('vendor_failed', `Teams refused ${what}: HTTP ${statusCode} ${message ?? ''}`.trim(), {
    remedy: 'Look at `npm run cordon -- doctor`, and whether the app is still in that conversation.',
    retryable: statusCode >= 500 || statusCode === 401,
    cause: { connector: statusCode },
  });
}

function silent(what: string, cause: unknown): CordonError {
  return new CordonError('vendor_failed', `Teams did not answer to ${what}.`, {
    remedy: 'It is tried again by itself; see https://status.cloud.microsoft and TEAMS_SERVICE_URL.',
    retryable: true,
    cause,
  });
}
