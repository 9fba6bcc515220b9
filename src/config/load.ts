/** Configuration: the environment and the YAML file, validated once at start; every fault is listed at once with its remedy. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_RULES, type RoutingRule } from '../alerts/routing.ts';
import type { StormLimits } from '../alerts/storms.ts';
import { CordonError } from '../base/errors.ts';
import type { MailSettings } from '../base/mail.ts';
import { openRunners, type Runner } from '../containment/webhook/settings.ts';
import { DEFAULT_POLICY, DEFAULT_POSTMORTEM, type Policy } from '../incident/policy.ts';
import {
  type ConfiguredPublisher,
  type ConfiguredTracker,
  openPublishers,
  openTrackers,
} from '../postmortem/destinations.ts';
import { type SlackSettings, slackSettings } from '../slack/settings.ts';
import { type TeamsSettings, teamsSettings } from '../teams/settings.ts';
import { fromFile, type Origin, originsOf, readEnvironment } from './environment.ts';
import { ConfigFile, readConfigFile } from './file.ts';

export interface Config {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Undefined until the port is known, when it was left to the system. */
  readonly baseUrl: string | undefined;
  readonly role: 'all' | 'web' | 'worker';
  readonly databaseUrl: string | undefined;
  readonly redisUrl: string | undefined;
  readonly sessionSecret: string;
  readonly signIn: 'local' | 'link';
  readonly simulatedCloudUrl: string | undefined;
  /** Milliseconds until a change of identity holds everywhere in the simulated cloud. */
  readonly simulatedPropagationMs: number;
  /** Milliseconds a claimed step is a worker's own; a killed worker's step is taken over after it. */
  readonly leaseMs: number;
  readonly logLevel: string;
  readonly prefix: string;
  readonly rosters: ConfigFile['rosters'];
  readonly routing: readonly RoutingRule[];
  readonly sources: ConfigFile['sources'];
  /** How many incidents rules may open in a minute before one takes the rest of a rule's findings. */
  readonly storms: StormLimits;
  readonly clouds: Pick<ConfigFile['clouds'], 'aws'> & { readonly runners: readonly Runner[] };
  /** What is protected beside what always is. */
  readonly guards: ConfigFile['guards'];
  readonly correlationWindowMinutes: number;
  readonly evidence: ConfigFile['evidence'];
  readonly playbookDirectory: string | undefined;
  readonly templateDirectory: string | undefined;
  readonly policy: Policy;
  readonly slack: SlackSettings;
  readonly teams: TeamsSettings;
  /** Undefined where no mail can be sent. */
  readonly mail: MailSettings | undefined;
  readonly digest: ConfigFile['digest'];
  /** Places post-mortems are published to, and trackers follow-ups go to, opened. */
  readonly publishers: readonly ConfiguredPublisher[];
  readonly trackers: readonly ConfiguredTracker[];
  /** What is in force and where it came from, for the settings page. Secrets show as *set*. */
  readonly origins: readonly Origin[];
}

/** Reads and checks everything. Throws one `config_invalid` that lists every fault. */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const env = readEnvironment(environment, faults);
  const file = env?.CORDON_CONFIG ? readConfigFile(env.CORDON_CONFIG, faults) : ConfigFile.parse({});
  if (!env || !file || faults.length > 0) throw invalid(faults);
  const signIn = env.CORDON_SIGN_IN ?? 'local';
  if (signIn === 'local' && !isLoopback(env.HOST)) {
    faults.push(
      `HOST=${env.HOST} is reachable by others, but people would sign in without any proof. ` +
        'Set CORDON_SIGN_IN=link (one-time links from `npm run cordon -- sign-in PERSON`), or leave HOST at 127.0.0.1.',
    );
  }
  if (env.CORDON_ROLE !== 'all' && !env.DATABASE_URL) {
    faults.push(`CORDON_ROLE=${env.CORDON_ROLE} needs a database shared by all processes. Set DATABASE_URL.`);
  }
  const secret = (name: string) => environment[name] ?? fromFile(name, environment[`${name}_FILE`], faults);
  const publishers = openPublishers(file.publishers, secret, faults);
  const mail = mailOf(file, secret, faults);
  const trackers = openTrackers(file.trackers, secret, faults);
  const runners = openRunners(file.clouds.runners, secret, faults);
  if (faults.length > 0) throw invalid(faults);
  return {
    dataDir: resolve(env.CORDON_DATA_DIR),
    host: env.HOST,
    port: env.PORT,
    baseUrl: env.CORDON_BASE_URL?.replace(/\/$/, ''),
    role: env.CORDON_ROLE,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    sessionSecret: env.CORDON_SESSION_SECRET ?? ownSecret(env.CORDON_DATA_DIR),
    signIn,
    simulatedCloudUrl: env.CORDON_SIMULATED_CLOUD_URL,
    simulatedPropagationMs: env.CORDON_SIMULATED_PROPAGATION_MS,
    leaseMs: env.CORDON_STEP_LEASE_MS,
    logLevel: env.LOG_LEVEL,
    prefix: file.prefix,
    rosters: Object.keys(file.rosters).length > 0 ? file.rosters : DEFAULT_ROSTERS,
    routing: [...file.routing, ...DEFAULT_RULES],
    sources: file.sources,
    storms: file.storms,
    clouds: { aws: file.clouds.aws, runners },
    guards: file.guards,
    correlationWindowMinutes: file.correlationWindowMinutes,
    evidence: file.evidence,
    playbookDirectory: file.playbooks?.directory,
    templateDirectory: file.postmortems?.templates,
    policy: policyOf(file),
    mail,
    digest: file.digest,
    publishers,
    trackers,
    slack: slackSettings(env, file.slack),
    teams: teamsSettings(env, file.teams),
    origins: originsOf(environment, env),
  };
}

/** The password is named in the file, never written there. */
function mailOf(
  { mail }: ConfigFile,
  secret: (name: string) => string | undefined,
  faults: string[],
): MailSettings | undefined {
  if (!mail?.password) return mail;
  const password = /^[A-Z][A-Z0-9_]*$/.test(mail.password) ? secret(mail.password) : undefined;
  if (!password)
    faults.push('mail.password: must name an environment variable that is set (or its _FILE), not hold a secret.');
  return { ...mail, password };
}

/** A roster of stand-ins, so that a laptop has a second person who can approve. */
const DEFAULT_ROSTERS: ConfigFile['rosters'] = {
  'cloud-security': {
    title: 'Cloud security',
    members: [
      { id: 'responder-1', name: 'Responder 1' },
      { id: 'responder-2', name: 'Responder 2' },
      { id: 'responder-3', name: 'Responder 3' },
    ],
  },
};

function policyOf(file: ConfigFile): Policy {
  const { approvals, updateMinutes, commanderMinutes, standingAuthority, postmortem = {} } = file.policy;
  const { reviewDays, publicationDays } = DEFAULT_POSTMORTEM;
  return {
    ...DEFAULT_POLICY,
    approvals: { ...DEFAULT_POLICY.approvals, ...definedOnly(approvals) },
    updateMinutes: { ...DEFAULT_POLICY.updateMinutes, ...definedOnly(updateMinutes) },
    commanderMinutes: commanderMinutes ?? DEFAULT_POLICY.commanderMinutes,
    standingAuthority: standingAuthority ?? DEFAULT_POLICY.standingAuthority,
    postmortem: {
      reviewDays: { ...reviewDays, ...definedOnly(postmortem.reviewDays ?? {}) },
      publicationDays: { ...publicationDays, ...definedOnly(postmortem.publicationDays ?? {}) },
    },
  };
}

function definedOnly<T>(entries: Partial<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, T] => entry[1] !== undefined));
}

/** The session secret of a laptop: made once, kept in the data directory, readable by its owner alone. */
function ownSecret(dataDir: string): string {
  const file = join(resolve(dataDir), 'session-secret');
  mkdirSync(resolve(dataDir), { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) throw fault;
  }
  return readFileSync(file, 'utf8').trim();
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

function invalid(faults: readonly string[]): CordonError {
  return new CordonError('config_invalid', `Cordon cannot start: ${faults.length} fault(s) in its configuration.`, {
    remedy: 'Mend each of these and start again.',
    details: faults,
  });
}
