/** One GuardDuty finding, camelCase as EventBridge sends it or PascalCase as GetFindings does, becomes a finding. */

import { z } from 'zod';
import { text } from '../../dig.ts';
import { makeFinding } from '../../finding.ts';
import { bodyInvalid, readShape } from '../../read-json.ts';
import { unknownSeverity } from '../../severity-words.ts';
import type { Finding, FindingSeverity } from '../../source.ts';
import { entitiesOf } from './entities.ts';
import { techniquesOf } from './techniques.ts';

/** What a finding cannot be understood without. Everything else is looked for and may be missing. */
const Required = z
  .object({
    id: z.string().min(1).max(256).optional(),
    arn: z.string().min(1).max(512).optional(),
    type: z.string({ error: 'expected the finding type, such as "Backdoor:EC2/Spambot"' }).min(1).max(256),
  })
  .refine(({ id, arn }) => id !== undefined || arn !== undefined, {
    path: ['id'],
    message: 'expected id or arn',
    // Also when another member is at fault: every fault is named at once.
    when: () => true,
  });

export interface GuarddutyReading {
  readonly finding: Finding;
  /** Names this state of the finding: the same again is the same delivery. */
  readonly key: string | undefined;
  readonly warnings: readonly string[];
}

/** Throws `body_invalid` naming what is missing below `where`. */
export function findingOf(raw: unknown, where: string, expected: string): GuarddutyReading {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw bodyInvalid(`${where || 'The body'} is not an object.`, expected);
  }
  const detail: unknown = Object.hasOwn(raw, 'Type') ? camelCased(raw) : raw;
  const { id, arn, type } = readShape(Required, detail, where, expected);
  // Members and the delegated administrator both send it: the id is the same, the envelope's account is not.
  const dedupKey = id ?? arn ?? '';
  const severityRaw = text(detail, 'severity') ?? '';
  const severity = severityOf(severityRaw);
  const description = text(detail, 'description') ?? '';
  const finding = makeFinding({
    dedupKey,
    type,
    title: text(detail, 'title') ?? type,
    description,
    severity: severity ?? 'medium',
    severityRaw,
    status: text(detail, 'service', 'archived') === 'true' ? 'suppressed' : 'open',
    entities: entitiesOf(detail),
    techniques: techniquesOf(type, description),
    ...timesOf(detail),
    link: consoleLink(id, detail),
    sample: text(detail, 'service', 'additionalInfo', 'sample') === 'true',
  });
  return {
    finding,
    key: stateOf(dedupKey, detail),
    warnings: severity ? [] : [unknownSeverity(severityRaw, finding.type)],
  };
}

function timesOf(detail: unknown) {
  return {
    firstSeenAt: text(detail, 'service', 'eventFirstSeen') ?? text(detail, 'createdAt'),
    lastSeenAt: text(detail, 'service', 'eventLastSeen') ?? text(detail, 'updatedAt'),
    updatedAt: text(detail, 'updatedAt'),
  };
}

/** GuardDuty raises the count and the time of the update with every further sighting. */
function stateOf(dedupKey: string, detail: unknown): string | undefined {
  const updatedAt = text(detail, 'updatedAt');
  return updatedAt && `${dedupKey} ${updatedAt} ${text(detail, 'service', 'count') ?? ''}`.trim();
}

/** https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html */
function severityOf(raw: string): FindingSeverity | undefined {
  const score = raw.trim() === '' ? Number.NaN : Number(raw);
  if (!(score > 0 && score <= 10)) return undefined;
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

/** Only for the commercial partition: the others have consoles of their own. */
function consoleLink(id: string | undefined, detail: unknown): string | undefined {
  const region = text(detail, 'region') ?? '';
  const isCommercial = (text(detail, 'partition') ?? 'aws') === 'aws';
  if (!/^[0-9a-f]{32}$/.test(id ?? '') || !/^[a-z0-9-]{3,32}$/.test(region) || !isCommercial) return undefined;
  const console = `https://${region}.console.aws.amazon.com/guardduty/home?region=${region}`;
  return `${console}#/findings?macros=current&fId=${id}`;
}

/** Member names with a small first letter, all the way down. Names of CloudFormation types keep theirs. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, item]) => [camelName(name), camelCased(item)] as const);
  return Object.fromEntries(entries);
}

function camelName(name: string): string {
  return name.includes(':') ? name : name.charAt(0).toLowerCase() + name.slice(1);
}
