/** Every containment, eradication and recovery action from request to release, and what still holds. */

import type { IncidentEvent } from '../../incident/events.ts';
import { type ActionTale, actionTales, type Outcome, stillHolds } from '../action-tale.ts';
import { absent, type Block, citing, fact, heading, paragraph, prompt, type Row, table } from '../facts.ts';
import type { Section } from '../section.ts';
import { firstOf, type Story } from '../story.ts';
import { count, spaced } from '../text.ts';
import { at, code, everyone, said, strong, target, type Words, who } from '../words.ts';

export const actions: Section = { id: 'actions', title: 'Containment, eradication and recovery', write };

function write(story: Story): readonly Block[] {
  const tales = actionTales(story);
  if (tales.length === 0) {
    return [absent('No action was proposed.'), prompt('What was done by hand, outside Cordon, and by whom?')];
  }
  const columns = [
    'Action',
    'Target',
    'Requested by',
    'Approved by',
    'Started',
    'Finished',
    'Result',
    'Evidence',
    'Released',
  ];
  return [
    leftBehind(tales),
    table('Actions', columns, tales.map(row)),
    heading(3, 'What each action changed', 'actions-changes'),
    table('Plans', ['Action', 'Effect and tier', 'Calls', 'Blast radius', 'Undo'], tales.map(planRow)),
  ];
}

function leftBehind(tales: readonly ActionTale[]): Block {
  const left = tales.filter(stillHolds);
  const from = citing(left.map((tale) => tale.accepted ?? tale.held ?? tale.proposed));
  if (from === undefined) return absent('No control is still in force where the log ends.');
  const accepted = left.filter((tale) => tale.accepted !== undefined).length;
  const controls = strong(`${count(left.length, 'control')} still in force`);
  return paragraph(fact(from, controls, ` where the log ends, ${accepted} of them accepted by name.`));
}

function row(tale: ActionTale): Row {
  const end = tale.held ?? tale.outcome;
  const cites: readonly (IncidentEvent | undefined)[] = [
    tale.proposed,
    tale.carried,
    tale.requests.at(-1),
    ...tale.approvals,
    tale.authorized,
    tale.started,
    end,
    tale.outcome,
    ...(tale.released === undefined ? [] : [tale.releaseAsked, tale.released]),
    tale.accepted,
    ...tale.evidence,
  ];
  const from = [...new Set(cites.filter((event) => event !== undefined))].sort((a, b) => a.seq - b.seq);
  return {
    cells: [
      [said(tale.proposed.data.title), ` (${tale.actionId})`],
      target(tale.proposed.data.target),
      who(tale.wanted.by),
      approvers(tale),
      tale.started === undefined ? 'not started' : at(tale.started.occurredAt),
      tale.started === undefined || end === undefined ? '' : at(end.occurredAt),
      result(tale.outcome),
      evidenceOf(tale),
      released(tale),
    ],
    from: citing(from) ?? [tale.proposed],
  };
}

function approvers(tale: ActionTale): Words {
  const { authorized, approvals } = tale;
  if (authorized === undefined) return approvals.length === 0 ? 'nobody' : everyone(approvals.map(({ by }) => by));
  if (authorized.data.how === 'break_glass') return [strong('nobody: break-glass'), ' by ', who(authorized.by)];
  const { approvedBy, how } = authorized.data;
  return approvedBy.length === 0 ? spaced(how) : everyone(approvedBy);
}

function result(outcome: Outcome | undefined): Words {
  if (outcome === undefined) return 'proposed, not decided';
  switch (outcome.type) {
    case 'PlanRefused':
      return ['refused: ', said(outcome.data.reason)];
    case 'ApprovalDenied':
      return ['denied: ', said(outcome.data.reason)];
    case 'ApprovalExpired':
      return 'approval expired';
    case 'ActionAuthorized':
      return 'authorised, not finished';
    case 'ActionCancelled':
      return ['cancelled: ', said(outcome.data.reason)];
    case 'ActionHolding':
      return ['holds: ', said(outcome.data.verification)];
    case 'ActionNotHolding':
      return [strong('does not hold'), ': ', said(outcome.data.seen)];
    case 'ActionFailed':
      return [strong('failed'), ` (${outcome.data.stage}): `, said(outcome.data.problem)];
    case 'ActionReleased':
      return ['held until released: ', said(outcome.data.restored)];
    case 'ReleaseFailed':
      return [strong('release failed'), ': ', said(outcome.data.problem)];
  }
}

function evidenceOf({ evidence }: ActionTale): Words {
  if (evidence.length === 0) return 'none';
  return evidence.map(({ data, type }, index): Words => {
    const state = type === 'EvidenceCollected' ? 'complete' : type === 'EvidenceFixed' ? 'fixed' : 'requested';
    return [index === 0 ? '' : ', ', `evidence ${data.evidenceId} (`, said(data.kind), `, ${state})`];
  });
}

function released(tale: ActionTale): Words {
  if (tale.released !== undefined) {
    return ['yes, ', at(tale.released.occurredAt), ', asked by ', who((tale.releaseAsked ?? tale.released).by)];
  }
  if (tale.accepted !== undefined)
    return [strong('no'), ', accepted by ', who(tale.accepted.by), ': ', said(tale.accepted.data.reason)];
  return stillHolds(tale) ? strong('no') : 'nothing to release';
}

function planRow(tale: ActionTale): Row {
  const refused = firstOf(tale.events, 'PlanRefused');
  if (tale.plan === undefined) {
    const why: Words = refused === undefined ? 'no plan was made' : ['no plan: ', said(refused.data.reason)];
    return { cells: [tale.actionId, why, '', '', ''], from: [refused ?? tale.proposed] };
  }
  const { plan } = tale.plan.data;
  const calls = plan.steps.map(
    (step, index): Words => [index === 0 ? '' : '; ', code(step.call), ' on ', said(step.on)],
  );
  return {
    cells: [
      tale.actionId,
      `${spaced(plan.effect)}, T${plan.tier}`,
      calls,
      plan.blastRadius.length === 0 ? 'none named' : said(plan.blastRadius.join('; ')),
      said(plan.undo),
    ],
    from: [tale.plan],
  };
}
