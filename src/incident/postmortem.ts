/** The post-mortem's life: who answers for it, who reads it, how it comes from draft to published, and where it goes. */

import type { Person } from './actor.ts';
import type { CommandOf } from './commands.ts';
import { accept, type Decision, type Refusal, refusal, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import type { Incident } from './incident.ts';
import { isLead, isMember } from './permissions.ts';
import { postmortemOwner } from './postmortem-due.ts';
import { notTime } from './timestamps.ts';

/** The same again is nothing new; another one orders the document anew from now on. */
export function chooseTemplate(
  { template, sha256, sections }: CommandOf<'ChooseTemplate'>,
  { writeUp }: Incident,
): Decision {
  if (writeUp.template === sha256) return accept();
  return accept({ type: 'TemplateChosen', data: { template, sha256, sections } });
}

/** Of two people: whoever worded it has somebody else look at what leaves. What is said changes, and it is to be approved anew. */
export function approveExternal({ by, sha256 }: CommandOf<'ApproveExternal'>, incident: Incident): Decision {
  const { external, sections } = incident.writeUp;
  if (external?.sha256 === sha256) return accept();
  const refused = notWritten(incident);
  if (refused) return { refused };
  if (sections['external-version']?.by.id === by.id) {
    return refuse(
      'own_document',
      'You worded the external version, so somebody else approves it.',
      'Ask another member: postmortem external.',
    );
  }
  return accept({ type: 'ExternalApproved', data: { sha256 } });
}

export function ownPostmortem({ owner }: CommandOf<'OwnPostmortem'>, incident: Incident): Decision {
  const previous = incident.writeUp.owner;
  if (previous?.id === owner.id) return accept();
  const refused = notInside(owner, incident);
  if (refused) return { refused };
  return accept({ type: 'PostmortemOwned', data: { owner, ...(previous ? { previous } : {}) } });
}

export function nameReviewer({ reviewer }: CommandOf<'NameReviewer'>, incident: Incident): Decision {
  if (isReviewer(incident, reviewer)) return accept();
  const refused = notInside(reviewer, incident);
  if (refused) return { refused };
  if (postmortemOwner(incident)?.id === reviewer.id) {
    return refuse(
      'own_document',
      `${reviewer.name} owns this post-mortem, so somebody else reviews it.`,
      'Name another reviewer, or give it another owner first: postmortem owner @person.',
    );
  }
  return accept({ type: 'ReviewerNamed', data: { reviewer } });
}

export function excuseReviewer({ reviewer }: CommandOf<'ExcuseReviewer'>, incident: Incident): Decision {
  if (!isReviewer(incident, reviewer)) return accept();
  return accept({ type: 'ReviewerExcused', data: { reviewer } });
}

export function setPostmortemDue({ step, dueAt }: CommandOf<'SetPostmortemDue'>, incident: Incident): Decision {
  if (incident.writeUp.due[step] === dueAt) return accept();
  const refused = notTime(dueAt);
  if (refused) return { refused };
  return accept({ type: 'PostmortemDueSet', data: { step, dueAt } });
}

export function movePostmortem({ to, reason }: CommandOf<'MovePostmortem'>, incident: Incident): Decision {
  const { status, reviewers } = incident.writeUp;
  if (status === to) return accept();
  const refused = notWritten(incident);
  if (refused) return { refused };
  if (to === 'in_review' && reviewers.length === 0) {
    return refuse(
      'no_reviewer',
      'Nobody is named to review this post-mortem.',
      'Name somebody first: postmortem reviewer @person.',
    );
  }
  return accept({ type: 'PostmortemMoved', data: { from: status, to, ...(reason ? { reason } : {}) } });
}

/** The last approval that was waited for makes the document reviewed; a wish for changes makes it a draft again. */
export function giveReview({ by, verdict, text }: CommandOf<'GiveReview'>, incident: Incident): Decision {
  const { status, reviewers } = incident.writeUp;
  if (status !== 'in_review') {
    return refuse('not_in_review', 'This post-mortem is not in review.', 'Give it to review first: postmortem review.');
  }
  if (postmortemOwner(incident)?.id === by.id) {
    return refuse('own_document', 'You own this post-mortem, so somebody else reviews it.', 'Ask a named reviewer.');
  }
  const own = reviewers.find(({ person }) => person.id === by.id);
  if (!own) {
    return refuse(
      'not_a_reviewer',
      'You are not named as a reviewer of this post-mortem.',
      `Have yourself named: postmortem reviewer @${by.id}.`,
    );
  }
  if (own.verdict === verdict) return accept();
  const given: Fact = { type: 'ReviewGiven', data: { verdict, ...(text ? { text } : {}) } };
  if (verdict === 'changes_wanted') {
    return accept(given, {
      type: 'PostmortemMoved',
      data: { from: status, to: 'draft', reason: text ?? 'changes are wanted' },
    });
  }
  const others = reviewers.filter((one) => one !== own);
  if (!others.every((one) => one.verdict === 'approved')) return accept(given);
  return accept(given, { type: 'PostmortemMoved', data: { from: status, to: 'reviewed' } });
}

/** Said again for a published document it publishes the version of now, to the same places or to others. */
export function publishPostmortem({ by, to }: CommandOf<'PublishPostmortem'>, incident: Incident): Decision {
  const { status, edits } = incident.writeUp;
  if (postmortemOwner(incident)?.id !== by.id && !isLead(incident, by)) {
    return refuse(
      'not_owner',
      'This is for the owner of the post-mortem, the commander or the deputy.',
      `Ask ${postmortemOwner(incident)?.name ?? 'the commander'}.`,
    );
  }
  if (status === 'draft' || status === 'in_review') {
    return refuse(
      'not_reviewed',
      'This post-mortem has not been reviewed.',
      'Give it to review: postmortem review. A reviewer then says: postmortem approve.',
    );
  }
  if (edits.length > 0) {
    return refuse(
      'edit_open',
      'An edit waits to be settled.',
      'Settle it in the Room first: both versions are kept there.',
    );
  }
  const barred = to.filter((place) => incident.visibility === 'restricted' && !place.restricted);
  if (barred.length > 0) {
    return refuse(
      'target_not_allowed',
      `This incident is restricted, and ${barred.map(({ target }) => target).join(', ')} is not for restricted ones.`,
      'Name other targets, or mark it in the configuration: restricted: true.',
    );
  }
  const moved: readonly Fact[] =
    status === 'published' ? [] : [{ type: 'PostmortemMoved', data: { from: status, to: 'published' } }];
  return accept(
    ...moved,
    ...to.map(({ target, kind }): Fact => ({ type: 'PublicationRequested', data: { target, kind } })),
  );
}

export function recordPublication(command: CommandOf<'RecordPublication'>, incident: Incident): Decision {
  const { target, kind, url, position, sha256 } = command;
  const known = incident.writeUp.publications.find((one) => one.target === target);
  if (known?.state === 'published' && known.position === position && known.url === url) return accept();
  return accept({ type: 'PostmortemPublished', data: { target, kind, url, position, sha256 } });
}

/** The same failure again is one: the delivery is tried several times. */
export function recordPublicationFailure(command: CommandOf<'RecordPublicationFailure'>, incident: Incident): Decision {
  const { target, kind, problem, remedy } = command;
  const known = incident.writeUp.publications.find((one) => one.target === target);
  if (known?.state === 'failed' && known.problem === problem) return accept();
  return accept({ type: 'PublicationFailed', data: { target, kind, problem, remedy } });
}

/** A reopened incident will be told anew: its document is a draft again. */
export function draftAgain({ writeUp }: Incident): readonly Fact[] {
  if (writeUp.status === 'draft') return [];
  return [
    { type: 'PostmortemMoved', data: { from: writeUp.status, to: 'draft', reason: 'the incident was reopened' } },
  ];
}

function isReviewer({ writeUp }: Incident, { id }: Person): boolean {
  return writeUp.reviewers.some(({ person }) => person.id === id);
}

function notInside(person: Person, incident: Incident): Refusal | undefined {
  if (isMember(incident, person)) return undefined;
  return refusal(
    'not_a_member',
    `${person.name} is not a member of #${incident.number} ${incident.codename}.`,
    `Invite them first: invite @${person.id}.`,
  );
}

function notWritten({ status }: Incident): Refusal | undefined {
  if (status === 'closed') return undefined;
  return refusal(
    'not_closed',
    'The post-mortem is written when the incident closes.',
    'Close the incident first: close.',
  );
}
