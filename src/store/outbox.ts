/** What platforms are to show, and what they show. Satisfies the chat room's `Outbox`, which knows no database. */

import {
  and,
  asc,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lt,
  lte,
  not,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import type { Severity } from '../incident/policy.ts';
import type { Database, Statements } from './open.ts';
import { surfaceConversations as conversations, surfacePlacements as placements } from './schema/surfaces.ts';

type Urgency = (typeof placements.$inferSelect)['urgency'];

/** As much of a conversation's spec as is looked into here. */
interface Spec {
  readonly incidentId: string;
  readonly severity: number;
}

/** `S` and `Item` are the chat room's own business: they are kept as JSON. */
export function createOutbox<S extends Spec, Item>(db: Database, platform: string) {
  return { ...conversing<S>(db, platform), ...placing<Item>(db, platform) };
}

function conversing<S extends Spec>(db: Database, platform: string) {
  const at = (incidentId: string) =>
    and(eq(conversations.platform, platform), eq(conversations.incidentId, incidentId));
  const find = async (incidentId: string) => {
    const [row] = await db.select().from(conversations).where(at(incidentId));
    return row;
  };
  return {
    want: async (spec: S) => {
      const { incidentId, severity } = spec;
      await db.insert(conversations).values({ platform, incidentId, severity, spec }).onConflictDoNothing();
      const row = await find(incidentId);
      return row?.conversation ? openedOf(row, row.conversation) : undefined;
    },
    claim: async (limit: number, leaseMs: number) => {
      const waits = sql`exists (select 1 from surface_placements p where p.platform = ${conversations.platform}
        and p.incident_id = ${conversations.incidentId} and p.shown_version < p.version and ${mayGo(platform)})`;
      const unmade = and(isNull(conversations.conversation), isOpenTo(platform, sql`${conversations.incidentId}`));
      const free = and(eq(conversations.platform, platform), lte(conversations.freeAt, sql`now()`));
      const due = db
        .select({ incidentId: conversations.incidentId })
        .from(conversations)
        .where(and(free, or(unmade, and(isNotNull(conversations.conversation), waits))))
        .orderBy(severityNow, asc(conversations.wantedAt))
        .limit(limit)
        .for('update', { skipLocked: true });
      const rows = await db
        .update(conversations)
        .set({ freeAt: fromNow(leaseMs) })
        .where(and(eq(conversations.platform, platform), inArray(conversations.incidentId, due)))
        .returning({ ...getTableColumns(conversations), severity: severityNow });
      return rows
        .toSorted((one, other) => one.severity - other.severity || +one.wantedAt - +other.wantedAt)
        .map(({ spec, severity, conversation, attempts }) => ({
          spec: { ...(spec as S), severity },
          attempts,
          ...(conversation ? { conversation } : {}),
        }));
    },
    renew: async (incidentIds: readonly string[], leaseMs: number): Promise<void> => {
      if (incidentIds.length === 0) return;
      await db
        .update(conversations)
        .set({ freeAt: fromNow(leaseMs) })
        .where(and(eq(conversations.platform, platform), inArray(conversations.incidentId, [...incidentIds])));
    },
    severities: async (incidentIds: readonly string[]) => {
      const rows = await db
        .select({ id: conversations.incidentId, severity: severityNow })
        .from(conversations)
        .where(and(eq(conversations.platform, platform), inArray(conversations.incidentId, [...incidentIds])));
      return new Map(rows.map(({ id, severity }) => [id, severity]));
    },
    release: async (incidentId: string, pauseMs: number, failed: boolean): Promise<void> => {
      const attempts = failed ? sql`${conversations.attempts} + 1` : 0;
      await db
        .update(conversations)
        .set({ freeAt: fromNow(pauseMs), attempts })
        .where(at(incidentId));
    },
    opened: async (
      incidentId: string,
      { conversation, name, link }: { readonly conversation: string; readonly name: string; readonly link?: string },
    ): Promise<void> => {
      await db
        .update(conversations)
        .set({ conversation, name, link: link ?? null })
        .where(at(incidentId));
    },
    incidentOf: async (conversation: string): Promise<string | undefined> => {
      const [row] = await db
        .select({ incidentId: conversations.incidentId })
        .from(conversations)
        .where(and(eq(conversations.platform, platform), eq(conversations.conversation, conversation)));
      return row?.incidentId;
    },
    conversationOf: async (incidentId: string): Promise<string | undefined> =>
      (await find(incidentId))?.conversation ?? undefined,
  };
}

/** As bad as the incident is now: it may have changed since the conversation was wanted. */
const severityNow = sql<Severity>`coalesce((select i.severity from incidents i
  where i.id = surface_conversations.incident_id), surface_conversations.severity)`;

/** What is to be shown; also within a transaction of somebody else's. */
export function placing<Item>(db: Statements, platform: string) {
  const under = (incidentId: string, key: string) =>
    and(eq(placements.platform, platform), eq(placements.incidentId, incidentId), eq(placements.key, key));
  const waiting = lt(placements.shownVersion, placements.version);
  const open = or(sql`${placements.key} like ${NOTICES}`, isOpenTo(platform, sql`${placements.incidentId}`));
  return {
    put: async (
      incidentId: string,
      wanted: { readonly key: string; readonly item: Item; readonly version: number; readonly urgency: Urgency },
    ): Promise<void> => {
      const { item, version, urgency } = wanted;
      await db
        .insert(placements)
        .values({ platform, incidentId, ...wanted })
        .onConflictDoUpdate({
          target: [placements.platform, placements.incidentId, placements.key],
          set: { item, version, urgency: keptUrgency(urgency), wantedAt: sql`now()`, problem: null },
          setWhere: lt(placements.version, version),
        });
    },
    again: async (incidentId: string, key: string): Promise<void> => {
      await db
        .update(placements)
        .set({ shownVersion: sql`${placements.version} - 1`, shown: null, urgency: 'normal' })
        .where(under(incidentId, key));
    },
    retry: async (incidentId: string): Promise<void> => {
      await db
        .update(placements)
        .set({ shownVersion: sql`${placements.version} - 1`, wantedAt: sql`now()` })
        .where(
          and(eq(placements.platform, platform), eq(placements.incidentId, incidentId), isNotNull(placements.problem)),
        );
    },
    recheck: async (key: string): Promise<void> => {
      const archived = sql`exists (select 1 from surface_placements a where a.platform = ${placements.platform}
        and a.incident_id = ${placements.incidentId} and a.key = 'archived' and (a.item ->> 'archived')::boolean)`;
      await db
        .update(placements)
        .set({ shownVersion: sql`${placements.version} - 1` })
        .where(and(eq(placements.platform, platform), eq(placements.key, key), not(archived)));
    },
    standing: async (incidentId: string, prefix: string) => {
      const rows = await db
        .select({ key: placements.key, item: placements.item })
        .from(placements)
        .where(
          and(
            eq(placements.platform, platform),
            eq(placements.incidentId, incidentId),
            sql`starts_with(${placements.key}, ${prefix})`,
          ),
        );
      return rows.map(({ key, item }) => ({ key, item: item as Item }));
    },
    pending: async (incidentId: string) => {
      const rows = await db
        .select()
        .from(placements)
        .where(and(eq(placements.platform, platform), eq(placements.incidentId, incidentId), waiting, open))
        .orderBy(asc(placements.position));
      return rows.map((row) => placementOf<Item>(row));
    },
    may: async (incidentId: string, key: string): Promise<boolean> => {
      const rows = await db
        .select({ key: placements.key })
        .from(placements)
        .where(and(under(incidentId, key), open));
      return rows.length > 0;
    },
    begin: async (incidentId: string, key: string): Promise<void> => {
      await db
        .update(placements)
        .set({ begunAt: sql`coalesce(${placements.begunAt}, now())` })
        .where(under(incidentId, key));
    },
    shown: async (
      incidentId: string,
      { key, version }: { readonly key: string; readonly version: number },
      { messages, shown }: { readonly messages: readonly string[]; readonly shown: string },
    ): Promise<void> => {
      await db
        .update(placements)
        .set({ shownVersion: version, messages: [...messages], shown, begunAt: null, problem: null })
        .where(under(incidentId, key));
    },
    dropped: async (
      incidentId: string,
      { key, version }: { readonly key: string; readonly version: number },
      problem: string,
    ): Promise<void> => {
      await db.update(placements).set({ shownVersion: version, begunAt: null, problem }).where(under(incidentId, key));
    },
    keyOf: async (incidentId: string, message: string): Promise<string | undefined> => {
      const [row] = await db
        .select({ key: placements.key })
        .from(placements)
        .where(
          and(
            eq(placements.platform, platform),
            eq(placements.incidentId, incidentId),
            sql`${message} = any(${placements.messages})`,
          ),
        );
      return row?.key;
    },
  };
}

/** Notices tell nothing of the incident: they alone go where nothing else may. */
const NOTICES = 'notice:%';

/** The incidents' own views say where nothing goes: from the moment the switch is thrown, whatever waits here. */
function isOpenTo(platform: string, incidentId: SQL): SQL {
  return sql`not exists (select 1 from incidents i where i.id = ${incidentId} and ${platform} = any(i.severed))
    and not exists (select 1 from incidents i where cardinality(i.compromised) > 0 and ${platform} = any(i.compromised))`;
}

function mayGo(platform: string): SQL {
  return sql`(p.key like ${NOTICES} or (${isOpenTo(platform, sql`p.incident_id`)}))`;
}

/** What waits and is urgent stays so: the newer state of a card tells the urgent thing as well. */
function keptUrgency(urgency: Urgency) {
  return sql`case when ${placements.shownVersion} < ${placements.version} and ${placements.urgency} = 'urgent'
    then 'urgent' else ${urgency} end`;
}

function fromNow(ms: number) {
  return sql`now() + ${ms} * interval '1 millisecond'`;
}

function openedOf({ name, link }: typeof conversations.$inferSelect, conversation: string) {
  return { conversation, name: name ?? conversation, ...(link ? { link } : {}) };
}

function placementOf<Item>(row: typeof placements.$inferSelect) {
  return {
    key: row.key,
    item: row.item as Item,
    version: row.version,
    urgency: row.urgency,
    messages: row.messages,
    wantedAt: row.wantedAt,
    ...(row.shown ? { shown: row.shown } : {}),
    ...(row.begunAt ? { begunAt: row.begunAt } : {}),
  };
}
