/** Sends the weekly digest of follow-ups: to each owner, and to the team where the configuration names a place. */

import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type Loop, startLoop } from '../base/loop.ts';
import type { Mailer } from '../base/mail.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import { digestCard, digestLetter } from '../chat/views/index.ts';
import type { Config } from '../config/load.ts';
import type { Person } from '../incident/actor.ts';
import {
  type DigestLine,
  digestDue,
  digestFor,
  digestOfTeam,
  type HiddenWork,
  hiddenFor,
  ownersIn,
} from '../incident/digest.ts';
import type { Incident } from '../incident/incident.ts';
import { ROOM } from '../incident/sides.ts';
import { conversationsOf } from '../reactions/each-platform.ts';
import {
  type ClaimedDigest,
  claimDigest,
  finishDigest,
  isPlanned,
  planDigests,
  postponeDigest,
  type WantedDigest,
} from '../store/digests.ts';
import type { Store } from '../store/open.ts';
import { listFollowUps } from '../store/views.ts';

export interface DigestOptions {
  readonly store: Store;
  readonly load: (incidentId: string) => Promise<Incident>;
  readonly platforms: readonly ChatPlatform[];
  /** Undefined where no mail can be sent. */
  readonly mailer: Mailer | undefined;
  readonly addressOf: (person: Person) => string | undefined;
  readonly settings: Config['digest'];
  readonly baseUrl: () => string;
  readonly log: Log;
  /** Milliseconds between looks. */
  readonly pauseMs?: number;
  readonly now?: () => Date;
}

const MAIL = 'mail';
const TEAM = '';
/** What could not go out by then is not news any more: the next week's says the same. */
const LATEST_MS = 3 * 24 * 60 * 60_000;
const LEASE_MS = 5 * 60_000;
const FIRST_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 60 * 60_000;

/**
 * A week is planned once, in one transaction, and its digests are then claimed one by one: two processes and a crash
 * double nothing that a platform shows. A letter whose sender died before it could write so down is sent again, under the
 * same id, which mail programs show once. What a digest says is gathered when it goes out, for whoever may see it then.
 */
export function startDigests(options: DigestOptions): Loop {
  const { settings, log, pauseMs = 60_000, now = () => new Date() } = options;
  return startLoop(
    'digests',
    pauseMs,
    async () => {
      if (!settings.enabled) return;
      const week = digestDue(settings, now());
      if (now().getTime() - week.getTime() > LATEST_MS) return;
      await plan(options, week, now());
      await sendAll(options, week, now);
    },
    log,
  );
}

async function plan(options: DigestOptions, week: Date, at: Date): Promise<void> {
  const { store, load, platforms, mailer, addressOf, settings } = options;
  if (await isPlanned(store.db, week)) return;
  const all = await listFollowUps(store.db);
  const loaded = new Map<string, Incident>();
  const sidesOf = async (incidentId: string): Promise<readonly string[]> => {
    const incident = loaded.get(incidentId) ?? (await load(incidentId));
    loaded.set(incidentId, incident);
    return conversationsOf(incident, { platforms }).map(({ platform }) => platform.id);
  };
  const waysOf = async (
    lines: readonly DigestLine[],
    recipient: string,
    hidden: readonly HiddenWork[] = [],
  ): Promise<WantedDigest[]> => {
    const carriers = new Map<string, string>();
    // In the Room a private word stands in the incident's conversation, which an outsider cannot open.
    for (const { incidentId } of hidden)
      for (const side of await sidesOf(incidentId)) if (side !== ROOM) carriers.set(side, incidentId);
    for (const { incidentId } of lines.toSorted((one, other) => one.number - other.number))
      for (const side of await sidesOf(incidentId)) carriers.set(side, incidentId);
    return [...carriers].map(([way, carrier]) => ({ recipient, way, carrier }));
  };
  const wanted: WantedDigest[] = [];
  for (const person of ownersIn(all)) {
    const [lines, hidden] = [digestFor(person, all, at), hiddenFor(person, all)];
    if (lines.length + hidden.length === 0) continue;
    if (mailer && addressOf(person)) wanted.push({ recipient: person.id, way: MAIL });
    wanted.push(...(await waysOf(lines, person.id, hidden)));
  }
  const team = digestOfTeam(all, at);
  if (team.length > 0) {
    if (mailer && settings.team.mail.length > 0) wanted.push({ recipient: TEAM, way: MAIL });
    wanted.push(...(await waysOf(team, TEAM)).filter(({ way }) => channelOf(settings, way)));
  }
  await planDigests(store.db, week, wanted);
}

function channelOf({ team }: Config['digest'], way: string): string | undefined {
  return way === 'slack' ? team.slack : way === 'teams' ? team.teams : undefined;
}

async function sendAll(options: DigestOptions, week: Date, now: () => Date): Promise<void> {
  const { db } = options.store;
  for (;;) {
    const digest = await claimDigest(db, week, { now: now(), leaseMs: LEASE_MS });
    if (!digest) return;
    try {
      await send(options, digest, week, now());
      await finishDigest(db, week, digest, { at: now() });
    } catch (fault) {
      await failed(options, digest, week, { at: now(), fault });
    }
  }
}

/** The others do not wait for it. */
async function failed(
  { store, log }: DigestOptions,
  digest: ClaimedDigest,
  week: Date,
  { at, fault }: { readonly at: Date; readonly fault: unknown },
): Promise<void> {
  const problem = fault instanceof Error ? fault.message : String(fault);
  const { recipient, way, attempts } = digest;
  if (fault instanceof CordonError && !fault.retryable) {
    log.error({ err: fault, recipient, way }, 'a weekly digest could not be sent');
    return finishDigest(store.db, week, digest, { at, problem });
  }
  log.warn({ err: fault, recipient, way }, 'a weekly digest could not be sent yet; tried again');
  const pause = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempts, 10));
  return postponeDigest(store.db, week, digest, { freeAt: new Date(at.getTime() + pause), problem });
}

async function send(options: DigestOptions, digest: ClaimedDigest, week: Date, at: Date): Promise<void> {
  const all = await listFollowUps(options.store.db);
  const person = ownersIn(all).find(({ id }) => id === digest.recipient);
  const isTeam = digest.recipient === TEAM;
  const lines = isTeam ? digestOfTeam(all, at) : person ? digestFor(person, all, at) : [];
  const hidden = person ? hiddenFor(person, all) : [];
  const shape = { team: isTeam, baseUrl: options.baseUrl(), at, hidden };
  if (lines.length + hidden.length === 0) return;
  if (digest.way === MAIL) return mail(options, person, { ...digestLetter(lines, shape), week });
  await post(options, person, { digest, week, lines, shape });
}

async function mail(
  { mailer, addressOf, settings }: DigestOptions,
  person: Person | undefined,
  { subject, text, week }: { readonly subject: string; readonly text: string; readonly week: Date },
): Promise<void> {
  const to = person ? [addressOf(person)].filter((address) => address !== undefined) : settings.team.mail;
  if (!mailer || to.length === 0) return;
  const whose = person ? Buffer.from(person.id).toString('hex') : 'team';
  await mailer.send({ id: `cordon.digest.${dayOf(week)}.${whose}`, to, subject, text });
}

interface Posting {
  readonly digest: ClaimedDigest;
  readonly week: Date;
  readonly lines: readonly DigestLine[];
  readonly shape: Parameters<typeof digestCard>[1];
}

/** On a platform only what goes on there is told: nothing of an incident that is kept away from it. */
async function post(
  { load, platforms, settings }: DigestOptions,
  person: Person | undefined,
  { digest: { way, carrier }, week, lines, shape }: Posting,
): Promise<void> {
  const goesHere = async ({ incidentId }: Pick<DigestLine, 'incidentId'>): Promise<boolean> =>
    conversationsOf(await load(incidentId), { platforms }).some(({ platform }) => platform.id === way);
  const told = await filtered(lines, goesHere);
  const hidden = await filtered(shape.hidden ?? [], goesHere);
  const place = carrier && conversationsOf(await load(carrier), { platforms }).find((one) => one.platform.id === way);
  if (!place || told.length + hidden.length === 0) return;
  const id = `digest:${dayOf(week)}`;
  const card = digestCard(told, { ...shape, hidden });
  const channel = channelOf(settings, way);
  if (person) await place.platform.whisper(place.ref, id, person, card, 'direct');
  else if (channel) await place.platform.bulletin(place.ref, id, channel, card);
}

async function filtered<T>(all: readonly T[], holds: (one: T) => Promise<boolean>): Promise<readonly T[]> {
  const kept: T[] = [];
  for (const one of all) if (await holds(one)) kept.push(one);
  return kept;
}

function dayOf(week: Date): string {
  return week.toISOString().slice(0, 10);
}
