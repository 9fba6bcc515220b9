/**
 * What beside intervals tells how the response went: evidence, approvals, controls, gates, duties, each counted from
 * events (the measures of the AWS Security Incident Response Guide, and what its users add). Nothing is estimated.
 */

import type { IncidentEvent } from '../incident/events.ts';
import { PHASES } from '../incident/phases.ts';
import { type ActionTale, actionTales, stillHolds } from './action-tale.ts';
import { citing, type Row } from './facts.ts';
import { milestonesOf } from './milestones.ts';
import { lastOf, type Story } from './story.ts';
import { count } from './text.ts';
import { between, duration } from './time.ts';
import { said, strong, type Words } from './words.ts';

/** Rows of two cells; one for which the log holds nothing cites the whole log. */
export function measureRows(story: Story): readonly Row[] {
  const tales = actionTales(story);
  return [
    firstEvidence(story),
    evidenceComplete(story),
    ...approvals(tales),
    verification(tales),
    contained(story),
    inForce(tales),
    gates(story),
    clocks(story),
    tally(story, 'IncidentReopened', 'Reopened'),
    tally(story, 'NagRaised', 'Reminders needed'),
  ];
}

function firstEvidence(story: Story): Row {
  const detected = milestonesOf(story).get('detected');
  const first = story.of('EvidenceCollected')[0];
  const ms = detected && first && between(detected.at, first.occurredAt);
  if (detected === undefined || first === undefined || ms === undefined) return missing('Detected to first evidence');
  return row('Detected to first evidence', [...detected.from, first], ms < 0 ? strong('invalid') : duration(ms));
}

function evidenceComplete(story: Story): Row {
  const items = [...story.about('evidence').values()];
  const done = items.filter((events) => events.some(({ type }) => type === 'EvidenceCollected'));
  const locked = items.filter((events) => events.some(({ type }) => type === 'EvidenceLocked'));
  const waived = story.of('EvidenceWaived');
  const from = [...items.flat(), ...waived];
  if (items.length === 0 && waived.length === 0) return missing('Evidence complete');
  const words = `${done.length} of ${items.length}, ${locked.length} locked, ${count(waived.length, 'waiver')}`;
  return row('Evidence complete', from, words);
}

/** How long people waited for approval, by tier: the median and the longest, with their number. */
function approvals(tales: readonly ActionTale[]): readonly Row[] {
  const waits = tales.flatMap((tale) => {
    const request = tale.requests.at(-1);
    const ms = request && tale.authorized && between(request.occurredAt, tale.authorized.occurredAt);
    if (request === undefined || tale.authorized === undefined || ms === undefined || tale.approvals.length === 0)
      return [];
    const from = [...(tale.plan === undefined ? [] : [tale.plan]), request, ...tale.approvals, tale.authorized];
    return [{ tier: tale.plan?.data.plan.tier, ms: Math.max(0, ms), from }];
  });
  if (waits.length === 0) return [missing('Approvals waited')];
  const tiers = Map.groupBy(waits, ({ tier }) => tier);
  return [...tiers]
    .sort(([a], [b]) => (a ?? -1) - (b ?? -1))
    .map(([tier, its]) => {
      const sorted = its.map(({ ms }) => ms).sort((a, b) => a - b);
      const words = `median ${duration(median(sorted))}, longest ${duration(sorted.at(-1) ?? 0)}, n = ${its.length}`;
      const label = tier === undefined ? 'Approvals waited' : `Approvals waited, tier T${tier}`;
      return row(
        label,
        its.flatMap(({ from }) => from),
        words,
      );
    });
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

function verification(tales: readonly ActionTale[]): Row {
  const looked = tales.flatMap(({ events }) => events.filter(isVerdict));
  const failed = looked.filter(({ type }) => type === 'ActionNotHolding');
  if (looked.length === 0) return missing('Controls found not holding');
  return row('Controls found not holding', looked, `${failed.length} of ${count(looked.length, 'look')}`);
}

function isVerdict({ type }: IncidentEvent): boolean {
  return type === 'ActionHolding' || type === 'ActionNotHolding';
}

/** Back to containment from a later phase. */
function contained(story: Story): Row {
  const place = (phase: (typeof PHASES)[number]) => PHASES.indexOf(phase);
  const again = story
    .of('PhaseEntered')
    .filter(({ data }) => data.to === 'containment' && place(data.from) > place(data.to));
  return row('Contained again', again, count(again.length, 'time'));
}

function inForce(tales: readonly ActionTale[]): Row {
  const left = tales.filter(stillHolds);
  return row(
    'Controls in force where the log ends',
    left.map((tale) => tale.accepted ?? tale.held ?? tale.proposed),
    String(left.length),
  );
}

function gates(story: Story): Row {
  const left = story.of('PhaseEntered');
  if (left.length === 0) return missing('Gates overridden');
  const overridden = left.filter(({ data }) => data.overridden.length > 0);
  return row('Gates overridden', left, `${overridden.length} of ${left.length}`);
}

/** The narrowest margin of the duties that were met, and how many were not. */
function clocks(story: Story): Row {
  const started = story.of('ClockStarted');
  if (started.length === 0) return missing('Notification duties');
  const from: IncidentEvent[] = [...started];
  const margins: number[] = [];
  for (const event of started) {
    const stop = lastOf(story.about('clock').get(event.data.clockId) ?? [], 'ClockStopped');
    if (stop === undefined) continue;
    from.push(stop);
    const ms = between(stop.occurredAt, event.data.dueAt);
    if (stop.data.outcome === 'sent' && ms !== undefined) margins.push(ms);
  }
  const narrowest = margins.length === 0 ? undefined : Math.min(...margins);
  const words: Words = [`${margins.length} of ${started.length} sent`, margin(narrowest)];
  return row('Notification duties', from, words);
}

function margin(ms: number | undefined): Words {
  if (ms === undefined) return '';
  return ms < 0 ? [', ', strong(`${duration(-ms)} late`)] : `, narrowest margin ${duration(ms)}`;
}

function tally(story: Story, type: 'IncidentReopened' | 'NagRaised', label: string): Row {
  const found = story.of(type) as readonly IncidentEvent[];
  return row(label, found, count(found.length, 'time'));
}

function missing(measure: string): Row {
  return { cells: [measure, [strong('missing'), ': ', said('no event shows it')]], from: 'log' };
}

function row(measure: string, from: readonly IncidentEvent[], value: Words): Row {
  return { cells: [measure, value], from: citing(from) ?? 'log' };
}
