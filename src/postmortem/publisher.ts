/** What a publisher is: it puts one version of a document in one place, and finds it there again on a retry. */

import type { Root } from 'mdast';
import type { z } from 'zod';

/** One version of a post-mortem, ready to be put somewhere. Nothing in its names tells more than the codename. */
export interface PublishedDocument {
  readonly incidentId: string;
  readonly number: number;
  readonly codename: string;
  /** `Post-mortem #42 sapphire-heron`: for titles, subjects and commit messages. */
  readonly title: string;
  /** Sequence number of the last event it was compiled from, and the hash there. */
  readonly position: number;
  readonly chainHead: string;
  readonly tree: Root;
  readonly files: readonly PublishedFile[];
  /** The document in the Room, for members. */
  readonly link: string;
}

export interface PublishedFile {
  /** `postmortem.md`, `postmortem.html`, `timeline.svg` and what other formats there are. */
  readonly name: string;
  readonly mediaType: string;
  readonly body: string | Uint8Array;
}

export interface Publisher {
  /**
   * Creates it, or brings what is there to this version; said twice it is there once. Throws `CordonError` with
   * `vendor_failed`, saying whether a retry can help.
   */
  publish(document: PublishedDocument): Promise<{ readonly url: string }>;
}

export interface PublisherKind<Settings = unknown> {
  /** File name in `publishers/`. */
  readonly id: string;
  /** The vendor's reference of what is called. */
  readonly docs: string;
  readonly settings: z.ZodType<Settings>;
  /** Settings that name an environment variable, which holds the value. */
  readonly secrets: readonly string[];
  open(settings: Settings): Publisher;
}

/** Gives a kind the type of its settings, and forgets it again for the list. */
export function publisherKind<Settings>(kind: PublisherKind<Settings>): PublisherKind {
  return kind as unknown as PublisherKind;
}

/** The file of one name, as bytes. */
export function bytesOf(document: PublishedDocument, name: string): Uint8Array<ArrayBuffer> {
  const body = document.files.find((file) => file.name === name)?.body ?? '';
  return typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
}
