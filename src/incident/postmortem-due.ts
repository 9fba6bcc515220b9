/** Who answers for a post-mortem, when it is due, and what it waits for. */

import type { Person } from './actor.ts';
import type { Incident } from './incident.ts';
import { DEFAULT_POSTMORTEM } from './policy.ts';
import type { Timestamp } from './timestamp.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Whoever took it on; without them whoever led the incident. */
export function postmortemOwner({ writeUp, roles }: Incident): Person | undefined {
  return writeUp.owner ?? roles.commander ?? roles.deputy;
}

/** When it is to be in review, and published: set by hand, or so many days after the closure as policy says. */
export function postmortemDue(incident: Incident, step: 'review' | 'publication'): Timestamp | undefined {
  const byHand = incident.writeUp.due[step];
  if (byHand || !incident.closedAt) return byHand;
  const days = (incident.policy.postmortem ?? DEFAULT_POSTMORTEM)[step === 'review' ? 'reviewDays' : 'publicationDays'][
    `SEV-${incident.severity}`
  ];
  return days ? new Date(Date.parse(incident.closedAt) + days * DAY_MS).toISOString() : undefined;
}

/** What the document waits for, in one sentence for its head. */
export function nextForPostmortem(incident: Incident): string {
  const { writeUp } = incident;
  const open = writeUp.edits.length;
  if (open > 0) return `${open} ${open === 1 ? 'edit waits' : 'edits wait'} to be settled.`;
  const owner = postmortemOwner(incident)?.name ?? 'Somebody';
  switch (writeUp.status) {
    case 'draft':
      return `${owner} completes it and gives it to review${by(postmortemDue(incident, 'review'))}.`;
    case 'in_review': {
      const waiting = writeUp.reviewers
        .filter(({ verdict }) => verdict !== 'approved')
        .map(({ person }) => person.name);
      return `Waits for ${waiting.join(', ') || 'a reviewer to be named'}.`;
    }
    case 'reviewed':
      return `${owner} publishes it${by(postmortemDue(incident, 'publication'))}.`;
    case 'published':
      return 'Nothing: it is published.';
  }
}

function by(due: Timestamp | undefined): string {
  return due ? ` by ${due}` : '';
}
