/** What people make of a post-mortem: the state that its life folds into. */

import type { Actor, Person } from './actor.ts';
import type { PostmortemStatus } from './postmortem-events.ts';
import type { Timestamp } from './timestamp.ts';

/** People's words of a section. Every version is kept: an edit may be based on any of them. */
export interface HumanSection {
  readonly text: string;
  readonly version: number;
  readonly by: Actor;
  readonly at: Timestamp;
  /** Texts by version; the first is the empty one that version 0 stands for. */
  readonly versions: readonly string[];
}

/** An edit that waits to be settled. */
export interface KeptEdit {
  readonly editId: string;
  readonly section: string;
  readonly text: string;
  readonly basedOn: number;
  readonly by: Actor;
  readonly at: Timestamp;
}

export interface Comment {
  readonly commentId: string;
  readonly section: string;
  readonly text: string;
  readonly by: Actor;
  readonly at: Timestamp;
  readonly resolvedBy?: Actor;
}

export interface Reviewer {
  readonly person: Person;
  readonly verdict?: 'approved' | 'changes_wanted';
  readonly text?: string;
}

export interface Publication {
  readonly target: string;
  readonly kind: string;
  readonly state: 'requested' | 'published' | 'failed';
  readonly at: Timestamp;
  readonly url?: string;
  /** Position in the log of the published version. */
  readonly position?: number;
  readonly problem?: string;
  readonly remedy?: string;
}

export interface WriteUp {
  readonly status: PostmortemStatus;
  readonly movedAt?: Timestamp;
  /** SHA-256 of the template that was chosen, and its name. */
  readonly template?: string;
  readonly templateName?: string;
  /** The text of the external version that was approved last, by whom. */
  readonly external?: { readonly sha256: string; readonly by: Person; readonly at: Timestamp };
  readonly owner?: Person;
  readonly reviewers: readonly Reviewer[];
  /** Dates set by hand, which go before those of the policy. */
  readonly due: { readonly review?: Timestamp; readonly publication?: Timestamp };
  /** By the section's id. */
  readonly sections: Readonly<Record<string, HumanSection>>;
  /** Number of edits that were ever kept apart: numbers the next. */
  readonly keptEdits: number;
  readonly edits: readonly KeptEdit[];
  readonly comments: readonly Comment[];
  readonly publications: readonly Publication[];
}

export const NOTHING_WRITTEN: WriteUp = {
  status: 'draft',
  reviewers: [],
  due: {},
  sections: {},
  keptEdits: 0,
  edits: [],
  comments: [],
  publications: [],
};
