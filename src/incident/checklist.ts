/** The checklist: what the playbook and the people ask for, ticked, assigned, skipped. */

import type { TaskDefinition } from './checklist-events.ts';
import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import type { Incident, Task } from './incident.ts';
import { notTime } from './timestamps.ts';

export function attachPlaybook(command: CommandOf<'AttachPlaybook'>, incident: Incident): Decision {
  const { slug, title, version, sha256, tasks } = command;
  if (incident.playbook?.slug === slug && incident.playbook.version === version) return accept();
  const first = incident.tasks.length + 1;
  const numbered: TaskDefinition[] = tasks.map((task, index) => ({ ...task, taskId: `t${first + index}` }));
  return accept({ type: 'PlaybookAttached', data: { slug, title, version, sha256, tasks: numbered } });
}

export function addTask(command: CommandOf<'AddTask'>, incident: Incident): Decision {
  const taskId = `t${incident.tasks.length + 1}`;
  const { text, why, role, person, dueAt } = command;
  const refused = dueAt ? notTime(dueAt) : undefined;
  if (refused) return { refused };
  const task: TaskDefinition = {
    taskId,
    text,
    ...(why ? { why } : {}),
    kind: 'check',
    phase: command.phase ?? incident.phase,
    required: command.required ?? false,
    ...(role ? { role } : {}),
  };
  const facts: Fact[] = [{ type: 'TaskAdded', data: { task } }];
  if (person) facts.push({ type: 'TaskAssigned', data: { taskId, text, person } });
  if (dueAt) facts.push({ type: 'TaskDueSet', data: { taskId, text, dueAt } });
  return accept(...facts);
}

/** Two people ticking the same item at once both count: the second is recorded as well. */
export function tick(command: CommandOf<'TickTask'>, incident: Incident): Decision {
  return withTask(command.taskId, incident, (task) => {
    if (task.tickedBy.some(({ by }) => by.id === command.by.id)) return accept();
    const how = command.by.kind === 'person' ? 'person' : 'machine';
    return accept({
      type: 'TaskTicked',
      data: { taskId: task.taskId, text: task.text, how, ...(command.note ? { note: command.note } : {}) },
    });
  });
}

export function untick(command: CommandOf<'UntickTask'>, incident: Incident): Decision {
  return withTask(command.taskId, incident, (task) => {
    if (task.state === 'open') return accept();
    return accept({ type: 'TaskUnticked', data: { taskId: task.taskId, text: task.text } });
  });
}

export function assignTask(command: CommandOf<'AssignTask'>, incident: Incident): Decision {
  return withTask(command.taskId, incident, (task) => {
    if (task.assignee?.id === command.person.id) return accept();
    return accept({ type: 'TaskAssigned', data: { taskId: task.taskId, text: task.text, person: command.person } });
  });
}

export function setTaskDue(command: CommandOf<'SetTaskDue'>, incident: Incident): Decision {
  return withTask(command.taskId, incident, (task) => {
    if (task.dueAt === command.dueAt) return accept();
    const refused = notTime(command.dueAt);
    if (refused) return { refused };
    return accept({ type: 'TaskDueSet', data: { taskId: task.taskId, text: task.text, dueAt: command.dueAt } });
  });
}

export function skip(command: CommandOf<'SkipTask'>, incident: Incident): Decision {
  return withTask(command.taskId, incident, (task) => {
    if (task.state === 'skipped') return accept();
    if (task.state === 'done') {
      return refuse('already_done', `${task.taskId} is done.`, `Untick it first: untick ${task.taskId}.`);
    }
    if (!command.reason.trim()) {
      return refuse(
        'reason_missing',
        'Not doing a task is an answer, and wants its reason.',
        `Say: skip ${task.taskId} because …`,
      );
    }
    return accept({ type: 'TaskSkipped', data: { taskId: task.taskId, text: task.text, reason: command.reason } });
  });
}

function withTask(taskId: string, incident: Incident, decide: (task: Task) => Decision): Decision {
  const task = incident.tasks.find((one) => one.taskId === taskId);
  if (task) return decide(task);
  return refuse('unknown_task', `There is no task ${taskId} in this incident.`, 'List them with: tasks.');
}
