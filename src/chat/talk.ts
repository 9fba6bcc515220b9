/**
 * What people say to each other on the sides of an incident. Each message is kept as it stands, one revision after the
 * other, and shown on every other side as a card that is edited in place: Cordon's own cards are never heard again.
 */

import type { Person } from '../incident/actor.ts';
import { sideName } from '../incident/sides.ts';
import type { Block, Card } from './card.ts';

/** A message as it stands on the side where it was written. */
export interface Utterance {
  /** Id of the message on its platform. */
  readonly id: string;
  /** Microseconds of the platform's clock at its newest change: what bears a lower one is older news. */
  readonly stamp: number;
  readonly author: Person;
  readonly text: string;
  /** Names of the files that came with it. */
  readonly files: readonly string[];
  /** RFC 3339. */
  readonly saidAt: string;
  readonly permalink?: string;
}

/** A message with the side it was written on. One that is gone has lost its text and its files for good. */
export interface Uttered extends Omit<Utterance, 'author' | 'stamp'> {
  readonly platform: string;
  /** Unknown where only its end was heard of. */
  readonly author?: Person;
  readonly revision: number;
  readonly edited: boolean;
  readonly gone: boolean;
  /** On the timeline. */
  readonly marked: boolean;
}

/**
 * Kept by the store. Whatever order and however often a side tells of a message, it comes to the same: the newest state
 * wins, and gone is gone. What is kept is put before the other sides in the same transaction.
 */
export interface Talk {
  hear(incidentId: string, platform: string, utterance: Utterance): Promise<void>;
  remove(incidentId: string, platform: string, id: string): Promise<void>;
  /** Shows on the other sides whether it is on the timeline. */
  mark(incidentId: string, platform: string, id: string, marked: boolean): Promise<void>;
  find(incidentId: string, platform: string, id: string): Promise<Uttered | undefined>;
}

const KEY = /^said:([a-z]+):([\s\S]+)$/;

/** Key of the card that shows the message elsewhere. */
export function mirrorKey(platform: string, id: string): string {
  return `said:${platform}:${id}`;
}

/** Which message a card shows; undefined for Cordon's own. */
export function mirroredBy(key: string): { readonly platform: string; readonly id: string } | undefined {
  const [, platform, id] = KEY.exec(key) ?? [];
  return platform && id ? { platform, id } : undefined;
}

/** Who and where, then what. `preview` is all that a notification shows. */
export function mirrorCard(uttered: Uttered, preview: string): Card {
  const { platform, id, author, text, files, edited, gone, marked } = uttered;
  const state = gone ? ' · deleted' : edited ? ' · edited' : '';
  const head = `${author?.name ?? 'Somebody'} · ${sideName(platform)}${marked && !gone ? ' · ◆ on the timeline' : ''}${state}`;
  const blocks: Block[] = [{ kind: 'text', text: head, muted: true }];
  if (text) blocks.push({ kind: 'text', text });
  if (files.length > 0)
    blocks.push({ kind: 'text', muted: true, text: `${files.join(', ')} (to be read in ${sideName(platform)})` });
  return { key: mirrorKey(platform, id), title: '', tone: 'plain', blocks, preview };
}
