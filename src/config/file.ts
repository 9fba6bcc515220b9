/** The file `CORDON_CONFIG` names: its schema, and its faults with their lines. A room with settings of its own adds its schema here. */

import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { RoutingRule } from '../alerts/routing.ts';
import { DEFAULT_STORM_LIMITS } from '../alerts/storms.ts';
import { MailServer } from '../base/mail.ts';
import { AwsSettings } from '../containment/aws/settings.ts';
import { GuardSettings } from '../containment/guards.ts';
import { RunnerEntries } from '../containment/webhook/settings.ts';
import { EvidenceSettings } from '../evidence/settings.ts';
import { WEEKDAYS } from '../incident/digest.ts';
import { DEFAULT_ROLES } from '../incident/policy.ts';
import { PublisherEntries, TrackerEntries } from '../postmortem/destinations.ts';
import { SlackFile } from '../slack/settings.ts';
import { TeamsFile } from '../teams/settings.ts';
import { fromFile } from './environment.ts';

const PersonEntry = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().min(1).max(64),
  /** Where one-time links go; by default the id where that is an address. */
  email: z.email().optional(),
});

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
  // Nobody could ever stand for a role that does not exist.
  roles: z.array(z.enum(DEFAULT_ROLES.map(({ id }) => id))),
  expiresMinutes: z.number().min(1).max(1440),
  typedTarget: z.boolean(),
});

const DaysEntry = z.partialRecord(z.enum(['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4']), z.number().min(0).max(365));

/** When the week's digest of follow-ups goes out, and where the team's does. */
const DigestEntry = z.strictObject({
  enabled: z.boolean().default(true),
  day: z.enum(WEEKDAYS).default('monday'),
  /** UTC. */
  hour: z.number().int().min(0).max(23).default(8),
  team: z
    .strictObject({
      mail: z.array(z.email()).default([]),
      /** Name or id of a channel. */
      slack: z.string().min(1).max(80).optional(),
      teams: z.string().min(1).max(80).optional(),
    })
    .prefault({}),
});

/** The file `CORDON_CONFIG` names. Whatever it leaves out keeps its default. */
export const ConfigFile = z.strictObject({
  prefix: z.string().min(2).max(32).default('/incident'),
  rosters: z
    .record(z.string(), z.strictObject({ title: z.string().optional(), members: z.array(PersonEntry).min(1) }))
    .default({}),
  routing: z.array(RoutingRule).default([]),
  sources: z.record(z.string(), SourceEntry).default({}),
  storms: z
    .strictObject({
      perMinute: z.number().int().min(1).max(10_000).default(DEFAULT_STORM_LIMITS.perMinute),
      quietMinutes: z.number().min(1).max(1440).default(DEFAULT_STORM_LIMITS.quietMinutes),
    })
    .default(DEFAULT_STORM_LIMITS),
  clouds: z.strictObject({ aws: AwsSettings.prefault({}), runners: RunnerEntries }).prefault({}),
  guards: GuardSettings.prefault({}),
  correlationWindowMinutes: z.number().min(1).max(10_080).default(240),
  /** Sends one-time links. `password` names an environment variable. */
  mail: z.strictObject(MailServer).optional(),
  publishers: PublisherEntries,
  trackers: TrackerEntries,
  evidence: EvidenceSettings.prefault({}),
  playbooks: z.strictObject({ directory: z.string() }).optional(),
  digest: DigestEntry.prefault({}),
  postmortems: z.strictObject({ templates: z.string() }).optional(),
  slack: SlackFile.prefault({}),
  teams: TeamsFile.prefault({}),
  policy: z
    .strictObject({
      approvals: z.partialRecord(z.enum(['T0', 'T1', 'T2', 'T3']), ApprovalEntry).default({}),
      updateMinutes: z.partialRecord(z.enum(['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4']), z.number().min(0)).default({}),
      commanderMinutes: z.number().min(0).optional(),
      standingAuthority: z.array(z.string()).optional(),
      postmortem: z.strictObject({ reviewDays: DaysEntry, publicationDays: DaysEntry }).partial().optional(),
    })
    .default({ approvals: {}, updateMinutes: {} }),
});
export type ConfigFile = z.infer<typeof ConfigFile>;

/** The file's content with defaults; undefined when something is wrong, which is then told in `faults`. */
export function readConfigFile(path: string, faults: string[]): ConfigFile | undefined {
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
