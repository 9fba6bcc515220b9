/** What happened, in the order it happened, from before anybody knew: picture, phases and the rows that matter. */

import { PHASE_LABELS } from '../../incident/phases.ts';
import { type Block, type Cites, explain, fact, figure, heading, type Row, table, tables } from '../facts.ts';
import { highlightsOf } from '../highlights.ts';
import { milestonesOf } from '../milestones.ts';
import { placesOf } from '../places.ts';
import type { Section } from '../section.ts';
import { phaseSpells } from '../spells.ts';
import type { Story } from '../story.ts';
import { between, duration, shortTime } from '../time.ts';
import { at, onDay } from '../words.ts';

/** Name of the drawing that `chart.ts` makes; formats put it in place or refer to it. */
export const TIMELINE_FILE = 'timeline.svg';

export const timeline: Section = { id: 'timeline', title: 'Timeline (UTC)', write };

function* write(story: Story): Generator<Block> {
  yield* picture(story);
  yield heading(3, 'Phases', 'timeline-phases');
  yield table(
    'Phases',
    ['Phase', 'Entered (UTC)', 'Left (UTC)', 'Lasted'],
    phaseSpells(story).map((spell) => phaseRow(story, spell)),
  );
  yield heading(3, 'Events', 'timeline-events');
  const { rows, tell } = highlightsOf(story);
  yield* tables('Timeline', ['Time (UTC)', 'Event', 'Actor', 'Where to look'], rows, (row): Row => {
    const { words, by, from } = tell(row);
    return { cells: [at(row.at), words, by, placesOf(row.event)], from };
  });
  yield explain('These are the events that mattered; every event is in the full log at the end.');
}

function picture(story: Story): readonly Block[] {
  const spells = phaseSpells(story);
  const phases = spells.map(({ value, from }) => `${PHASE_LABELS[value].title} from ${shortTime(from)}`);
  const reached = [...milestonesOf(story)].map(([name, { at: when }]) => `${name} ${shortTime(when)}`);
  const alternative = `Timeline of the incident. Phases: ${phases.join('; ')}. Milestones: ${reached.join('; ')}. All times UTC.`;
  const [first, ...rest] = spells.map(({ since }) => since);
  const from: Cites = [
    first ?? story.declared,
    ...rest,
    ...[...milestonesOf(story).values()].flatMap((one) => one.from),
    ...story.of('IncidentReopened'),
  ];
  const caption = fact(from, 'Phases, milestones and actions from ', onDay(story.declared.occurredAt), ' on.');
  return figure(TIMELINE_FILE, alternative, caption);
}

function phaseRow(story: Story, spell: ReturnType<typeof phaseSpells>[number]): Row {
  const ms = between(spell.from, spell.to);
  const lasted = ms === undefined ? 'invalid: not a time' : duration(ms);
  return {
    cells: [
      PHASE_LABELS[spell.value].title,
      at(spell.from),
      spell.until === undefined ? 'not left' : at(spell.to),
      spell.until === undefined ? `${lasted} so far` : lasted,
    ],
    from: [spell.since, spell.until ?? story.last],
  };
}
