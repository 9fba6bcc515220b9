/** What people say on the sides of an incident, as it stands, and what of it is put before the other sides. */

import { and, eq, ne, sql } from 'drizzle-orm';
import type { Person } from '../incident/actor.ts';
import { ROOM } from '../incident/sides.ts';
import { CHANGES } from './log.ts';
import type { Database, Statements } from './open.ts';
import { placing } from './outbox.ts';
import { incidents } from './schema/incidents.ts';
import { surfaceConversations } from './schema/surfaces.ts';
import { roomMessages, talk } from './schema/talk.ts';

type Row = typeof talk.$inferSelect;

interface State {
  readonly id: string;
  readonly stamp: number;
  readonly author: Person;
  readonly text: string;
  readonly files: readonly string[];
  readonly saidAt: string;
  readonly permalink?: string;
}

/** How the chat room draws a message for the other sides, from what it may tell of the incident to anybody. */
export type Draw<Item> = (
  uttered: ReturnType<typeof utteredOf>,
  incident: { readonly number: number; readonly codename: string; readonly severity: number },
) => { readonly key: string; readonly item: Item };

/** `Item` is the chat room's own business: it is kept as JSON. */
export function createTalk<Item>(db: Database, draw: Draw<Item>) {
  return {
    hear: (incidentId: string, platform: string, { id, files, saidAt, permalink, ...state }: State): Promise<void> =>
      within(db, draw, { incidentId, platform }, async (tx) => {
        const set = { text: state.text, files: [...files], stamp: state.stamp };
        const row = { incidentId, platform, message: id, author: state.author, saidAt: new Date(saidAt), ...set };
        const [kept] = await tx
          .insert(talk)
          .values({ ...row, permalink: permalink ?? null })
          .onConflictDoUpdate({
            target: [talk.incidentId, talk.platform, talk.message],
            set: { ...set, edited: true, revision: sql`${talk.revision} + 1` },
            setWhere: sql`not ${talk.gone} and ${talk.stamp} < excluded.stamp`,
          })
          .returning();
        return kept;
      }),
    remove: (incidentId: string, platform: string, id: string): Promise<void> =>
      within(db, draw, { incidentId, platform }, async (tx) => {
        const set = { text: '', files: [], gone: true };
        const [kept] = await tx
          .insert(talk)
          .values({ incidentId, platform, message: id, stamp: 0, saidAt: new Date(), ...set })
          .onConflictDoUpdate({
            target: [talk.incidentId, talk.platform, talk.message],
            set: { ...set, revision: sql`${talk.revision} + 1` },
            setWhere: eq(talk.gone, false),
          })
          .returning();
        // Its end came first: nobody was shown anything.
        return kept && kept.revision > 1 ? kept : undefined;
      }),
    mark: (incidentId: string, platform: string, id: string, marked: boolean): Promise<void> =>
      within(db, draw, { incidentId, platform }, async (tx) => {
        const [kept] = await tx
          .update(talk)
          .set({ marked, revision: sql`${talk.revision} + 1` })
          .where(and(at(incidentId, platform, id), eq(talk.gone, false), ne(talk.marked, marked)))
          .returning();
        return kept;
      }),
    find: async (incidentId: string, platform: string, id: string) => {
      const [row] = await db
        .select()
        .from(talk)
        .where(at(incidentId, platform, id));
      return row && utteredOf(row);
    },
  };
}

function at(incidentId: string, platform: string, id: string) {
  return and(eq(talk.incidentId, incidentId), eq(talk.platform, platform), eq(talk.message, id));
}

/**
 * Keeps and shows in one transaction. The incident's row is held meanwhile: what is said while a side is cut off is
 * either shown before, or not at all.
 */
async function within<Item>(
  db: Database,
  draw: Draw<Item>,
  { incidentId, platform }: { readonly incidentId: string; readonly platform: string },
  keep: (tx: Statements) => Promise<Row | undefined>,
): Promise<void> {
  await db.transaction(async (tx) => {
    const [incident] = await tx.select().from(incidents).where(eq(incidents.id, incidentId)).for('share');
    if (!incident || incident.severed.includes(platform)) return;
    const row = await keep(tx);
    if (!row) return;
    await showInRoom(tx, row);
    // Once it is over, conversations are archived; the Room goes on.
    if (incident.status === 'open') await showElsewhere(tx, row, incident, draw);
    await tx.execute(sql`select pg_notify(${CHANGES}, ${JSON.stringify({ incidentId })})`);
  });
}

async function showInRoom(tx: Statements, row: Row): Promise<void> {
  const { incidentId, platform, message, author, text, files, saidAt, edited, gone } = row;
  const isOwn = platform === ROOM;
  const set = { text, files, edited, gone };
  const origin = isOwn ? {} : { origin: platform, originMessage: message };
  await tx
    .insert(roomMessages)
    .values({
      id: isOwn ? message : `${incidentId}.${platform}.${message}`,
      incidentId,
      author,
      at: saidAt,
      ...set,
      ...origin,
    })
    .onConflictDoUpdate({ target: roomMessages.id, set });
}

async function showElsewhere<Item>(
  tx: Statements,
  row: Row,
  incident: typeof incidents.$inferSelect,
  draw: Draw<Item>,
): Promise<void> {
  const sides = await tx
    .select({ platform: surfaceConversations.platform })
    .from(surfaceConversations)
    .where(and(eq(surfaceConversations.incidentId, row.incidentId), ne(surfaceConversations.platform, row.platform)));
  const { key, item } = draw(utteredOf(row), incident);
  for (const { platform } of sides) {
    if (incident.severed.includes(platform)) continue;
    await placing<Item>(tx, platform).put(row.incidentId, { key, item, version: row.revision, urgency: 'normal' });
  }
}

function utteredOf({
  message: id,
  platform,
  author,
  text,
  files,
  saidAt,
  permalink,
  revision,
  edited,
  gone,
  marked,
}: Row) {
  return {
    ...{ id, platform, text, files, revision, edited, gone, marked },
    saidAt: saidAt.toISOString(),
    ...(author ? { author: author as Person } : {}),
    ...(permalink ? { permalink } : {}),
  };
}
