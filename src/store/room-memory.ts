/** What the Room remembers of its conversations. Satisfies the Room's `RoomMemory`, which knows no database. */

import { and, asc, desc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import type { Person } from '../incident/actor.ts';
import { CHANGES } from './log.ts';
import type { Database } from './open.ts';
import { roomAnnouncements, roomCards, roomConversations, roomMessages } from './schema/talk.ts';

interface Message<Card> {
  readonly id: string;
  readonly incidentId: string;
  readonly author?: Person;
  readonly text: string;
  readonly at: string;
  readonly to?: string;
  readonly card?: Card;
  readonly origin?: { readonly platform: string; readonly message: string };
  readonly files?: readonly string[];
  readonly state?: 'edited' | 'gone';
}

/** `Card` is the Room's own business: it is kept as JSON. */
export function createRoomMemory<Card>(db: Database) {
  const changed = async (incidentId: string): Promise<void> => {
    await db.execute(sql`select pg_notify(${CHANGES}, ${JSON.stringify({ incidentId })})`);
  };
  return {
    ...conversations(db, changed),
    ...cards<Card>(db, changed),
    ...messages<Card>(db, changed),
  };
}

type Changed = (incidentId: string) => Promise<void>;

function conversations(db: Database, changed: Changed) {
  const set = async (incidentId: string, change: Partial<typeof roomConversations.$inferInsert>): Promise<void> => {
    await db.update(roomConversations).set(change).where(eq(roomConversations.incidentId, incidentId));
    await changed(incidentId);
  };
  return {
    open: async (incidentId: string, name: string, topic: string): Promise<void> => {
      await db.insert(roomConversations).values({ incidentId, name, topic, members: [] }).onConflictDoNothing();
      await changed(incidentId);
    },
    setTopic: (incidentId: string, topic: string) => set(incidentId, { topic }),
    setMembers: (incidentId: string, people: readonly Person[]) =>
      set(incidentId, { members: people.map(({ id }) => id) }),
    setArchived: (incidentId: string, archived: boolean) => set(incidentId, { archived }),
    conversation: async (incidentId: string) => {
      const [row] = await db.select().from(roomConversations).where(eq(roomConversations.incidentId, incidentId));
      return row ? { name: row.name, topic: row.topic, archived: row.archived } : undefined;
    },
  };
}

function cards<Card>(db: Database, changed: Changed) {
  return {
    putCard: async (incidentId: string, card: Card & { readonly key: string }, version: number): Promise<void> => {
      await db
        .insert(roomCards)
        .values({ incidentId, key: card.key, version, card, at: new Date() })
        .onConflictDoUpdate({
          target: [roomCards.incidentId, roomCards.key],
          set: { card, version, at: new Date() },
          setWhere: lt(roomCards.version, version),
        });
      await changed(incidentId);
    },
    cards: async (incidentId: string) => {
      const rows = await db
        .select()
        .from(roomCards)
        .where(eq(roomCards.incidentId, incidentId))
        .orderBy(asc(roomCards.at));
      return rows.map(({ card, version, at }) => ({ card: card as Card, version, at: at.toISOString() }));
    },
    putAnnouncement: async (incidentId: string, card: Card, version: number): Promise<void> => {
      await db
        .insert(roomAnnouncements)
        .values({ incidentId, version, card })
        .onConflictDoUpdate({
          target: roomAnnouncements.incidentId,
          set: { card, version },
          setWhere: lt(roomAnnouncements.version, version),
        });
    },
    announcements: async () => {
      const rows = await db.select().from(roomAnnouncements);
      return rows.map(({ incidentId, card }) => ({ incidentId, card: card as Card }));
    },
  };
}

function messages<Card>(db: Database, changed: Changed) {
  return {
    post: async ({ id, incidentId, author, text, at, to, card }: Message<Card>): Promise<void> => {
      await db
        .insert(roomMessages)
        .values({
          id,
          incidentId,
          author: author ?? null,
          text,
          at: new Date(at),
          recipient: to ?? null,
          card: card ?? null,
        })
        .onConflictDoNothing();
      await changed(incidentId);
    },
    messages: async (
      incidentId: string,
      reader: string,
      { before, limit }: { readonly before?: string; readonly limit: number },
    ) => {
      const readable = or(isNull(roomMessages.recipient), eq(roomMessages.recipient, reader));
      const older = before
        ? lt(roomMessages.position, sql`(select position from room_messages where id = ${before})`)
        : undefined;
      const rows = await db
        .select()
        .from(roomMessages)
        .where(and(eq(roomMessages.incidentId, incidentId), readable, older))
        .orderBy(desc(roomMessages.position))
        .limit(limit);
      return rows.reverse().map((row) => messageOf<Card>(row));
    },
    message: async (incidentId: string, id: string) => {
      const [row] = await db
        .select()
        .from(roomMessages)
        .where(and(eq(roomMessages.incidentId, incidentId), eq(roomMessages.id, id)));
      return row ? messageOf<Card>(row) : undefined;
    },
  };
}

function messageOf<Card>(row: typeof roomMessages.$inferSelect): Message<Card> {
  return {
    id: row.id,
    incidentId: row.incidentId,
    text: row.text,
    at: row.at.toISOString(),
    ...(row.author ? { author: row.author as Person } : {}),
    ...(row.recipient ? { to: row.recipient } : {}),
    ...(row.card ? { card: row.card as Card } : {}),
    ...(row.origin && row.originMessage ? { origin: { platform: row.origin, message: row.originMessage } } : {}),
    ...(row.files.length > 0 ? { files: row.files } : {}),
    ...(row.gone ? { state: 'gone' as const } : row.edited ? { state: 'edited' as const } : {}),
  };
}
