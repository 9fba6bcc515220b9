/** The facts of a post-mortem's life and of what is done after: part of `EventData`, kept apart for their number. */

import type { Person } from './actor.ts';
import type { Timestamp } from './timestamp.ts';

/** A document is drafted, read by others, found right, and handed out. Back-edges are normal. */
export const POSTMORTEM_STATUSES = ['draft', 'in_review', 'reviewed', 'published'] as const;
export type PostmortemStatus = (typeof POSTMORTEM_STATUSES)[number];

export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const;
export type Priority = (typeof PRIORITIES)[number];

export const FOLLOW_UP_KINDS = ['detect', 'prevent', 'respond', 'recover'] as const;
export type FollowUpKind = (typeof FOLLOW_UP_KINDS)[number];

/** What a follow-up and its issue in a tracker both say. */
export const ISSUE_FIELDS = ['title', 'owner', 'due', 'priority'] as const;
export type IssueField = (typeof ISSUE_FIELDS)[number];

export interface IssueFields {
  readonly title: string;
  readonly owner?: Person;
  /** `2026-01-31` */
  readonly due?: string;
  readonly priority?: Priority;
}

/** Where a follow-up stands, here or in a tracker. */
export type FollowUpState = 'open' | 'done' | 'rejected';

export interface PostmortemEventData {
  /** The order, titles and questions of the document, as the template had them then. */
  TemplateChosen: {
    readonly template: string;
    readonly sha256: string;
    readonly sections: readonly {
      readonly section: string;
      readonly title?: string;
      readonly questions?: readonly string[];
    }[];
  };
  /** The external version with exactly this text may be sent: SHA-256 of its Markdown. */
  ExternalApproved: { readonly sha256: string };
  PostmortemOwned: { readonly owner: Person; readonly previous?: Person };
  ReviewerNamed: { readonly reviewer: Person };
  ReviewerExcused: { readonly reviewer: Person };
  PostmortemDueSet: { readonly step: 'review' | 'publication'; readonly dueAt: Timestamp };
  PostmortemMoved: { readonly from: PostmortemStatus; readonly to: PostmortemStatus; readonly reason?: string };
  ReviewGiven: { readonly verdict: 'approved' | 'changes_wanted'; readonly text?: string };
  /**
   * People's own words of a section, whole, in Markdown. `version` counts from 1 per section; `basedOn` is the version
   * its writer saw, and differs from the one before only when `how` is `merged`.
   */
  SectionWritten: {
    readonly section: string;
    readonly version: number;
    readonly text: string;
    readonly basedOn: number;
    readonly how: 'written' | 'merged';
    /** Id of the kept edit that this settles. */
    readonly settles?: string;
  };
  /** An edit that met another one in the same lines: both are kept until a person settles it. */
  EditKept: {
    readonly editId: string;
    readonly section: string;
    readonly text: string;
    readonly basedOn: number;
    /** Version that stood when it came. */
    readonly against: number;
  };
  /** What stands was found to be right: nothing of the kept edit is taken. */
  EditDropped: { readonly editId: string; readonly section: string };
  CommentAdded: { readonly commentId: string; readonly section: string; readonly text: string };
  CommentResolved: { readonly commentId: string; readonly section: string };
  /** `kind` is the publisher's id, `target` the name that the configuration gives the place. */
  PublicationRequested: { readonly target: string; readonly kind: string };
  PostmortemPublished: {
    readonly target: string;
    readonly kind: string;
    readonly url: string;
    /** Position in the log of the version that was published. */
    readonly position: number;
    readonly sha256: string;
  };
  PublicationFailed: {
    readonly target: string;
    readonly kind: string;
    readonly problem: string;
    readonly remedy: string;
  };

  FollowUpAdded: {
    readonly followUpId: string;
    readonly text: string;
    readonly kind: FollowUpKind;
    readonly priority?: Priority;
    readonly owner?: Person;
    readonly dueAt?: Timestamp;
    readonly because?: string;
  };
  /** Only what changed, as it is from now on. */
  FollowUpChanged: {
    readonly followUpId: string;
    readonly text?: string;
    readonly kind?: FollowUpKind;
    readonly priority?: Priority;
    readonly owner?: Person;
    readonly dueAt?: Timestamp;
  };
  FollowUpDone: { readonly followUpId: string };
  FollowUpRejected: { readonly followUpId: string; readonly reason: string };
  FollowUpReopened: { readonly followUpId: string; readonly reason: string };
  TrackingRequested: { readonly followUpId: string; readonly tracker: string };
  /** It has an issue in a tracker from now on. `key` is what people call it there: `SEC-12`, `#34`. */
  FollowUpTracked: {
    readonly followUpId: string;
    readonly tracker: string;
    readonly kind: string;
    readonly key: string;
    readonly url: string;
  };
  TrackingFailed: {
    readonly followUpId: string;
    readonly tracker: string;
    readonly problem: string;
    readonly remedy: string;
  };
  /** The state of the issue is known to have become another: by our doing or by somebody's there. */
  TrackerStateSeen: { readonly followUpId: string; readonly tracker: string; readonly state: FollowUpState };
  /** The issue is there no more: deleted, or moved to where it is not ours to follow. `to`: where, as far as is known. */
  TrackerIssueLost: {
    readonly followUpId: string;
    readonly tracker: string;
    readonly key: string;
    readonly to?: string;
  };
  /** What the issue says, and what the follow-up said when they were compared. `differs`: left to a person, in all. */
  TrackerFieldsSeen: {
    readonly followUpId: string;
    readonly tracker: string;
    readonly there: IssueFields;
    readonly here: IssueFields;
    readonly differs: readonly IssueField[];
  };
  TrackerDifferenceSettled: {
    readonly followUpId: string;
    readonly tracker: string;
    readonly holds: 'here' | 'there';
    readonly fields: readonly IssueField[];
  };
}
