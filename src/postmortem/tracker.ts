/** What a tracker is: a place where follow-ups become issues, with their state known in both directions. */

import { createHmac, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import type { FollowUpKind, FollowUpState, IssueFields, Priority } from '../incident/postmortem-events.ts';

/** A follow-up as an issue is made from it. */
export interface IssueDraft {
  /** The same for every attempt: by it a retry finds the issue that was made already. Letters, digits and dashes. */
  readonly marker: string;
  readonly title: string;
  /** Plain text, with a link to where it comes from. */
  readonly text: string;
  readonly kind: FollowUpKind;
  readonly priority: Priority;
  /** `2026-01-31` */
  readonly due?: string;
}

export interface Issue {
  /** What people call it there. */
  readonly key: string;
  readonly url: string;
  readonly state: FollowUpState;
  readonly says: Omit<IssueFields, 'owner'>;
  /** Whom it is assigned to, as the tracker knows them. */
  readonly assignee?: Assignee;
}

/** An issue that was deleted, or moved out of the place that the configuration names. */
export interface Lost {
  readonly lost: true;
  /** Where it is now, in the tracker's words, as far as it says so. */
  readonly to?: string;
}

export interface Assignee {
  /** Login, account id or address: whatever the tracker calls the person by and never gives to another. */
  readonly id: string;
  readonly name: string;
}

/** What is to become another in an issue; the rest of it is its readers'. */
export interface IssueChange extends Pick<IssueDraft, 'marker'> {
  readonly title?: string;
  /** Our part of the description, which names owner and day. What people wrote around it, or made of it, stays. */
  readonly text?: string;
  readonly due?: string;
  readonly priority?: Priority;
}

/** A request of a webhook, its body as the bytes came in. */
export interface News {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Throws `CordonError` with `vendor_failed`, saying whether a retry can help. */
export interface Tracker {
  /** Looked for before one is made. */
  find(marker: string): Promise<Issue | undefined>;
  create(draft: IssueDraft): Promise<Issue>;
  read(key: string): Promise<Issue | Lost>;
  change(key: string, change: IssueChange): Promise<void>;
  /** Setting the state it has already changes nothing. */
  setState(key: string, state: FollowUpState): Promise<void>;
  /** Key of the issue that a webhook speaks of; undefined when its credential is wrong or it speaks of none. */
  heard(news: News): string | undefined;
}

export interface TrackerKind<Settings = unknown> {
  /** File name in `trackers/`. */
  readonly id: string;
  /** The vendor's reference of what is called. */
  readonly docs: string;
  readonly settings: z.ZodType<Settings>;
  /** Settings that name an environment variable, which holds the value. */
  readonly secrets: readonly string[];
  open(settings: Settings): Tracker;
}

/** Gives a kind the type of its settings, and forgets it again for the list. */
export function trackerKind<Settings>(kind: TrackerKind<Settings>): TrackerKind {
  return kind as unknown as TrackerKind;
}

/** The issue of a marker: the one there is, or a new one. */
export async function findOrCreate(tracker: Tracker, draft: IssueDraft): Promise<Issue> {
  return (await tracker.find(draft.marker)) ?? tracker.create(draft);
}

/** By it the issue of a follow-up is found. */
export function markerOf(incidentId: string, followUpId: string): string {
  return `cordon-${incidentId}-${followUpId}`;
}

/**
 * The issue as it is now. It counts as lost only where its place answers and holds none with the marker: a token that may
 * no longer see the place gets the same answer to the issue, and throws here.
 */
export async function readIssue(tracker: Tracker, key: string, marker: string): Promise<Issue | Lost> {
  const read = await tracker.read(key);
  if (!isLost(read)) return read;
  const found = await tracker.find(marker);
  return found?.key === key ? found : read;
}

/** Of what a tracker answered, in its own shape or in ours. */
export function isLost(read: unknown): read is Lost {
  return typeof read === 'object' && read !== null && 'lost' in read;
}

/** Whether `given` is the secret, compared in constant time. */
export function isSecret(given: string | undefined, secret: string | undefined): boolean {
  if (!given || !secret) return false;
  const [one, other] = [given, secret].map((text) => createHmac('sha256', 'compare').update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/** Whether `given` (`sha256=…`) signs the body with HMAC-SHA256. */
export function isSigned(given: string | undefined, body: string, secret: string | undefined): boolean {
  if (!secret) return false;
  return isSecret(given, `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
}

/** What a body speaks of, when it is JSON of a known shape. */
export function readNews<T>(body: string, shape: z.ZodType<T>): T | undefined {
  try {
    return shape.safeParse(JSON.parse(body)).data;
  } catch {
    return undefined;
  }
}
