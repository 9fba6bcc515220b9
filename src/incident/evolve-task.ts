/** Folds the checklist. */

import type { Actor } from './actor.ts';
import type { TaskDefinition } from './checklist-events.ts';
import type { EventOf, Timestamp } from './events.ts';
import type { Incident, Task } from './incident.ts';

type TaskEvent = EventOf<
  'PlaybookAttached' | 'TaskAdded' | 'TaskTicked' | 'TaskUnticked' | 'TaskAssigned' | 'TaskDueSet' | 'TaskSkipped'
>;

export function evolveTask(incident: Incident, event: TaskEvent): Incident {
  switch (event.type) {
    case 'PlaybookAttached': {
      const { slug, title, version, tasks } = event.data;
      const fresh = tasks.map((task) => open(task, event.occurredAt));
      return { ...incident, playbook: { slug, title, version }, tasks: [...incident.tasks, ...fresh] };
    }
    case 'TaskAdded':
      return { ...incident, tasks: [...incident.tasks, open(event.data.task, event.occurredAt)] };
    case 'TaskTicked':
      return change(incident, event.data.taskId, ({ skipped: _skipped, ...task }) => ({
        ...task,
        state: 'done',
        tickedBy: [
          ...task.tickedBy,
          { by: tickedBy(event), at: event.occurredAt, ...(event.data.note ? { note: event.data.note } : {}) },
        ],
      }));
    case 'TaskUnticked':
      return change(incident, event.data.taskId, ({ skipped: _skipped, ...task }) => ({
        ...task,
        state: 'open',
        tickedBy: [],
      }));
    case 'TaskAssigned':
      return change(incident, event.data.taskId, (task) => ({ ...task, assignee: event.data.person }));
    case 'TaskDueSet':
      return change(incident, event.data.taskId, (task) => ({ ...task, dueAt: event.data.dueAt }));
    case 'TaskSkipped':
      return change(incident, event.data.taskId, (task) => ({
        ...task,
        state: 'skipped',
        skipped: { by: event.by, at: event.occurredAt, reason: event.data.reason },
      }));
  }
}

/** An item that ticked itself is nobody's tick: whoever brought the condition about may still tick it too. */
function tickedBy({ by, data }: EventOf<'TaskTicked'>): Actor {
  return data.how === 'machine' ? { kind: 'service', id: 'cordon', name: 'Cordon' } : by;
}

function open(definition: TaskDefinition, at: Timestamp): Task {
  const due = definition.dueMinutes
    ? { dueAt: new Date(Date.parse(at) + definition.dueMinutes * 60_000).toISOString() }
    : {};
  return { ...definition, ...due, state: 'open', tickedBy: [], addedAt: at };
}

function change(incident: Incident, taskId: string, how: (task: Task) => Task): Incident {
  return { ...incident, tasks: incident.tasks.map((task) => (task.taskId === taskId ? how(task) : task)) };
}
