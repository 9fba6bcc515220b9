/** The life of an incident: declared, through its phases and back, closed, reopened, merged. */

import { isContained, isMoving, isWaiting } from './action-states.ts';
import type { CommandOf } from './commands.ts';
import { accept, type Decision, type Refusal, refusal, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import { followUpId } from './followups.ts';
import { openCriteria } from './gates.ts';
import { historyFacts } from './history.ts';
import type { Action, Incident } from './incident.ts';
import { isLead } from './permissions.ts';
import { PHASE_LABELS, PHASE_WAYS, PHASES } from './phases.ts';
import { draftAgain } from './postmortem.ts';
import { notPast } from './timestamps.ts';

export function declare(command: CommandOf<'DeclareIncident'>, incident: Incident): Decision {
  if (incident.version > 0) return accept();
  const { type: _type, by, source: _source, detectedAt, history, ...data } = command;
  const facts: Fact[] = [{ type: 'IncidentDeclared', data }];
  if (detectedAt) {
    facts.push({
      type: 'MilestoneSet',
      data: { milestone: 'detected', at: detectedAt, reason: 'named at declaration' },
    });
  }
  if (by.kind === 'person') {
    facts.push({ type: 'MemberJoined', data: { person: { id: by.id, name: by.name }, how: 'declared' } });
  }
  return accept(...facts, ...(history ? historyFacts(history) : []));
}

export function retitle(command: CommandOf<'RetitleIncident'>, incident: Incident): Decision {
  if (command.title === incident.title) return accept();
  return accept({ type: 'IncidentRetitled', data: { from: incident.title, to: command.title } });
}

export function writeSummary(command: CommandOf<'WriteSummary'>, incident: Incident): Decision {
  if (command.text === incident.summary) return accept();
  return accept({ type: 'SummaryWritten', data: { text: command.text } });
}

export function enterPhase(command: CommandOf<'EnterPhase'>, incident: Incident): Decision {
  const { to, reason } = command;
  const from = incident.phase;
  if (to === from) return accept();
  if (!PHASE_WAYS[from].includes(to)) {
    return refuse(
      'no_such_way',
      `There is no way from ${PHASE_LABELS[from].title} to ${PHASE_LABELS[to].title}.`,
      `From here: ${PHASE_WAYS[from].map((phase) => PHASE_LABELS[phase].title).join(', ')}.`,
    );
  }
  if (PHASES.indexOf(to) < PHASES.indexOf(from)) {
    if (!reason?.trim()) {
      return refuse(
        'reason_missing',
        'Going back wants a reason, for whoever reads this later.',
        `Say: phase ${to} because …`,
      );
    }
    return accept({ type: 'PhaseEntered', data: { from, to, reason, overridden: [] } });
  }
  return advance(command, incident);
}

function advance(command: CommandOf<'EnterPhase'>, incident: Incident): Decision {
  const { to, reason, override } = command;
  const missing = openCriteria(incident);
  const fact = (overridden: readonly string[]): Fact => ({
    type: 'PhaseEntered',
    data: { from: incident.phase, to, overridden, ...(reason ? { reason } : {}) },
  });
  if (missing.length === 0) return accept(fact([]));
  if (!override) {
    return refuse(
      'gate_open',
      `${PHASE_LABELS[incident.phase].title} is not complete: ${missing.join('; ')}.`,
      'Complete or skip what is missing, or the commander overrides with a reason: phase … override because …',
    );
  }
  if (!isLead(incident, command.by)) {
    return refuse(
      'not_lead',
      'Only the commander or the deputy overrides a gate.',
      'Ask the commander, or complete what is missing.',
    );
  }
  if (!reason?.trim()) {
    return refuse(
      'reason_missing',
      'An override wants a reason: it stands in the post-mortem.',
      `Say: phase ${to} override because …`,
    );
  }
  return accept(fact(missing));
}

/**
 * Closing waits for what is still moving, leaves nothing contained that nobody answers for, and no clock running.
 * Plans that only wait for people are cancelled by it. Required tasks of the post-incident phase may be open: the
 * review often follows the closure, so each becomes a follow-up. What else the left phase still asked for is recorded.
 */
export function close(command: CommandOf<'CloseIncident'>, incident: Incident): Decision {
  const moving = incident.actions.filter(isMoving);
  if (moving.length > 0) {
    return refuse(
      'still_running',
      `${listed(moving)} ${moving.length === 1 ? 'has' : 'have'} not come to an end.`,
      'Wait for it, cancel it, or look what became of it.',
    );
  }
  const accepted = new Map(command.accept.map(({ actionId, reason }) => [actionId, reason]));
  const residual = incident.actions.filter((action) => isContained(action) && !action.accepted);
  const unanswered = residual.filter(({ actionId }) => !accepted.get(actionId)?.trim());
  if (unanswered.length > 0) {
    return refuse(
      'still_contained',
      `Still contained: ${listed(unanswered)}.`,
      'Release each, or accept it by name with a reason: accept a1 because …',
    );
  }
  const refused = clockRunning(incident);
  if (refused) return { refused };
  const facts: Fact[] = residual.map((action) => ({
    type: 'ResidualAccepted',
    data: { actionId: action.actionId, title: action.title, reason: accepted.get(action.actionId) ?? '' },
  }));
  if (incident.phase !== 'post_incident') {
    facts.push({
      type: 'PhaseEntered',
      data: {
        from: incident.phase,
        to: 'post_incident',
        reason: command.resolution,
        overridden: openCriteria(incident),
      },
    });
  }
  return accept(...facts, ...cancelled(incident, 'the incident was closed'), ...laterTasks(incident), {
    type: 'IncidentClosed',
    data: { resolution: command.resolution },
  });
}

function clockRunning(incident: Incident): Refusal | undefined {
  const running = incident.clocks.filter(({ stopped }) => !stopped);
  if (running.length === 0) return undefined;
  return refusal(
    'clock_running',
    `Notification clocks are running: ${running.map(({ clockId, title }) => `${clockId} ${title}`).join(', ')}.`,
    `Stop each with its proof, or as not required: clock stop ${running[0]?.clockId} …`,
  );
}

function cancelled(incident: Incident, reason: string): readonly Fact[] {
  return incident.actions
    .filter(isWaiting)
    .map(({ actionId }) => ({ type: 'ActionCancelled', data: { actionId, reason } }));
}

/** What the review still has to do, as follow-ups with the owners it had. */
function laterTasks(incident: Incident): readonly Fact[] {
  const open = incident.tasks.filter(
    (task) => task.required && task.state === 'open' && task.phase === 'post_incident',
  );
  return open.map(({ taskId, text, assignee, dueAt }, index) => ({
    type: 'FollowUpAdded',
    data: {
      followUpId: followUpId(incident, index),
      text,
      kind: 'respond',
      because: `${taskId} was open when the incident was closed`,
      ...(assignee ? { owner: assignee } : {}),
      ...(dueAt ? { dueAt } : {}),
    },
  }));
}

export function reopen(command: CommandOf<'ReopenIncident'>, incident: Incident): Decision {
  if (incident.status === 'open') return accept();
  if (incident.status === 'merged') {
    return refuse('merged', 'A merged incident stays merged.', `Continue in #${incident.mergedInto?.number}.`);
  }
  if (!command.reason.trim()) {
    return refuse('reason_missing', 'Reopening wants a reason, for whoever reads this later.', 'Say: reopen because …');
  }
  return accept({ type: 'IncidentReopened', data: { reason: command.reason } }, ...draftAgain(incident));
}

export function mergeInto(command: CommandOf<'MergeInto'>, incident: Incident): Decision {
  const { incidentId, number, codename, reason } = command;
  if (incidentId === incident.id) {
    return refuse('merge_with_itself', 'An incident cannot be merged into itself.', 'Name the number of another one.');
  }
  const open = incident.actions.filter((action) => isMoving(action) || (isContained(action) && !action.accepted));
  if (open.length > 0) {
    return refuse('still_contained', `Its own actions are open: ${listed(open)}.`, 'Release or accept them first.');
  }
  const refused = clockRunning(incident);
  if (refused) return { refused };
  return accept(...cancelled(incident, `merged into #${number}`), {
    type: 'IncidentMerged',
    data: { into: incidentId, number, codename, reason },
  });
}

export function absorb({ incidentId, number, codename }: CommandOf<'AbsorbIncident'>, incident: Incident): Decision {
  if (incident.absorbed?.includes(incidentId)) return accept();
  return accept({ type: 'IncidentAbsorbed', data: { incidentId, number, codename } });
}

export function setMilestone(command: CommandOf<'SetMilestone'>, incident: Incident, now: Date): Decision {
  const { milestone, at, reason } = command;
  if (incident.milestones[milestone] === at) return accept();
  const refused = notPast(at, now);
  if (refused) return { refused };
  return accept({ type: 'MilestoneSet', data: { milestone, at, reason } });
}

/** The same document twice is one version. */
export function recordPostmortem(command: CommandOf<'RecordPostmortem'>, incident: Incident): Decision {
  const { chainHead, sha256 } = command;
  if (incident.postmortem?.sha256 === sha256) return accept();
  const version = (incident.postmortem?.version ?? 0) + 1;
  return accept({ type: 'PostmortemWritten', data: { version, chainHead, sha256 } });
}

function listed(actions: readonly Action[]): string {
  return actions.map(({ actionId, title }) => `${actionId} ${title}`).join(', ');
}
