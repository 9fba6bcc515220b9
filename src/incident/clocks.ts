/** Time: regulatory clocks, and what the mere passing of time brings about. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Fact, Timestamp } from './events.ts';
import type { Incident } from './incident.ts';
import { dueAt, nagsOf } from './nags.ts';
import { notTime } from './timestamps.ts';

export function startClock(command: CommandOf<'StartClock'>, incident: Incident): Decision {
  const { regime, title, anchor, startedAt, dueAt } = command;
  if (incident.clocks.some((clock) => clock.regime === regime && !clock.stopped)) return accept();
  const refused = notTime(startedAt) ?? notTime(dueAt);
  if (refused) return { refused };
  const clockId = `c${incident.clocks.length + 1}`;
  return accept({ type: 'ClockStarted', data: { clockId, regime, title, anchor, startedAt, dueAt } });
}

export function stopClock(command: CommandOf<'StopClock'>, incident: Incident): Decision {
  const clock = incident.clocks.find(({ clockId }) => clockId === command.clockId);
  if (!clock) return refuse('unknown_clock', `There is no clock ${command.clockId}.`, 'List them with: clock.');
  if (clock.stopped) return accept();
  if (!command.proof.trim()) {
    return refuse(
      'proof_missing',
      'A clock stops on proof: where it was sent, or why it was not required.',
      `Say: clock stop ${clock.clockId} sent <reference>`,
    );
  }
  const { clockId, regime } = clock;
  return accept({ type: 'ClockStopped', data: { clockId, regime, outcome: command.outcome, proof: command.proof } });
}

export function snoozeNag(command: CommandOf<'SnoozeNag'>): Decision {
  const refused = notTime(command.until);
  if (refused) return { refused };
  return accept({ type: 'NagSnoozed', data: { nag: command.nag, until: command.until } });
}

/** Expires what has expired and reminds of what is due. Nothing else happens by time alone. */
export function passTime(incident: Incident, at: Date): Decision {
  return accept(
    ...expired(incident, at),
    ...rechecks(incident, at),
    ...resumptions(incident, at),
    ...reminders(incident, at),
  );
}

/** When time alone will next bring something about, or undefined. */
export function nextWake(incident: Incident): Timestamp | undefined {
  const moments = [
    ...incident.actions.flatMap(({ state, request, recheckAt, waiting }) => [
      ...(state === 'requested' && request ? [Date.parse(request.expiresAt)] : []),
      ...(recheckAt ? [Date.parse(recheckAt)] : []),
      ...(waiting?.lookAgainAt ? [Date.parse(waiting.lookAgainAt)] : []),
    ]),
    ...nagsOf(incident).flatMap((nag) => dueAt(nag, incident) ?? []),
  ];
  const known = moments.filter(Number.isFinite);
  return known.length === 0 ? undefined : new Date(Math.min(...known)).toISOString();
}

function expired(incident: Incident, at: Date): Fact[] {
  return incident.actions.flatMap(({ actionId, state, request, plan }): Fact[] => {
    if (state !== 'requested' || !request || !plan || Date.parse(request.expiresAt) > at.getTime()) return [];
    return [{ type: 'ApprovalExpired', data: { actionId, planHash: plan.hash } }];
  });
}

function rechecks(incident: Incident, at: Date): Fact[] {
  return incident.actions.flatMap(({ actionId, recheckAt }): Fact[] =>
    recheckAt && Date.parse(recheckAt) <= at.getTime() ? [{ type: 'RecheckDue', data: { actionId } }] : [],
  );
}

function resumptions(incident: Incident, at: Date): Fact[] {
  return incident.actions.flatMap(({ actionId, waiting }): Fact[] =>
    waiting?.lookAgainAt && Date.parse(waiting.lookAgainAt) <= at.getTime()
      ? [{ type: 'ResumeDue', data: { actionId } }]
      : [],
  );
}

function reminders(incident: Incident, at: Date): Fact[] {
  return nagsOf(incident).flatMap((nag): Fact[] => {
    const due = dueAt(nag, incident);
    if (due === undefined || !(due <= at.getTime())) return [];
    if (nag.until && Date.parse(nag.until) <= at.getTime()) return [];
    const times = (incident.nags[nag.nag]?.times ?? 0) + 1;
    return [{ type: 'NagRaised', data: { nag: nag.nag, about: nag.about, text: nag.text, to: nag.to, times } }];
  });
}
