/** The environment and the YAML file, validated once at start; every fault is listed at once with its remedy. */

import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { DEFAULT_RULES, RoutingRule } from './alerts/routing.ts';
import { CordonError } from './base/errors.ts';
import { DEFAULT_POLICY, type Policy } from './incident/policy.ts';

const Flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const Url = z.url();

/** The fixed names of `interfaces.md`. Every one is optional. */
const Environment = z.object({
  CORDON_DATA_DIR: z.string().min(1).default('.cordon'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  CORDON_BASE_URL: Url.optional(),
  CORDON_ROLE: z.enum(['all', 'web', 'worker']).default('all'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must start with postgres://')
    .optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .optional(),
  CORDON_SESSION_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  CORDON_CONFIG: z.string().min(1).optional(),
  CORDON_SIGN_IN: z.enum(['local', 'link']).optional(),
  CORDON_SIMULATED_CLOUD_URL: Url.optional(),
  CORDON_SIMULATED_PROPAGATION_MS: z.coerce.number().int().min(0).max(60_000).default(3000),
  CORDON_TRUST_PROXY: Flag.default(false),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

const PersonEntry = z.strictObject({ id: z.string().min(1).max(64), name: z.string().min(1).max(64) });

const SourceEntry = z.strictObject({
  /** Which reader of `alerts/sources` it uses; the entry's own name by default. */
  uses: z.string().min(1).optional(),
  secrets: z.array(z.string().min(1)).max(2).default([]),
  allow: z.array(z.string().min(1)).default([]),
  vendorSchemeOnly: z.boolean().default(false),
  mapping: z.record(z.string(), z.unknown()).optional(),
});

const ApprovalEntry = z.strictObject({
  approvals: z.number().int().min(0).max(5),
  roles: z.array(z.string()),
  expiresMinutes: z.number().min(1).max(1440),
  typedTarget: z.boolean(),
});

/** The file `CORDON_CONFIG` names. Whatever it leaves out keeps its default. */
const ConfigFile = z.strictObject({
  prefix: z.string().min(2).max(32).default('/incident'),
  rosters: z
    .record(z.string(), z.strictObject({ title: z.string().optional(), members: z.array(PersonEntry).min(1) }))
    .default({}),
  routing: z.array(RoutingRule).default([]),
  sources: z.record(z.string(), SourceEntry).default({}),
  correlationWindowMinutes: z.number().min(1).max(10_080).default(240),
  playbooks: z.strictObject({ directory: z.string() }).optional(),
  policy: z
    .strictObject({
      approvals: z.partialRecord(z.enum(['T0', 'T1', 'T2', 'T3']), ApprovalEntry).default({}),
      updateMinutes: z.partialRecord(z.enum(['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4']), z.number().min(0)).default({}),
      commanderMinutes: z.number().min(0).optional(),
      standingAuthority: z.array(z.string()).optional(),
    })
    .default({ approvals: {}, updateMinutes: {} }),
});
type ConfigFile = z.infer<typeof ConfigFile>;

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
  readonly logLevel: string;
  readonly prefix: string;
  readonly rosters: ConfigFile['rosters'];
  readonly routing: readonly RoutingRule[];
  readonly sources: ConfigFile['sources'];
  readonly correlationWindowMinutes: number;
  readonly playbookDirectory: string | undefined;
  readonly policy: Policy;
  /** What is in force and where it came from, for the settings page. Secrets show as *set*. */
  readonly origins: readonly { readonly name: string; readonly value: string; readonly from: string }[];
}

/** Reads and checks everything. Throws one `config_invalid` that lists every fault. */
export function loadConfig(environment: NodeJS.ProcessEnv): Config {
  const faults: string[] = [];
  const env = readEnvironment(environment, faults);
  const file = env?.CORDON_CONFIG ? readFile(env.CORDON_CONFIG, faults) : ConfigFile.parse({});
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
    logLevel: env.LOG_LEVEL,
    prefix: file.prefix,
    rosters: Object.keys(file.rosters).length > 0 ? file.rosters : DEFAULT_ROSTERS,
    routing: [...file.routing, ...DEFAULT_RULES],
    sources: file.sources,
    correlationWindowMinutes: file.correlationWindowMinutes,
    playbookDirectory: file.playbooks?.directory,
    policy: policyOf(file),
    origins: originsOf(environment, env),
  };
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

function readEnvironment(environment: NodeJS.ProcessEnv, faults: string[]): z.infer<typeof Environment> | undefined {
  const values: Record<string, string> = {};
  for (const name of Object.keys(Environment.shape)) {
    const value = environment[name] ?? fromFile(name, environment[`${name}_FILE`], faults);
    if (value !== undefined && value !== '') values[name] = value;
  }
  const read = Environment.safeParse(values);
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    faults.push(
      `${issue.path.join('.')}: ${issue.message}. See the table of the environment in docs/configuration.md.`,
    );
  }
  return undefined;
}

/** A name ending in `_FILE` holds the path of a file with the value (Docker and Kubernetes secrets). */
function fromFile(name: string, path: string | undefined, faults: string[]): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    faults.push(`${name}_FILE: ${path} cannot be read. Mount the file or set ${name}.`);
    return undefined;
  }
}

function readFile(path: string, faults: string[]): ConfigFile | undefined {
  const text = fromFile('CORDON_CONFIG', path, faults);
  if (text === undefined) return undefined;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const error of document.errors) {
    faults.push(`${path}:${lines.linePos(error.pos[0]).line}: ${error.message}. Mend the YAML.`);
  }
  if (document.errors.length > 0) return undefined;
  const read = ConfigFile.safeParse(document.toJS({ maxAliasCount: 50 }) ?? {});
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const node = document.getIn(issue.path.slice(0, -1).map(String), true) ?? document.contents;
    const start = isRanged(node) ? lines.linePos(node.range[0]).line : 1;
    faults.push(
      `${path}:${start}: ${issue.path.join('.') || 'the file'}: ${issue.message}. See docs/configuration.md.`,
    );
  }
  return undefined;
}

function isRanged(node: unknown): node is { range: [number, number, number] } {
  return typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range);
}

function policyOf(file: ConfigFile): Policy {
  const { approvals, updateMinutes, commanderMinutes, standingAuthority } = file.policy;
  return {
    ...DEFAULT_POLICY,
    approvals: { ...DEFAULT_POLICY.approvals, ...definedOnly(approvals) },
    updateMinutes: { ...DEFAULT_POLICY.updateMinutes, ...definedOnly(updateMinutes) },
    commanderMinutes: commanderMinutes ?? DEFAULT_POLICY.commanderMinutes,
    standingAuthority: standingAuthority ?? DEFAULT_POLICY.standingAuthority,
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

const SECRET_NAMES = new Set(['CORDON_SESSION_SECRET', 'DATABASE_URL', 'REDIS_URL']);

function originsOf(environment: NodeJS.ProcessEnv, env: z.infer<typeof Environment>): Config['origins'] {
  return Object.entries(env).map(([name, value]) => ({
    name,
    value: SECRET_NAMES.has(name) ? 'set' : String(value),
    from: environment[name]
      ? 'environment'
      : environment[`${name}_FILE`]
        ? `file ${environment[`${name}_FILE`]}`
        : 'default',
  }));
}

function invalid(faults: readonly string[]): CordonError {
  return new CordonError('config_invalid', `Cordon cannot start: ${faults.length} fault(s) in its configuration.`, {
    remedy: 'Mend each of these and start again.',
    details: faults,
  });
}
