/** Reminders of what is to be done after the closure: the post-mortem's next step, and follow-ups. */

import type { Person } from './actor.ts';
import type { FollowUp, Incident } from './incident.ts';
import type { Nag } from './nag.ts';
import { isMember } from './permissions.ts';
import { postmortemDue, postmortemOwner } from './postmortem-due.ts';
import type { Timestamp } from './timestamp.ts';

const DAY_MINUTES = 24 * 60;

/** Drills end with their score: nobody is asked days later. */
export function afterNags(incident: Incident): readonly Nag[] {
  if (incident.status !== 'closed' || incident.mode === 'drill') return [];
  return [...stepNags(incident), ...reviewerNags(incident), ...followUpNags(incident)];
}

/** From a day before the next step is due. */
function stepNags(incident: Incident): Nag[] {
  const { status } = incident.writeUp;
  const step = status === 'draft' ? 'review' : status === 'reviewed' ? 'publication' : undefined;
  const due = step && postmortemDue(incident, step);
  if (!due) return [];
  const what = step === 'review' ? 'in review' : 'published';
  const say = step === 'review' ? 'postmortem review' : 'postmortem publish';
  return [
    {
      nag: `postmortem-${step}:${due}`,
      about: 'postmortem',
      text: `The post-mortem of ${incident.codename} is to be ${what} by ${due}. Say: ${say}.`,
      to: answering(incident),
      firstAt: after(due, -DAY_MINUTES),
      everyMinutes: DAY_MINUTES,
    },
  ];
}

function reviewerNags(incident: Incident): Nag[] {
  const { status, movedAt, reviewers } = incident.writeUp;
  if (status !== 'in_review' || !movedAt) return [];
  return reviewers
    .filter(({ verdict }) => verdict !== 'approved')
    .map(({ person }) => ({
      nag: `postmortem-reviewer:${person.id}:${movedAt}`,
      about: 'postmortem',
      text: `The post-mortem of ${incident.codename} waits for your review. Say: postmortem approve, or postmortem changes …`,
      to: [person],
      firstAt: after(movedAt, DAY_MINUTES),
      everyMinutes: DAY_MINUTES,
    }));
}

function followUpNags(incident: Incident): Nag[] {
  return incident.followUps.flatMap((one): Nag[] => {
    const { followUpId, text, state, owner, dueAt, addedAt } = one;
    if (state !== 'open') return [];
    const common = { about: followUpId, to: whoFor(incident, one), everyMinutes: DAY_MINUTES };
    if (dueAt) {
      return [
        {
          ...common,
          nag: `follow-up-due:${followUpId}:${dueAt}`,
          text: `${followUpId} is overdue: ${text}. Say: followup done ${followUpId}, or followup ${followUpId} due …`,
          firstAt: dueAt,
        },
      ];
    }
    if (owner) return [];
    const firstAt = after(laterOf(addedAt, incident.closedAt ?? addedAt), DAY_MINUTES);
    const said = `${followUpId} has neither owner nor date: ${text}. Say: followup ${followUpId} owner @person.`;
    return [{ ...common, nag: `follow-up-unowned:${followUpId}`, text: said, firstAt }];
  });
}

/**
 * Who is asked about a follow-up: its owner. Whom only a tracker knows cannot be reached here, and of a restricted incident
 * an owner from outside is told nothing: the document's owner asks them.
 */
export function whoFor(incident: Incident, { owner, tracked }: FollowUp): readonly Person[] {
  const isOurs = owner && !tracked.some(({ tracker }) => owner.id.startsWith(`${tracker}:`));
  if (isOurs && (incident.visibility === 'open' || isMember(incident, owner))) return [owner];
  return answering(incident);
}

function answering(incident: Incident): readonly Person[] {
  const owner = postmortemOwner(incident);
  return owner ? [owner] : [];
}

function laterOf(one: Timestamp, other: Timestamp): Timestamp {
  return one > other ? one : other;
}

function after(at: Timestamp, minutes: number): Timestamp {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}
