/** The post-mortem's state as a card: where it stands, who answers, what is next, and what one can say. */

import type { Incident } from '../../incident/incident.ts';
import { nextForPostmortem, postmortemDue, postmortemOwner } from '../../incident/postmortem-due.ts';
import type { Block, Button, Card } from '../card.ts';
import { clockTime } from '../durations.ts';

export function postmortemCard(incident: Incident, baseUrl: string, at: Date): Card {
  const { number, postmortem: written } = incident;
  const blocks: readonly Block[] = written
    ? [
        { kind: 'text', text: nextForPostmortem(incident) },
        { kind: 'fields', fields: fieldsOf(incident, at) },
        { kind: 'link', label: 'Read it', url: `${baseUrl}/incidents/${number}/postmortem` },
        { kind: 'buttons', buttons: [...buttonsOf(incident), ...OTHERS] },
        { kind: 'text', text: `Version ${written.version}, SHA-256 ${written.sha256.slice(0, 16)}.`, muted: true },
      ]
    : [{ kind: 'text', text: 'It is written when the incident is closed.' }];
  return { key: 'postmortem', title: 'Post-mortem', tone: 'plain', preview: 'Post-mortem', blocks };
}

function fieldsOf(incident: Incident, at: Date): readonly { readonly label: string; readonly value: string }[] {
  const { status, templateName, reviewers, comments, publications } = incident.writeUp;
  const open = comments.filter(({ resolvedBy }) => !resolvedBy).length;
  const due = postmortemDue(incident, status === 'draft' ? 'review' : 'publication');
  return [
    { label: 'State', value: status.replaceAll('_', ' ') },
    ...(templateName ? [{ label: 'Template', value: templateName }] : []),
    { label: 'Owner', value: postmortemOwner(incident)?.name ?? 'nobody' },
    {
      label: 'Reviewers',
      value:
        reviewers.map(({ person, verdict }) => `${person.name}${verdict ? ` (${spaced(verdict)})` : ''}`).join(', ') ||
        'nobody yet',
    },
    ...(due && status !== 'published' ? [{ label: 'Due', value: clockTime(due, at) }] : []),
    ...(open > 0 ? [{ label: 'Open comments', value: String(open) }] : []),
    ...publications.map(({ target, state, url, problem }) => ({
      label: `In ${target}`,
      value: state === 'published' ? (url ?? state) : state === 'failed' ? `failed: ${problem}` : 'on its way',
    })),
  ];
}

function buttonsOf({ writeUp }: Incident): readonly Button[] {
  const reviewer: Button = { label: 'Reviewer…', says: 'postmortem reviewer', asks: true };
  switch (writeUp.status) {
    case 'draft':
      return [{ label: 'Give to review', says: 'postmortem review', style: 'primary' }, reviewer];
    case 'in_review':
      return [
        { label: 'Approve', says: 'postmortem approve', style: 'primary' },
        { label: 'Changes…', says: 'postmortem changes', asks: true },
        reviewer,
      ];
    case 'reviewed':
    case 'published':
      return [{ label: 'Publish…', says: 'publish', asks: true, style: 'primary' }];
  }
}

const OTHERS: readonly Button[] = [
  { label: 'External version', says: 'postmortem external' },
  { label: 'Template…', says: 'postmortem template', asks: true },
];

function spaced(identifier: string): string {
  return identifier.replaceAll('_', ' ');
}
