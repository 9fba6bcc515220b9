import { describe, expect, it } from 'vitest';
import { actionCard, summaryCard, viewerCard } from '../../../src/chat/views/index.ts';
import { approversOf } from '../../../src/incident/approvals.ts';
import { replay } from '../../../src/incident/evolve.ts';
import type { Action } from '../../../src/incident/incident.ts';
import { buttonsOf } from '../../conformance/buttons.ts';
import { tellStolenSession } from '../../support/storyline.ts';

describe('a card for one reader', () => {
  const story = tellStolenSession();
  const asked = story.findIndex(({ type }) => type === 'ApprovalRequested');
  const told = story.slice(0, asked + 1);
  const incident = replay(told[0]?.incidentId ?? '', told);
  const action = incident.actions.find(({ state }) => state === 'requested') as Action;
  const at = new Date(told.at(-1)?.recordedAt ?? '');
  const requester = incident.members.find(({ id }) => id === action.request?.by.id) ?? { id: '', name: '' };
  const approver = { id: approversOf(incident, action)[0] ?? '', name: 'A' };

  it('has no button to approve for whoever requested, and says why', () => {
    const card = viewerCard(actionCard(incident, action, at), incident, requester);

    expect(JSON.stringify(card)).toContain('you requested this');
    expect(buttonsOf(card).map(({ label }) => label)).not.toContain('Approve');
  });

  it('wants the approval of whoever may give it', () => {
    const card = viewerCard(actionCard(incident, action, at), incident, approver);

    expect(JSON.stringify(card)).toContain('your approval is wanted');
    expect(buttonsOf(card).map(({ label }) => label)).toContain('Approve');
  });

  it('says in the summary what is theirs, and shows an outsider what everybody sees', () => {
    const card = summaryCard(incident, at);

    expect(JSON.stringify(viewerCard(card, incident, approver))).toMatch(/You: .*1 approval waits for you/);
    expect(viewerCard(card, incident, { id: 'stranger-1', name: 'S' })).toEqual(card);
  });
});
