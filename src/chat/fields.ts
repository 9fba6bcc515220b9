/** Fields that several forms ask for. */

import type { Action, Incident, Task } from '../incident/incident.ts';
import type { Field } from './card.ts';
import type { Preset } from './define.ts';
import { actionOf, taskOf } from './words.ts';

export function reasonField(preset: Preset, label = 'Why'): Field {
  return { name: 'reason', label, kind: 'text', required: true, value: preset.reason ?? '' };
}

/** The action meant: chosen among those that `fit`; one that was named already is always among them. */
export function actionField(incident: Incident, preset: Preset, fits: (action: Action) => boolean = () => true): Field {
  const named = actionOf(preset.action ?? '', incident);
  const options = incident.actions
    .filter((action) => action === named || fits(action))
    .map(({ actionId, title, target }) => ({ value: actionId, label: `${actionId} ${title} ${target.id}` }));
  const value = named?.actionId ?? '';
  return { name: 'action', label: 'Action', kind: 'select', required: true, value, options };
}

/** The plan that the reader of the form sees: when it changes before the form is sent, what is sent does not count. */
export function planField(incident: Incident, preset: Preset): Field {
  const current = actionOf(preset.action ?? '', incident)?.plan?.hash.slice(0, 12);
  const value = preset.hash ?? current ?? '';
  return { name: 'hash', label: 'Plan', kind: 'text', required: true, value, hint: 'First digits of its hash' };
}

export function taskField(incident: Incident, preset: Preset, fits: (task: Task) => boolean): Field {
  const named = taskOf(preset.task ?? '', incident);
  const options = incident.tasks
    .filter((task) => task === named || (fits(task) && task.phase === incident.phase))
    .map(({ taskId, text }) => ({ value: taskId, label: `${taskId} ${text}` }));
  return { name: 'task', label: 'Task', kind: 'select', required: true, value: named?.taskId ?? '', options };
}

/** A choice that the form makes by itself: it stands there so that words and form come to the same input. */
export function fixedField(name: string, value: string, label: string): Field {
  return { name, label: 'Do', kind: 'select', required: true, value, options: [{ value, label }] };
}
