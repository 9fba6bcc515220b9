/** What can be asked of a post-mortem and of follow-ups: part of `CommandData`, kept apart for their number. */

import type { Person } from './actor.ts';
import type {
  FollowUpState,
  IssueField,
  IssueFields,
  PostmortemEventData,
  PostmortemStatus,
} from './postmortem-events.ts';
import type { Timestamp } from './timestamp.ts';

/** A place to publish to, or a tracker, as the configuration has it. */
export interface Destination {
  /** Name that the configuration gives it. */
  readonly target: string;
  /** Id of the publisher or tracker. */
  readonly kind: string;
  /** Whether the configuration lets restricted incidents go there. */
  readonly restricted: boolean;
}

export interface PostmortemCommandData {
  ChooseTemplate: PostmortemEventData['TemplateChosen'];
  ApproveExternal: PostmortemEventData['ExternalApproved'];
  OwnPostmortem: { readonly owner: Person };
  NameReviewer: { readonly reviewer: Person };
  ExcuseReviewer: { readonly reviewer: Person };
  SetPostmortemDue: { readonly step: 'review' | 'publication'; readonly dueAt: Timestamp };
  /** To be read, or back to the draft. `reviewed` and `published` are reached by `GiveReview` and `PublishPostmortem`. */
  MovePostmortem: { readonly to: Extract<PostmortemStatus, 'draft' | 'in_review'>; readonly reason?: string };
  GiveReview: { readonly verdict: 'approved' | 'changes_wanted'; readonly text?: string };
  /** The whole of people's words in a section. `basedOn` is the version its writer saw; 0 when there was none. */
  WriteSection: {
    readonly section: string;
    readonly text: string;
    readonly basedOn: number;
    readonly settles?: string;
  };
  DropEdit: { readonly editId: string };
  AddComment: { readonly section: string; readonly text: string };
  ResolveComment: { readonly commentId: string };
  PublishPostmortem: { readonly to: readonly Destination[] };
  RecordPublication: PostmortemEventData['PostmortemPublished'];
  RecordPublicationFailure: PostmortemEventData['PublicationFailed'];

  AddFollowUp: Omit<PostmortemEventData['FollowUpAdded'], 'followUpId'>;
  ChangeFollowUp: PostmortemEventData['FollowUpChanged'];
  FinishFollowUp: { readonly followUpId: string };
  RejectFollowUp: { readonly followUpId: string; readonly reason: string };
  ReopenFollowUp: { readonly followUpId: string; readonly reason: string };
  TrackFollowUp: { readonly followUpId: string; readonly in: Destination };
  RecordTracking: PostmortemEventData['FollowUpTracked'];
  RecordTrackingFailure: PostmortemEventData['TrackingFailed'];
  /** What a tracker says of an issue, heard by webhook or by looking; `said` is who changed it there, where it says. */
  RecordTrackerState: {
    readonly followUpId: string;
    readonly tracker: string;
    readonly state: FollowUpState;
    readonly said?: string;
  };
  RecordTrackerLoss: PostmortemEventData['TrackerIssueLost'];
  /** What an issue says. `basedOn`: position of the comparison that was the newest when it was read; 0 for none. */
  RecordTrackerFields: {
    readonly followUpId: string;
    readonly tracker: string;
    readonly there: IssueFields;
    readonly basedOn: number;
  };
  /** What was written to an issue: `fields` of `sent`. */
  RecordTrackerSent: {
    readonly followUpId: string;
    readonly tracker: string;
    readonly sent: IssueFields;
    readonly fields: readonly IssueField[];
  };
  SettleTracking: { readonly followUpId: string; readonly holds: 'here' | 'there' };
}
