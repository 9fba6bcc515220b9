/** A configured mapping, as data: which paths of a foreign body say what of a finding. */

import { z } from 'zod';
import { sha256 } from '../base/chain.ts';
import { ENTITY_KINDS } from '../incident/actor.ts';
import { text, textMembers } from './dig.ts';
import type { EntityDraft, FindingDraft } from './finding.ts';
import { parsePath, valuesAt } from './path.ts';
import { severityOfWord } from './severity-words.ts';
import type { FindingSeverity } from './source.ts';

const Path = z
  .string()
  .max(300)
  .refine((path) => parsePath(path) !== undefined, 'expected a path such as alert.hosts[0].ip or labels["a.b"]');
/** The first path that leads to something counts. */
const Paths = z.union([Path.transform((path) => [path]), z.array(Path).min(1).max(10)]);
const Severity = z.enum(['info', 'low', 'medium', 'high', 'critical']);
const Kind = z.enum(ENTITY_KINDS);

export const Mapping = z.strictObject({
  /** An array of findings; without it the body is one. Other paths start at the item. */
  items: Path.optional(),
  type: Paths.default(['type', 'rule', 'category']),
  title: Paths.default(['title', 'summary', 'name', 'message']),
  description: Paths.default(['description', 'details', 'message']),
  severity: Paths.default(['severity', 'level', 'priority']),
  /** The sender's words for severity, where they are not the usual ones. Case does not matter. */
  severities: z.record(z.string().min(1), Severity).default({}),
  /** Together they name the problem: every one that leads to something is part of the key. */
  dedup: Paths.optional(),
  status: Paths.default(['status', 'state']),
  cleared: z.array(z.string()).default(['resolved', 'cleared', 'closed', 'ok', 'recovered', 'inactive']),
  suppressed: z.array(z.string()).default(['suppressed', 'muted', 'archived', 'dismissed']),
  link: Paths.default(['link', 'url', 'html_url']),
  firstSeenAt: Paths.default(['firstSeenAt', 'first_seen', 'startsAt', 'createdAt', 'created_at']),
  lastSeenAt: Paths.default(['lastSeenAt', 'last_seen', 'updatedAt', 'updated_at', 'timestamp']),
  techniques: Paths.default(['techniques[*]', 'technique']),
  /** Where entities live, unless they say so themselves. */
  account: Paths.default(['account', 'accountId', 'account_id']),
  region: Paths.default(['region']),
  entities: z
    .array(z.strictObject({ kind: Kind, path: Path, account: Path.optional(), region: Path.optional() }))
    .max(50)
    .default([]),
  /** An array whose items are `{kind, id, account?, region?}` already. */
  entityList: Path.default('entities'),
  labels: Path.default('labels'),
});
export type Mapping = z.infer<typeof Mapping>;

/** Where senders put the key of a problem; the first that leads to something is taken. */
const USUAL_KEYS = ['dedupKey', 'dedup_key', 'fingerprint', 'alertId', 'alert_id', 'id'] as const;

/** Reads Cordon's own plain form: `{title, severity, dedupKey, type, description, entities, link, …}`. */
export const PLAIN_MAPPING: Mapping = Mapping.parse({});

/** A draft that may lack a title, a type and a key of its own; `severity` is undefined for a word that is not known. */
export interface MappedDraft extends Omit<FindingDraft, 'title' | 'dedupKey' | 'type' | 'severity'> {
  readonly title: string | undefined;
  readonly dedupKey: string | undefined;
  readonly type: string | undefined;
  readonly severity: FindingSeverity | undefined;
}

export function mapFinding(value: unknown, mapping: Mapping): MappedDraft {
  const first = (paths: readonly string[]) => wordsAt(value, paths)[0];
  const severityRaw = first(mapping.severity) ?? '';
  return {
    title: first(mapping.title),
    dedupKey: mapping.dedup ? allWords(value, mapping.dedup) : first(USUAL_KEYS),
    type: first(mapping.type),
    description: first(mapping.description),
    severity: severityOf(severityRaw, mapping),
    severityRaw,
    status: statusOf(first(mapping.status) ?? '', mapping),
    entities: entitiesOf(value, mapping),
    techniques: mapping.techniques.flatMap((path) => wordsAt(value, [path])),
    firstSeenAt: first(mapping.firstSeenAt),
    lastSeenAt: first(mapping.lastSeenAt),
    link: first(mapping.link),
    labels: textMembers(valuesAt(value, parsePath(mapping.labels) ?? [])[0]),
  };
}

/** A key for a problem that names itself in no other way: same type, same title, same things. */
export function keyOf(draft: Pick<MappedDraft, 'type' | 'title' | 'entities'>): string {
  const things = (draft.entities ?? []).map(({ kind, id }) => `${kind} ${id}`).sort();
  return sha256(JSON.stringify([draft.type, draft.title, things]));
}

/** Words at the first of the paths that leads to any. */
function wordsAt(value: unknown, paths: readonly string[]): readonly string[] {
  for (const path of paths) {
    const words = valuesAt(value, parsePath(path) ?? [])
      .map((item) => text(item))
      .filter((word) => word !== undefined);
    if (words.length > 0) return words;
  }
  return [];
}

/** Undefined unless at least one of the paths leads to something. */
function allWords(value: unknown, paths: readonly string[]): string | undefined {
  const words = paths.map((path) => wordsAt(value, [path]).join(','));
  return words.some((word) => word !== '') ? words.join('|') : undefined;
}

function severityOf(raw: string, { severities }: Mapping): FindingSeverity | undefined {
  const word = raw.trim().toLowerCase();
  const own = Object.entries(severities).find(([name]) => name.toLowerCase() === word);
  return own?.[1] ?? severityOfWord(word);
}

function statusOf(raw: string, { cleared, suppressed }: Mapping): FindingDraft['status'] {
  const word = raw.trim().toLowerCase();
  if (cleared.some((name) => name.toLowerCase() === word)) return 'cleared';
  return suppressed.some((name) => name.toLowerCase() === word) ? 'suppressed' : 'open';
}

function entitiesOf(value: unknown, mapping: Mapping): readonly EntityDraft[] {
  const account = wordsAt(value, mapping.account)[0];
  const region = wordsAt(value, mapping.region)[0];
  const listed = valuesAt(value, parsePath(`${mapping.entityList}[*]`) ?? []).map((item) => {
    const kind = Kind.safeParse(text(item, 'kind')).data ?? 'other';
    const place = placed(kind, text(item, 'account') ?? account, text(item, 'region') ?? region);
    return { kind, id: text(item, 'id'), ...place };
  });
  const mapped = mapping.entities.flatMap((entity) => {
    const own = entity.account ? wordsAt(value, [entity.account])[0] : account;
    const where = entity.region ? wordsAt(value, [entity.region])[0] : region;
    const place = placed(entity.kind, own, where);
    return wordsAt(value, [entity.path]).map((id) => ({ kind: entity.kind, id, ...place }));
  });
  return [{ kind: 'account' as const, id: account }, ...listed, ...mapped];
}

/** Addresses and domains stand outside accounts. */
function placed(kind: EntityDraft['kind'], account: string | undefined, region: string | undefined) {
  return kind === 'ip' || kind === 'domain' || kind === 'account' ? {} : { account, region };
}
