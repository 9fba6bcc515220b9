/** What a drill is worth: which stages truly happened, and how long they took. */

import type { IncidentEvent } from '../incident/events.ts';
import { type Interval, metrics } from '../incident/metrics.ts';

export interface Stage {
  readonly stage: string;
  readonly happened: boolean;
  /** What shows it. */
  readonly shown: string;
}

export interface Score {
  readonly stages: readonly Stage[];
  readonly passed: boolean;
  readonly intervals: readonly Pick<Interval, 'name' | 'state' | 'seconds' | 'why'>[];
}

/** `attackerStopped` and `bundleVerified` are seen from outside: the simulated cloud's own records, and `verify`. */
export function score(
  events: readonly IncidentEvent[],
  seen: { readonly attackerStopped: boolean; readonly bundleVerified: boolean },
): Score {
  const first = (type: IncidentEvent['type']): IncidentEvent | undefined => events.find((event) => event.type === type);
  const count = (type: IncidentEvent['type']): number => events.filter((event) => event.type === type).length;
  const stage = (name: string, happened: boolean, shown: string): Stage => ({ stage: name, happened, shown });
  const byEvent = (name: string, type: IncidentEvent['type'], least = 1): Stage =>
    stage(
      name,
      count(type) >= least,
      `${count(type)} × ${type}${first(type) ? `, first event ${first(type)?.seq}` : ''}`,
    );
  const stages = [
    byEvent('alert joined', 'AlertLinked'),
    byEvent('conversation opened', 'ConversationOpened'),
    byEvent('playbook attached', 'PlaybookAttached'),
    byEvent('command taken', 'RoleAssigned', 2),
    byEvent('checklist worked', 'TaskTicked', 5),
    byEvent('evidence complete', 'EvidenceCollected'),
    byEvent('plan drawn', 'ActionPlanned'),
    secondPerson(events),
    byEvent('carried out by workers', 'StepFinished'),
    byEvent('verified', 'ActionHolding'),
    stage('attacker stopped', seen.attackerStopped, "the simulated cloud's own records"),
    byEvent('phases passed', 'PhaseEntered', 4),
    stage(
      'released or accepted',
      count('ActionReleased') + count('ResidualAccepted') >= 1,
      `${count('ActionReleased')} released, ${count('ResidualAccepted')} accepted`,
    ),
    byEvent('closed', 'IncidentClosed'),
    byEvent('post-mortem written', 'PostmortemWritten'),
    stage('bundle verified', seen.bundleVerified, 'verify, offline'),
  ];
  return {
    stages,
    passed: stages.every(({ happened }) => happened),
    intervals: metrics(events).map(({ name, state, seconds, why }) => ({
      name,
      state,
      ...(seconds === undefined ? {} : { seconds }),
      ...(why ? { why } : {}),
    })),
  };
}

function secondPerson(events: readonly IncidentEvent[]): Stage {
  const requested = new Map(
    events.flatMap((event) =>
      event.type === 'ApprovalRequested' ? [[event.data.actionId, event.by.id] as const] : [],
    ),
  );
  const given = events.filter(
    (event) => event.type === 'ApprovalGiven' && requested.get(event.data.actionId) !== event.by.id,
  );
  return {
    stage: 'approved by a second person',
    happened: given.length > 0,
    shown: `${given.length} approvals by somebody other than the requester`,
  };
}
