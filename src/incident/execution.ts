/**
 * What workers found and did. A report told twice is recorded once; one that comes late, about a round that is over,
 * changes nothing. Only the beginning of a change can be refused: what has happened is recorded.
 */

import { isContained, isMoving, isTouched } from './action-states.ts';
import type { CommandOf } from './commands.ts';
import type { ActionStage } from './containment-events.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Action, Incident } from './incident.ts';
import { notTime } from './timestamps.ts';
import { withAction } from './with-action.ts';

/** Said before the call is made: refused, the call must not be made. */
export function recordStepStart(command: CommandOf<'RecordStepStart'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { actionId, stage, step, call, on } = command;
    if (!mayBegin(stage, action)) {
      return refuse(
        'not_authorized',
        `${actionId} is ${action.state.replaceAll('_', ' ')}: ${stage} may not begin.`,
        `Look what is wanted of it: plan ${actionId}.`,
      );
    }
    const known = action.steps.find((one) => one.stage === stage && one.step === step);
    if (known && known.outcome !== 'failed') return accept();
    return accept({ type: 'StepStarted', data: { actionId, stage, step, call, on } });
  });
}

function mayBegin(stage: ActionStage, action: Action): boolean {
  switch (stage) {
    case 'preserve':
    case 'execute':
    case 'verify':
      return isRunning(action);
    case 'release':
      return action.state === 'releasing';
  }
}

/** A step that was done stays done: a later word of another outcome comes from a worker that lost its claim. */
export function recordStepFinish(command: CommandOf<'RecordStepFinish'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { type: _type, by: _by, source: _source, ...data } = command;
    const known = action.steps.find(({ stage, step }) => stage === data.stage && step === data.step);
    const settled = data.stage !== 'verify' && (known?.outcome === 'done' || known?.outcome === 'already');
    if (settled || known?.outcome === data.outcome) return accept();
    const source = data.requestId ? { source: { ...command.source, requestId: data.requestId } } : {};
    return accept({ type: 'StepFinished', data, ...source });
  });
}

/** Said while a step takes its time; the same words again, or words about a step that is over, say nothing new. */
export function recordProgress(command: CommandOf<'RecordProgress'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { actionId, stage, step, detail } = command;
    const known = action.steps.find((one) => one.stage === stage && one.step === step);
    if (!isMoving(action) || !known || known.outcome || known.progress === detail) return accept();
    return accept({ type: 'StepProgressed', data: { actionId, stage, step, detail } });
  });
}

/** Whoever works on it lays it down until what it waits for has come, or until `lookAgainAt`. */
export function recordWaiting(command: CommandOf<'RecordWaiting'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { actionId, on, why } = command;
    const lookAgainAt = command.lookAgainAt && !notTime(command.lookAgainAt) ? command.lookAgainAt : undefined;
    const { waiting } = action;
    if (!isMoving(action) || (on === 'evidence' && isTouched(action))) return accept();
    const same = waiting?.on === on && waiting.why === why;
    if (same && (waiting.lookAgainAt !== undefined || lookAgainAt === undefined)) return accept();
    return accept({ type: 'ActionWaiting', data: { actionId, on, why, ...(lookAgainAt ? { lookAgainAt } : {}) } });
  });
}

export function recordHolding(command: CommandOf<'RecordHolding'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { actionId, verification } = command;
    // What holds is recorded even where the time of the next look is none.
    const recheckAt = command.recheckAt && !notTime(command.recheckAt) ? command.recheckAt : undefined;
    const holds = action.state === 'contained' || action.state === 'done';
    if (!holds && !isJudged(action)) return accept();
    if (holds && action.recheckAt === recheckAt && action.verification === verification) return accept();
    // Two workers looked to the end of the same round: the first has said when it is looked at again.
    if (holds && action.recheckAt && recheckAt) return accept();
    return accept({
      type: 'ActionHolding',
      data: { actionId, verification, ...(recheckAt ? { recheckAt } : {}) },
    });
  });
}

export function recordNotHolding(command: CommandOf<'RecordNotHolding'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { actionId, seen, remedy } = command;
    if (action.state !== 'contained' && !isJudged(action)) return accept();
    if (action.state === 'not_holding' && action.problem?.text === seen) return accept();
    return accept({ type: 'ActionNotHolding', data: { actionId, seen, remedy } });
  });
}

export function recordFailure(command: CommandOf<'RecordActionFailure'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const { actionId, stage, problem, remedy } = command;
    if (!isRunning(action)) return accept();
    return accept({ type: 'ActionFailed', data: { actionId, stage, problem, remedy } });
  });
}

export function recordRelease(command: CommandOf<'RecordRelease'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    const begun = action.state === 'unknown' && isTouched(action);
    const inPlace = action.state === 'releasing' || begun || isContained(action);
    if (!inPlace) return accept();
    return accept({ type: 'ActionReleased', data: { actionId: action.actionId, restored: command.restored } });
  });
}

export function recordReleaseFailure(command: CommandOf<'RecordReleaseFailure'>, incident: Incident): Decision {
  return withAction(command.actionId, incident, (action) => {
    if (action.state !== 'releasing') return accept();
    const { actionId, problem, remedy } = command;
    return accept({ type: 'ReleaseFailed', data: { actionId, problem, remedy } });
  });
}

function isRunning({ state }: Action): boolean {
  return state === 'authorized' || state === 'running' || state === 'unknown';
}

/** Whether a look at the control says something: it was begun in this round, and nobody is taking it away. */
function isJudged(action: Action): boolean {
  return isRunning(action) || action.state === 'not_holding' || action.state === 'failed';
}
