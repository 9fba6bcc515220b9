/** The incident as a picture: phases as bands, milestones as marks, actions as bars. Stands beside its text. */

import type { IncidentEvent, Timestamp } from '../incident/events.ts';
import { PHASE_LABELS, type Phase } from '../incident/phases.ts';
import { type ActionTale, actionTales, stillHolds } from './action-tale.ts';
import type { Drawing, Painted } from './drawing.ts';
import { milestonesOf } from './milestones.ts';
import { endOf, phaseSpells, severitySpells } from './spells.ts';
import { readStory, type Story } from './story.ts';
import { clean } from './text.ts';
import { instant, shortTime } from './time.ts';

const WIDTH = 960;
const LEFT = 176;
const RIGHT = 24;
/** Actions drawn; more are counted in a line below them. */
const MAX_ACTIONS = 12;
/** Share of the axis that is true to scale; the rest is dealt out evenly, so that busy minutes stay readable. */
const TRUE_SHARE = 0.3;

/** Light fills that keep dark text above 7:1 contrast (WCAG 2.2, 1.4.6) and differ in print by their labels. */
const FILLS: Readonly<Record<Phase, string>> = {
  preparation: '#eeeeee',
  detection_analysis: '#d6e4f5',
  containment: '#fad7c3',
  eradication: '#f5e3a6',
  recovery: '#cde8cf',
  post_incident: '#e3deef',
};
const [INK, WAIT, BAR] = ['#111827', '#1f2937', '#1d4e89'];
const SEVERITY_FILLS = { 1: '#9b1c1c', 2: '#b45309', 3: '#4b5563', 4: '#6b7280' } as const;

type Scale = (at: Timestamp) => number;
interface Lane {
  readonly shapes: readonly Painted[];
  readonly bottom: number;
}

/** Draws the log of one incident. Deterministic. Throws `not_found` when no incident is declared in the events. */
export function drawTimeline(events: readonly IncidentEvent[]): Drawing {
  const story = readStory(events);
  const scale = scaleOf(story);
  const milestones = drawMilestones(story, scale);
  const bands = drawBands(story, scale, milestones.bottom + 14);
  const bars = drawActions(story, scale, bands.bottom + 22);
  const height = bars.bottom + 34;
  const { number, codename } = story.declared.data;
  return {
    id: 'timeline-picture',
    width: WIDTH,
    height,
    title: `Incident ${number}, ${codename}: phases, milestones and actions`,
    description: describePicture(story),
    shapes: [
      { kind: 'rect', x: 0, y: 0, width: WIDTH, height, fill: '#ffffff' },
      ...guides(story, scale, milestones.bottom, bars.bottom),
      ...milestones.shapes,
      ...bands.shapes,
      ...bars.shapes,
      text(LEFT, height - 10, 'Times are UTC. The axis is stretched where more happened.', '#4b5563', 11),
    ],
  };
}

function describePicture(story: Story): string {
  const phases = phaseSpells(story).map(
    ({ value, from, to }) => `${PHASE_LABELS[value].title} ${shortTime(from)} to ${shortTime(to)}`,
  );
  const marks = [...milestonesOf(story)].map(([milestone, { at }]) => `${milestone} ${shortTime(at)}`);
  return `Phases: ${phases.join('; ')}. Milestones: ${marks.join('; ')}. All times UTC.`;
}

/** Places instants on the axis: partly true to time, partly evenly spaced between the instants that matter. */
function scaleOf(story: Story): Scale {
  const tales = actionTales(story).slice(0, MAX_ACTIONS);
  const times = [
    ...[...milestonesOf(story).values()].map(({ at }) => at),
    ...phaseSpells(story).flatMap(({ from, to }) => [from, to]),
    ...tales.flatMap((tale) => [tale.proposed.occurredAt, ...spanOf(tale, story)]),
    (endOf(story) ?? story.last).occurredAt,
  ];
  const stops = [...new Set(times.map((at) => instant(at)).filter((ms) => ms !== undefined))].sort((a, b) => a - b);
  const [first, last] = [stops[0] ?? 0, stops.at(-1) ?? 0];
  const share = (ms: number) => (last === first ? 0 : (ms - first) / (last - first));
  return (at) => {
    const ms = Math.min(last, Math.max(first, instant(at) ?? first));
    const after = stops.findIndex((stop) => stop >= ms);
    const [high, low] = [stops[after] ?? last, stops[after - 1] ?? first];
    const even = after <= 0 ? 0 : (after - 1 + (high === low ? 0 : (ms - low) / (high - low))) / (stops.length - 1);
    return LEFT + (WIDTH - LEFT - RIGHT) * (TRUE_SHARE * share(ms) + (1 - TRUE_SHARE) * even);
  };
}

/** Names and times of the milestones, in as many rows as it takes to keep them apart. */
function drawMilestones(story: Story, scale: Scale): Lane {
  const shapes: Painted[] = [];
  const rowEnds: number[] = [];
  const sorted = [...milestonesOf(story)].sort(([, a], [, b]) => scale(a.at) - scale(b.at));
  for (const [name, { at }] of sorted) {
    const label = `${name} ${shortTime(at).slice(11, 16)}`;
    const width = label.length * 6.4 + 14;
    const mark = scale(at);
    // Near the right edge the words stand before their mark.
    const left = mark + width > WIDTH ? mark - width : mark;
    const free = rowEnds.findIndex((end) => end <= left);
    const row = free === -1 ? rowEnds.length : free;
    rowEnds[row] = left + width;
    shapes.push(text(left + 6, 20 + row * 17, label, INK));
    shapes.push(line(INK, 2, [mark, 10 + row * 17], [mark, 22 + row * 17]));
  }
  return { shapes, bottom: 12 + rowEnds.length * 17 };
}

function guides(story: Story, scale: Scale, top: number, bottom: number): readonly Painted[] {
  return [...milestonesOf(story).values()].map(({ at }) => ({
    ...line('#9ca3af', 1, [scale(at), top], [scale(at), bottom]),
    dashed: true,
  }));
}

/** Severity above phases; the time in which the attacker was not seen before them. */
function drawBands(story: Story, scale: Scale, top: number): Lane {
  const shapes = [text(8, top + 11, 'Severity', INK), text(8, top + 41, 'Phase', INK)];
  for (const { value, from, to } of severitySpells(story)) {
    shapes.push(...band([scale(from), scale(to)], top, 15, [SEVERITY_FILLS[value], `SEV-${value}`, '#ffffff']));
  }
  const reached = milestonesOf(story);
  const [started, detected] = [reached.get('started'), reached.get('detected')];
  if (started !== undefined && detected !== undefined && scale(detected.at) > scale(started.at)) {
    shapes.push(...band([scale(started.at), scale(detected.at)], top + 20, 32, ['#d1d5db', 'unseen', INK]));
  }
  for (const { value, from, to } of phaseSpells(story)) {
    shapes.push(...band([scale(from), scale(to)], top + 20, 32, [FILLS[value], PHASE_LABELS[value].title, INK]));
  }
  return { shapes, bottom: top + 52 };
}

function drawActions(story: Story, scale: Scale, top: number): Lane {
  const tales = actionTales(story);
  const shapes: Painted[] = [];
  for (const [row, tale] of tales.slice(0, MAX_ACTIONS).entries()) {
    const y = top + row * 24;
    shapes.push(
      text(8, y + 12, short(`${tale.actionId} ${clean(tale.proposed.data.title)}`, 25), INK),
      ...bar(tale, story, scale, y),
    );
  }
  const more = tales.length - MAX_ACTIONS;
  if (more > 0) shapes.push(text(8, top + MAX_ACTIONS * 24 + 12, `and ${more} more actions`, '#4b5563'));
  return { shapes, bottom: top + Math.min(tales.length, MAX_ACTIONS + 1) * 24 };
}

/** A thin line while it was decided, a thick bar while it held, a ring where nothing came of it. */
function bar(tale: ActionTale, story: Story, scale: Scale, y: number): readonly Painted[] {
  const [begun, ended] = spanOf(tale, story);
  const proposed = scale(tale.proposed.occurredAt);
  const [from, to] = [scale(begun), scale(ended)];
  if (tale.started === undefined) {
    const ring: Painted = { kind: 'ring', x: to, y: y + 8, radius: 4, fill: '#ffffff', stroke: WAIT, strokeWidth: 1.5 };
    return [line(WAIT, 1.5, [proposed, y + 8], [to, y + 8]), ring];
  }
  const kept = stillHolds(tale) ? [line(BAR, 2, [to - 5, y + 1], [to + 1, y + 8], [to - 5, y + 15])] : [];
  return [
    line(WAIT, 1.5, [proposed, y + 8], [from, y + 8]),
    { kind: 'rect', x: from, y: y + 2, width: Math.max(3, to - from), height: 12, fill: BAR },
    ...kept,
  ];
}

/** From its first change to its release, to where the log ends while it holds, or to its last turning point. */
function spanOf(tale: ActionTale, story: Story): readonly [Timestamp, Timestamp] {
  const begun = (tale.started ?? tale.outcome ?? tale.proposed).occurredAt;
  if (tale.released !== undefined) return [begun, tale.released.occurredAt];
  if (stillHolds(tale)) return [begun, (endOf(story) ?? story.last).occurredAt];
  return [begun, (tale.outcome ?? tale.proposed).occurredAt];
}

function band(
  [from, to]: readonly [number, number],
  y: number,
  height: number,
  [fill, label, ink]: readonly [fill: string, label: string, ink: string],
): readonly Painted[] {
  const width = Math.max(1, to - from);
  const fitting = [label, label.split(' & ')[0] ?? ''].find((one) => one.length * 6.6 + 10 <= width);
  const box: Painted = { kind: 'rect', x: from, y, width, height, fill, stroke: '#ffffff', strokeWidth: 1 };
  return fitting === undefined ? [box] : [box, text(from + 6, y + height / 2 + 4, fitting, ink)];
}

function text(x: number, y: number, words: string, fill: string, size = 12): Painted {
  return { kind: 'text', x, y, size, words, fill };
}

function line(stroke: string, strokeWidth: number, ...points: readonly (readonly [number, number])[]): Painted {
  return { kind: 'line', points, stroke, strokeWidth };
}

function short(words: string, max: number): string {
  const letters = [...words];
  return letters.length <= max ? words : `${letters.slice(0, max - 1).join('')}…`;
}
