/** The environment: fixed names, every one optional, checked at once. A room with settings of its own adds its shape here. */

import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { SLACK_SECRETS, SlackEnvironment } from '../slack/settings.ts';
import { TEAMS_SECRETS, TeamsEnvironment } from '../teams/settings.ts';

const Flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');
const Url = z.url();

/** The fixed names. Every one is optional; a room's own stand with the room and are spread in. */
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
  CORDON_STEP_LEASE_MS: z.coerce.number().int().min(2000).max(600_000).default(15_000),
  CORDON_TRUST_PROXY: Flag.default(false),
  ...SlackEnvironment,
  ...TeamsEnvironment,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
});

export type Environment = z.infer<typeof Environment>;

/** What is set, checked; undefined when something is wrong, which is then told in `faults`. */
export function readEnvironment(environment: NodeJS.ProcessEnv, faults: string[]): Environment | undefined {
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
export function fromFile(name: string, path: string | undefined, faults: string[]): string | undefined {
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    faults.push(`${name}_FILE: ${path} cannot be read. Mount the file or set ${name}.`);
    return undefined;
  }
}

/** Values that the settings page shows as *set*. */
const SECRET_NAMES = new Set<string>([
  'CORDON_SESSION_SECRET',
  'DATABASE_URL',
  'REDIS_URL',
  ...SLACK_SECRETS,
  ...TEAMS_SECRETS,
]);

/** What is in force and where it came from. Secrets show as *set*. */
export function originsOf(environment: NodeJS.ProcessEnv, env: Environment): readonly Origin[] {
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

export interface Origin {
  readonly name: string;
  readonly value: string;
  readonly from: string;
}
