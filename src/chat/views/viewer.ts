/** A card as it stands for one reader, on platforms that can show it so: what is theirs, and only buttons they can use. */

import type { Person } from '../../incident/actor.ts';
import { approversOf } from '../../incident/approvals.ts';
import type { Action, Incident } from '../../incident/incident.ts';
import { isMember, rolesOf } from '../../incident/permissions.ts';
import type { Block, Card } from '../card.ts';

/** Whoever is no member sees what everybody does. */
export function viewerCard(card: Card, incident: Incident, viewer: Person): Card {
  if (!isMember(incident, viewer)) return card;
  if (card.key === 'summary') return { ...card, yours: standing(incident, viewer) };
  const action = incident.actions.find(({ actionId }) => card.key === `action:${actionId}`);
  if (action?.state !== 'requested') return card;
  const may = approversOf(incident, action).includes(viewer.id);
  const blocks = may ? card.blocks : card.blocks.map(withoutApproval);
  return { ...card, yours: sayWho(action, viewer, may), blocks };
}

function standing(incident: Incident, viewer: Person): string {
  const roles = rolesOf(incident, viewer);
  const titles = incident.policy.roles.filter(({ id }) => roles.includes(id)).map(({ title }) => title);
  const tasks = incident.tasks.filter(
    ({ state, phase, assignee, role }) =>
      state === 'open' &&
      phase === incident.phase &&
      (assignee ? assignee.id === viewer.id : role !== undefined && roles.includes(role)),
  );
  const approvals = incident.actions.filter(
    (action) => action.state === 'requested' && approversOf(incident, action).includes(viewer.id),
  );
  const counted = [
    tasks.length > 0 ? `${tasks.length} ${tasks.length === 1 ? 'task is' : 'tasks are'} yours` : '',
    approvals.length > 0
      ? `${approvals.length} ${approvals.length === 1 ? 'approval waits' : 'approvals wait'} for you`
      : '',
  ].filter(Boolean);
  return `You: ${titles.join(', ') || 'no role'}${counted.length > 0 ? ` · ${counted.join(' · ')}` : ''}`;
}

function sayWho({ request, approvals }: Action, viewer: Person, may: boolean): string {
  if (may) return 'You: your approval is wanted.';
  if (request?.by.id === viewer.id) return 'You: you requested this, so others must approve it.';
  if (approvals.some(({ by }) => by.id === viewer.id)) return 'You: you approved this.';
  return 'You: you hold no role that approves this.';
}

function withoutApproval(block: Block): Block {
  if (block.kind !== 'buttons') return block;
  return { ...block, buttons: block.buttons.filter(({ says }) => !/^(\d+ )?approve\b/.test(says)) };
}
