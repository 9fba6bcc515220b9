/** Appendix: every checklist item by phase, who ticked it and when, what was skipped and why. */

import type { TaskDefinition } from '../../incident/checklist-events.ts';
import type { EventOf, IncidentEvent } from '../../incident/events.ts';
import { PHASE_LABELS, PHASES } from '../../incident/phases.ts';
import { absent, type Block, type Row, table } from '../facts.ts';
import type { Section } from '../section.ts';
import { allOf, type Story } from '../story.ts';
import { at, said, strong, type Words, who } from '../words.ts';

interface Standing {
  readonly words: Words;
  readonly from: readonly IncidentEvent[];
}

export const checklists: Section = { id: 'checklists', title: 'Appendix: checklists', write };

function write(story: Story): readonly Block[] {
  const rows = tasksOf(story)
    .sort((a, b) => PHASES.indexOf(a.task.phase) - PHASES.indexOf(b.task.phase))
    .map(({ task, added }) => row(task, added, story.about('task').get(task.taskId) ?? []));
  return rows.length === 0
    ? [absent('There was no checklist.')]
    : [table('Checklists', ['Phase', 'Item', 'Kind', 'State'], rows)];
}

/** Items in the order they joined, with the event that brought them. */
function tasksOf(story: Story): { readonly task: TaskDefinition; readonly added: IncidentEvent }[] {
  const attached = story.of('PlaybookAttached').flatMap((added) => added.data.tasks.map((task) => ({ task, added })));
  return [...attached, ...story.of('TaskAdded').map((added) => ({ task: added.data.task, added }))];
}

function row(task: TaskDefinition, added: IncidentEvent, events: readonly IncidentEvent[]): Row {
  const standing = stateOf(events);
  const required: Words = task.required ? [' (', strong('gate'), ')'] : '';
  return {
    cells: [PHASE_LABELS[task.phase].title, [`${task.taskId} `, said(task.text), required], task.kind, standing.words],
    from: [added, ...standing.from],
  };
}

/** Ticks since the item was last un-ticked or skipped; both people count when two ticked it. */
function stateOf(events: readonly IncidentEvent[]): Standing {
  const turn = events.findLastIndex(({ type }) => type === 'TaskUnticked' || type === 'TaskSkipped');
  const ticks = allOf(events.slice(turn + 1), 'TaskTicked');
  if (ticks.length > 0)
    return { words: ticks.map((tick, index) => [index === 0 ? '' : '; ', ticked(tick)]), from: ticks };
  const last = events[turn];
  if (last?.type !== 'TaskSkipped') return { words: strong('open'), from: last === undefined ? [] : [last] };
  return {
    words: ['skipped ', at(last.occurredAt), ' by ', who(last.by), ': ', said(last.data.reason)],
    from: [last],
  };
}

function ticked({ data, occurredAt, by }: EventOf<'TaskTicked'>): Words {
  const note: Words = data.note === undefined ? '' : [' (', said(data.note), ')'];
  return data.how === 'machine'
    ? ['ticked itself ', at(occurredAt), note]
    : ['done ', at(occurredAt), ' by ', who(by), note];
}
