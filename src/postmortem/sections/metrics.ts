/** How long each stretch took: named by its endpoints, both shown; what is missing or contradictory is said. */

import { type Block, citing, explain, heading, type Row, table } from '../facts.ts';
import { measureRows } from '../measures.ts';
import { intervalsOf } from '../milestones.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { duration } from '../time.ts';
import { at, said, strong } from '../words.ts';

export const metrics: Section = { id: 'metrics', title: 'Metrics', write };

function write(story: Story): readonly Block[] {
  return [
    table('Intervals between milestones', ['Interval', 'From (UTC)', 'To (UTC)', 'Took'], intervalsOf(story).map(row)),
    explain(
      'An interval is missing when one of its endpoints is not in the log, and invalid when the endpoints contradict each ' +
        'other; neither is guessed. “started” is the attacker’s first act as far as the sources saw it.',
    ),
    heading(3, 'Measures of the response', 'metrics-measures'),
    table('Measures of the response', ['Measure', 'Value'], measureRows(story)),
  ];
}

/** The intervals that the field has one name for. */
const MEANING: Readonly<Record<string, string>> = { 'started → contained': 'dwell' };

function row({ interval, from }: ReturnType<typeof intervalsOf>[number]): Row {
  const { name, start, end } = interval;
  const took =
    interval.seconds === undefined
      ? [strong(interval.state), ': ', said(interval.why ?? '')]
      : strong(duration(interval.seconds * 1_000));
  return {
    cells: [
      MEANING[name] === undefined ? name : `${name} (${MEANING[name]})`,
      start ? at(start.at) : 'missing',
      end ? at(end.at) : 'missing',
      took,
    ],
    from: citing(from) ?? 'log',
  };
}
