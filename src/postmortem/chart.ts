/** The incident as a picture: phases as bands, milestones as marks, actions as bars. Stands as SVG beside its text. */

import type { IncidentEvent, Timestamp } from '../incident/events.ts';
import { PHASE_LABELS, type Phase } from '../incident/phases.ts';
import { type ActionTale, actionTales, stillHolds } from './action-tale.ts';
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
const SEVERITY_FILLS = { 1: '#9b1c1c', 2: '#b45309', 3: '#4b5563', 4: '#6b7280' } as const;

type Scale = (at: Timestamp) => number;
interface Lane {
  readonly svg: readonly string[];
  readonly bottom: number;
}

/**
 * Draws the log of one incident. Deterministic; presentation attributes only, so that it lives under any content
 * security policy. Throws `not_found` when no incident is declared in the events.
 */
export function drawTimeline(events: readonly IncidentEvent[]): string {
  const story = readStory(events);
  const scale = scaleOf(story);
  const milestones = drawMilestones(story, scale);
  const bands = drawBands(story, scale, milestones.bottom + 14);
  const bars = drawActions(story, scale, bands.bottom + 22);
  const height = bars.bottom + 34;
  const name = `Incident ${story.declared.data.number}, ${story.declared.data.codename}: phases, milestones and actions`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img"`,
    ' aria-labelledby="timeline-picture-title timeline-picture-desc" font-family="system-ui, sans-serif" font-size="12">',
    `<title id="timeline-picture-title">${xml(name)}</title>`,
    `<desc id="timeline-picture-desc">${xml(describePicture(story))}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    ...guides(story, scale, milestones.bottom, bars.bottom),
    ...milestones.svg,
    ...bands.svg,
    ...bars.svg,
    text(LEFT, height - 10, 'Times are UTC. The axis is stretched where more happened.', '#4b5563', 11),
    '</svg>',
  ].join('\n');
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
  const svg: string[] = [];
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
    svg.push(text(left + 6, 20 + row * 17, label, '#111827'));
    svg.push(`<path d="M${n(mark)} ${10 + row * 17}v12" stroke="#111827" stroke-width="2"/>`);
  }
  return { svg, bottom: 12 + rowEnds.length * 17 };
}

function guides(story: Story, scale: Scale, top: number, bottom: number): readonly string[] {
  return [...milestonesOf(story).values()].map(
    ({ at }) =>
      `<path d="M${n(scale(at))} ${top}V${bottom}" stroke="#9ca3af" stroke-width="1" stroke-dasharray="2 3"/>`,
  );
}

/** Severity above phases; the time in which the attacker was not seen before them. */
function drawBands(story: Story, scale: Scale, top: number): Lane {
  const svg = [text(8, top + 11, 'Severity', '#111827'), text(8, top + 41, 'Phase', '#111827')];
  for (const { value, from, to } of severitySpells(story)) {
    svg.push(band(scale(from), scale(to), top, 15, SEVERITY_FILLS[value], `SEV-${value}`, '#ffffff'));
  }
  const reached = milestonesOf(story);
  const [started, detected] = [reached.get('started'), reached.get('detected')];
  if (started !== undefined && detected !== undefined && scale(detected.at) > scale(started.at)) {
    svg.push(band(scale(started.at), scale(detected.at), top + 20, 32, '#d1d5db', 'unseen', '#111827'));
  }
  for (const { value, from, to } of phaseSpells(story)) {
    svg.push(band(scale(from), scale(to), top + 20, 32, FILLS[value], PHASE_LABELS[value].title, '#111827'));
  }
  return { svg, bottom: top + 52 };
}

function drawActions(story: Story, scale: Scale, top: number): Lane {
  const tales = actionTales(story);
  const svg: string[] = [];
  for (const [row, tale] of tales.slice(0, MAX_ACTIONS).entries()) {
    const y = top + row * 24;
    svg.push(
      text(8, y + 12, short(`${tale.actionId} ${clean(tale.proposed.data.title)}`, 25), '#111827'),
      ...bar(tale, story, scale, y),
    );
  }
  const more = tales.length - MAX_ACTIONS;
  if (more > 0) svg.push(text(8, top + MAX_ACTIONS * 24 + 12, `and ${more} more actions`, '#4b5563'));
  return { svg, bottom: top + Math.min(tales.length, MAX_ACTIONS + 1) * 24 };
}

/** A thin line while it was decided, a thick bar while it held, a ring where nothing came of it. */
function bar(tale: ActionTale, story: Story, scale: Scale, y: number): readonly string[] {
  const [begun, ended] = spanOf(tale, story);
  const proposed = scale(tale.proposed.occurredAt);
  const [from, to] = [scale(begun), scale(ended)];
  const wait = `<path d="M${n(proposed)} ${y + 8}H${n(from)}" stroke="#1f2937" stroke-width="1.5"/>`;
  if (tale.started === undefined) {
    return [`<path d="M${n(proposed)} ${y + 8}H${n(to)}" stroke="#1f2937" stroke-width="1.5"/>`, ring(to, y)];
  }
  const kept = stillHolds(tale)
    ? `<path d="M${n(to - 5)} ${y + 1}l6 7l-6 7" fill="none" stroke="#1d4e89" stroke-width="2"/>`
    : '';
  return [
    wait,
    `<rect x="${n(from)}" y="${y + 2}" width="${n(Math.max(3, to - from))}" height="12" fill="#1d4e89"/>`,
    kept,
  ];
}

function ring(x: number, y: number): string {
  return `<circle cx="${n(x)}" cy="${y + 8}" r="4" fill="#ffffff" stroke="#1f2937" stroke-width="1.5"/>`;
}

/** From its first change to its release, to where the log ends while it holds, or to its last turning point. */
function spanOf(tale: ActionTale, story: Story): readonly [Timestamp, Timestamp] {
  const begun = (tale.started ?? tale.outcome ?? tale.proposed).occurredAt;
  if (tale.released !== undefined) return [begun, tale.released.occurredAt];
  if (stillHolds(tale)) return [begun, (endOf(story) ?? story.last).occurredAt];
  return [begun, (tale.outcome ?? tale.proposed).occurredAt];
}

function band(from: number, to: number, y: number, height: number, fill: string, label: string, ink: string): string {
  const width = Math.max(1, to - from);
  const fitting = [label, label.split(' & ')[0] ?? ''].find((one) => one.length * 6.6 + 10 <= width);
  const words = fitting === undefined ? '' : text(from + 6, y + height / 2 + 4, fitting, ink);
  return (
    `<g><title>${xml(label)}</title><rect x="${n(from)}" y="${y}" width="${n(width)}" height="${height}" fill="${fill}"` +
    ` stroke="#ffffff" stroke-width="1"/>${words}</g>`
  );
}

function text(x: number, y: number, words: string, fill: string, size = 12): string {
  return `<text x="${n(x)}" y="${n(y)}" fill="${fill}" font-size="${size}">${xml(words)}</text>`;
}

function short(words: string, max: number): string {
  const letters = [...words];
  return letters.length <= max ? words : `${letters.slice(0, max - 1).join('')}…`;
}

/** One decimal is finer than a printer's dot, and the same everywhere. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function xml(words: string): string {
  return clean(words).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
