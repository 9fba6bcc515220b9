/** Cards for one reader: catch-up on joining, the brief of a role, an approval that waits, a reminder. */

import { isContained } from '../../incident/action-states.ts';
import type { Person } from '../../incident/actor.ts';
import type { EventData } from '../../incident/events.ts';
import type { Action, FollowUp, Incident, TrackedIssue } from '../../incident/incident.ts';
import { rolesOf } from '../../incident/permissions.ts';
import { PHASE_LABELS } from '../../incident/phases.ts';
import { postmortemOwner } from '../../incident/postmortem-due.ts';
import type { Button, Card } from '../card.ts';
import { clockTime } from '../durations.ts';
import { actionCard } from './action.ts';
import { differencesIn, settling } from './lists.ts';
import { outsideHeadline } from './summary.ts';

/** Five lines: what, how bad, who leads, what is next, yours. */
export function catchUpCard(incident: Incident, person: Person, at: Date): Card {
  const next = incident.tasks.find(({ state, phase }) => state === 'open' && phase === incident.phase);
  const roles = rolesOf(incident, person).map(
    (id) => incident.policy.roles.find((role) => role.id === id)?.title ?? id,
  );
  const mine = incident.tasks.filter(({ state, assignee }) => state === 'open' && assignee?.id === person.id).length;
  const held = incident.actions.filter(isContained).length;
  const lines = [
    incident.summary ? `${incident.title}. ${incident.summary}` : incident.title,
    `SEV-${incident.severity}, in ${PHASE_LABELS[incident.phase].title} since ${clockTime(incident.phaseEnteredAt, at)}${held > 0 ? `; ${held} contained` : ''}.`,
    incident.roles.commander
      ? `${incident.roles.commander.name} is in command.`
      : 'Nobody is in command yet: take commander.',
    next ? `Next: ${next.taskId} ${next.text}` : nothingNext(incident),
    roles.length + mine > 0
      ? `Yours: ${[...roles, mine > 0 ? `${mine} task${mine === 1 ? '' : 's'}` : ''].filter(Boolean).join(', ')}.`
      : 'Nothing is assigned to you yet.',
  ];
  return {
    key: 'catch-up',
    title: `You joined ${outsideHeadline(incident)}`,
    tone: 'plain',
    preview: outsideHeadline(incident),
    blocks: lines.map((text) => ({ kind: 'text', text })),
  };
}

function nothingNext({ tasks }: Incident): string {
  return tasks.length === 0 ? 'There is no checklist yet.' : 'The checklist of this phase is done.';
}

export function roleBriefCard(incident: Incident, roleId: string): Card {
  const role = incident.policy.roles.find(({ id }) => id === roleId);
  const open = incident.tasks.filter(({ state, role: of }) => state === 'open' && of === roleId);
  const first = open.slice(0, 3).map(({ taskId, text }) => `${taskId} ${text}`);
  return {
    key: `brief:${roleId}`,
    title: `You are ${role?.title ?? roleId}`,
    tone: 'plain',
    preview: outsideHeadline(incident),
    blocks: [
      { kind: 'text', text: role?.brief ?? '' },
      ...(first.length > 0 ? [{ kind: 'text', text: `First: ${first.join(' · ')}` } as const] : []),
      { kind: 'buttons', buttons: [{ label: 'Lay down the role', says: `roles release ${roleId}` }] },
    ],
  };
}

export function approvalWantedCard(incident: Incident, action: Action, at: Date): Card {
  return {
    ...actionCard(incident, action, at),
    key: `approval:${action.actionId}`,
    title: `Your approval is wanted: ${action.actionId} ${action.title}`,
  };
}

export function reviewWantedCard(incident: Incident, baseUrl: string): Card {
  const owner = postmortemOwner(incident)?.name ?? 'Nobody';
  return {
    key: 'review-wanted',
    title: 'Your review is wanted',
    tone: 'plain',
    preview: outsideHeadline(incident),
    blocks: [
      {
        kind: 'text',
        text: `The post-mortem of #${incident.number} ${incident.codename} is in review. ${owner} owns it.`,
      },
      { kind: 'link', label: 'Read it', url: `${baseUrl}/incidents/${incident.number}/postmortem` },
      {
        kind: 'buttons',
        buttons: [
          { label: 'Approve', says: 'postmortem approve', style: 'primary' },
          { label: 'Changes…', says: 'postmortem changes', asks: true },
        ],
      },
    ],
  };
}

export function nagCard(incident: Incident, nag: EventData['NagRaised']): Card {
  return {
    key: `nag:${nag.nag}`,
    title: 'Reminder',
    tone: 'warning',
    preview: outsideHeadline(incident),
    blocks: [
      { kind: 'text', text: nag.text },
      { kind: 'buttons', buttons: [...remedies(nag.about), quiet(nag)] },
    ],
  };
}

/** An issue says otherwise than its follow-up, or is gone: what there is to decide, a click away. */
export function issueNewsCard(incident: Incident, followUp: FollowUp, issue: TrackedIssue): Card {
  const { followUpId, text } = followUp;
  const { tracker, key, lost, problem } = issue;
  const news = lost
    ? `${problem}. The follow-up stays ${followUp.state} here; it can be sent there anew.`
    : `Both were changed: ${differencesIn(issue).join('; ')}. Which holds?`;
  return {
    key: `issue:${followUpId}:${tracker}`,
    title: lost ? `The issue of ${followUpId} in ${tracker} is gone` : `${followUpId} and ${key} say different things`,
    tone: 'warning',
    preview: outsideHeadline(incident),
    blocks: [
      { kind: 'text', text: `${followUpId} of #${incident.number} ${incident.codename}: ${text}` },
      { kind: 'text', text: news },
      { kind: 'buttons', buttons: lost ? [sendAnew(followUpId, tracker)] : settling(followUp) },
    ],
  };
}

function sendAnew(followUpId: string, tracker: string): Button {
  return { label: `Send to ${tracker} anew`, says: `followup track ${followUpId} in ${tracker}` };
}

/** What is a matter of days is quieted for a day. */
function quiet({ nag, about }: EventData['NagRaised']): Button {
  return about === 'postmortem' || /^f\d+$/.test(about)
    ? { label: 'Snooze 1 day', says: `snooze ${nag} 1d` }
    : { label: 'Snooze 30 min', says: `snooze ${nag} 30` };
}

/** What the reader can do about it, a click away. */
function remedies(about: string): readonly Button[] {
  if (about === 'commander') return [{ label: 'Take command', says: 'take commander', style: 'primary' }];
  if (about === 'update') return [{ label: 'Update…', says: 'update', asks: true, style: 'primary' }];
  if (/^t\d+$/.test(about)) return [{ label: 'Tick', says: `tick ${about}`, style: 'primary' }];
  if (/^a\d+$/.test(about)) return [{ label: 'Plan', says: `plan ${about}`, style: 'primary' }];
  if (/^c\d+$/.test(about)) return [{ label: 'Stop…', says: `clock stop ${about}`, asks: true, style: 'primary' }];
  if (/^f\d+$/.test(about)) {
    return [
      { label: 'Done', says: `followup done ${about}`, style: 'primary' },
      { label: 'Change…', says: `followup ${about}`, asks: true },
    ];
  }
  if (about === 'postmortem') return [{ label: 'Post-mortem', says: 'postmortem', style: 'primary' }];
  return [{ label: 'Note…', says: 'note', asks: true }];
}
