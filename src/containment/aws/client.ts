/**
 * The one maker of AWS clients, for every service: credentials of the account, pace, patience and errors are the same
 * everywhere. What it makes is the SDK's own client, so that its commands, paginators and waiters all work with it.
 */

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CordonError } from '../../base/errors.ts';
import { explain, isOpen, isRead } from './faults.ts';
import { createPace, type Pace } from './pace.ts';
import { createSessions, type Errand, type SessionCredentials } from './sessions.ts';
import type { AwsAccount, AwsSettings } from './settings.ts';

export interface AwsPlace {
  readonly account: string;
  readonly region?: string;
}

/** What every service's client is made with. */
interface ClientSettings {
  readonly region: string;
  readonly credentials?: () => Promise<SessionCredentials>;
  readonly endpoint?: string;
  /** S3 behind another address has no host name per bucket. */
  readonly forcePathStyle?: boolean;
  readonly requestHandler: NodeHttpHandler;
  readonly retryStrategy: StandardRetryStrategy;
}

/** The class of a service's client: `EC2Client`, `IAMClient`, … */
export type ServiceClient<C> = new (settings: ClientSettings) => C;

export interface Aws {
  readonly settings: AwsSettings;
  /**
   * A client of `Service` in an account, acting for `errand` where there is one. Its calls fail with `not_found`,
   * `vendor_failed` (retryable when throttled or down) or `outcome_unknown` (sent, and no answer came).
   * Throws `not_found` for an account that is not configured.
   */
  of<C extends object>(Service: ServiceClient<C>, place: AwsPlace, errand?: Errand): C;
  /** Who Cordon is before it assumes a role; asked once. */
  self(): Promise<{ readonly account: string; readonly arn: string }>;
  /** Now by AWS's clock where this machine's runs ahead of it, by what the last answer said. */
  now(): Date;
  /** Milliseconds this machine's clock is ahead of AWS's, by the last answer. */
  aheadMs(): number;
  /** Closes connections. Nothing may be called afterwards. */
  [Symbol.dispose](): void;
}

export interface AwsOptions {
  readonly settings: AwsSettings;
  /** Where AWS answers instead; the SDK reads `AWS_ENDPOINT_URL` where nothing is given. */
  readonly endpoint?: string;
}

const CONNECT_MS = 3000;
/** Less than the lease of a step, so that a step learns its outcome while the step is still its own. */
const ANSWER_MS = 8000;
const TRIES = 4;
/** The Date header says whole seconds, and an answer takes its time: less than this is no difference. */
const DATE_GRAIN_MS = 3000;
/** Clients that are kept at once. */
const MOST = 200;

export function createAws({ settings, endpoint }: AwsOptions): Aws {
  const requestHandler = new NodeHttpHandler({
    connectionTimeout: CONNECT_MS,
    requestTimeout: ANSWER_MS,
    throwOnRequestTimeout: true,
  });
  const paces = new Map<string, Pace>();
  let aheadMs = 0;
  const note = (date: string | undefined): void => {
    const at = Date.parse(date ?? '');
    if (!Number.isNaN(at)) aheadMs = Date.now() - at;
  };
  const clients = new Map<string, object>();

  function make<C extends object>(Service: ServiceClient<C>, own: OwnSettings): C {
    const { account, region, credentials } = own;
    const client = new Service({
      region,
      requestHandler,
      retryStrategy: carefulRetries(),
      ...(credentials ? { credentials } : {}),
      ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    });
    const pace = paces.get(account) ?? createPace(settings.callsPerSecond);
    paces.set(account, pace);
    attend(client, account, pace, note);
    return client;
  }

  const accounts = Object.values(settings.accounts);
  const home = accounts[0]?.regions[0] ?? 'us-east-1';
  const sts = make(STSClient, { account: 'Cordon’s own account', region: home });
  const sessions = createSessions(settings, () => sts);
  let self: Promise<{ account: string; arn: string }> | undefined;

  return {
    settings,
    of: (Service, place, errand) => {
      const { account } = place;
      const region = place.region ?? knownAccount(settings, account).regions[0] ?? home;
      knownAccount(settings, account);
      const key = [Service.name, account, region, errand?.incidentId, errand?.jobKey, errand?.actor].join(' ');
      const known = clients.get(key);
      if (known instanceof Service) return known;
      const client = make(Service, { account, region, credentials: () => sessions.of(account, errand) });
      const [oldest] = clients.keys();
      if (clients.size >= MOST && oldest) clients.delete(oldest);
      clients.set(key, client);
      return client;
    },
    self: () => {
      self ??= sts.send(new GetCallerIdentityCommand({})).then(({ Account = '', Arn = '' }) => ({
        account: Account,
        arn: Arn,
      }));
      self.catch(() => {
        self = undefined;
      });
      return self;
    },
    aheadMs: () => aheadMs,
    now: () => new Date(Date.now() - (aheadMs > DATE_GRAIN_MS ? aheadMs : 0)),
    [Symbol.dispose]: () => requestHandler.destroy(),
  };
}

interface OwnSettings {
  readonly account: string;
  readonly region: string;
  readonly credentials?: () => Promise<SessionCredentials>;
}

function knownAccount(settings: AwsSettings, account: string): AwsAccount {
  const found = settings.accounts[account];
  if (found) return found;
  throw new CordonError('not_found', `AWS account ${account} is not configured.`, {
    remedy: `Add it under clouds.aws.accounts with the role made by: npm run cordon -- aws template (docs/aws.md). Configured: ${Object.keys(settings.accounts).join(', ')}.`,
  });
}

/** The SDK's own back-off, for what is known not to have been done; see `attend`. */
function carefulRetries(): StandardRetryStrategy {
  const strategy = new StandardRetryStrategy(TRIES);
  const refresh = strategy.refreshRetryTokenForRetry.bind(strategy);
  strategy.refreshRetryTokenForRetry = async (token, info) => {
    if (info.error && unrepeatable.has(info.error)) throw info.error;
    return refresh(token, info);
  };
  return strategy;
}

/** Faults of changes that may have taken effect: only the runner, which looks first, tries such a call again. */
const unrepeatable = new WeakSet<object>();

type Next = (args: object) => Promise<unknown>;
interface Answer {
  readonly response?: { readonly headers?: Readonly<Record<string, string>> };
}
interface Context {
  readonly clientName?: string;
  readonly commandName?: string;
}
/** As much of the SDK's middleware stack as is used here; its own type is generic in input and output. */
interface Stacked {
  readonly middlewareStack: {
    add(middleware: (next: Next, context: Context) => Next, at: { step: 'initialize'; name: string }): void;
    addRelativeTo(
      middleware: (next: Next, context: Context) => Next,
      at: { relation: 'after'; toMiddleware: 'retryMiddleware'; name: string },
    ): void;
  };
}

/** Each try waits for its turn; a change whose fate is open is not repeated; what fails is explained once. */
function attend(client: object, account: string, pace: Pace, note: (date: string | undefined) => void): void {
  const { middlewareStack } = client as Stacked;
  middlewareStack.addRelativeTo(
    (next, { commandName = '' }) =>
      async (args) => {
        await pace();
        try {
          const answer = await next(args);
          note((answer as Answer).response?.headers?.date);
          return answer;
        } catch (fault) {
          if (fault instanceof Error && isOpen(fault) && !isRead(commandName)) unrepeatable.add(fault);
          throw fault;
        }
      },
    { relation: 'after', toMiddleware: 'retryMiddleware', name: 'cordonPace' },
  );
  middlewareStack.add(
    (next, { clientName = '', commandName = '' }) =>
      async (args) => {
        try {
          return await next(args);
        } catch (fault) {
          const service = clientName.replace(/Client$/, '').toLowerCase();
          throw explain(fault, { call: `${service}:${commandName.replace(/Command$/, '')}`, account });
        }
      },
    { step: 'initialize', name: 'cordonExplain' },
  );
}
