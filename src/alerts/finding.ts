/** How a source makes a finding: every string cleaned and capped, times in UTC, duplicates dropped. */

import { sha256 } from '../base/chain.ts';
import type { Entity } from '../incident/actor.ts';
import { cleanLine, cleanText } from './clean.ts';
import type { Finding, FindingSeverity } from './source.ts';

/** A finding with the door it came by. `drill` is the mark of the drill it belongs to, if any. */
export interface ReceivedFinding extends Finding {
  readonly source: string;
  readonly drill?: string | undefined;
}

/** What a source has read, as it was said: texts may hold anything. */
export interface FindingDraft {
  readonly dedupKey: string;
  readonly type: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly severity: FindingSeverity;
  readonly severityRaw: string;
  readonly status?: Finding['status'] | undefined;
  readonly entities?: readonly EntityDraft[];
  readonly techniques?: readonly string[];
  readonly firstSeenAt?: string | undefined;
  readonly lastSeenAt?: string | undefined;
  readonly updatedAt?: string | undefined;
  readonly link?: string | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly sample?: boolean | undefined;
}

export interface EntityDraft {
  readonly kind: Entity['kind'];
  readonly id: string | undefined;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

const MAX_ENTITIES = 100;
const MAX_LABELS = 64;
const TECHNIQUE = /^T\d{4}(\.\d{3})?$/;

/** The safe finding of a draft. Never throws: what cannot be kept is left out. */
export function makeFinding(draft: FindingDraft): Finding {
  const type = cleanLine(draft.type, 200) || 'unknown';
  return {
    dedupKey: boundedKey(draft.dedupKey),
    type,
    title: cleanLine(draft.title, 200) || type,
    description: cleanText(draft.description ?? '', 4000),
    severity: draft.severity,
    severityRaw: cleanLine(draft.severityRaw, 60),
    status: draft.status ?? 'open',
    entities: cleanEntities(draft.entities ?? []),
    techniques: [...new Set(draft.techniques ?? [])].filter((id) => TECHNIQUE.test(id)).slice(0, 50),
    ...given('firstSeenAt', timestamp(draft.firstSeenAt)),
    ...given('lastSeenAt', timestamp(draft.lastSeenAt)),
    ...given('updatedAt', timestamp(draft.updatedAt)),
    ...given('link', webLink(draft.link)),
    ...given('labels', cleanLabels(draft.labels)),
    ...(draft.sample ? { sample: true } : {}),
  };
}

/** A key kept as it is when it is short and clean; otherwise its readable start and the SHA-256 of the whole. */
export function boundedKey(key: string): string {
  const clean = cleanLine(key, 200);
  return clean === key && key !== '' ? key : `${clean.slice(0, 120)}#${sha256(key)}`;
}

/** RFC 3339 in UTC. A time without a zone is taken as UTC; zero times and nonsense are undefined. */
export function timestamp(text: string | undefined): string | undefined {
  if (!text || text.length > 64) return undefined;
  const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
  const at = new Date(zoned.replace(' ', 'T'));
  const year = at.getUTCFullYear();
  return year > 1970 && year < 10_000 ? at.toISOString() : undefined;
}

function cleanEntities(drafts: readonly EntityDraft[]): Entity[] {
  const seen = new Map<string, Entity>();
  for (const draft of drafts) {
    const id = cleanLine(draft.id ?? '', 300);
    if (!id) continue;
    const account = cleanLine(draft.account ?? '', 120);
    const region = cleanLine(draft.region ?? '', 60);
    const entity = { kind: draft.kind, id, ...given('account', account), ...given('region', region) };
    const key = JSON.stringify([entity.kind, id, account]);
    // A later mention may add the region.
    seen.set(key, { ...entity, ...seen.get(key) });
    if (seen.size === MAX_ENTITIES) break;
  }
  return [...seen.values()];
}

function cleanLabels(labels: FindingDraft['labels']): Readonly<Record<string, string>> | undefined {
  if (!labels) return undefined;
  const entries = Object.entries(labels).slice(0, MAX_LABELS);
  const clean = entries.map(([name, value]) => [cleanLine(name, 100), cleanLine(value, 300)] as const);
  const named = clean.filter(([name]) => name !== '' && name !== '__proto__');
  return named.length > 0 ? Object.fromEntries(named) : undefined;
}

/** Only http and https without credentials; anything else could run or leak when clicked. */
function webLink(link: string | undefined): string | undefined {
  const clean = cleanLine(link ?? '', 2000);
  if (!URL.canParse(clean)) return undefined;
  const url = new URL(clean);
  return /^https?:$/.test(url.protocol) && !url.username && !url.password ? clean : undefined;
}

function given<Name extends string, Value>(
  name: Name,
  value: Value | '' | undefined,
): { readonly [N in Name]?: Value } {
  return value === undefined || value === '' ? {} : ({ [name]: value } as { readonly [N in Name]: Value });
}
