/** Nags as data: who is reminded of what, from when, how often. They back off, can be snoozed, and stop when moot. */

import { afterNags } from './after-nags.ts';
import { approversOf } from './approvals.ts';
import type { Timestamp } from './events.ts';
import type { Incident } from './incident.ts';
import type { Nag } from './nag.ts';

/** Reminders of one thing end after this many; the card goes on showing it. */
const MOST = 5;
const STALE_HOURS = 24;
const NEVER_BEFORE = { times: 0, lastAt: '' } as const;

/** When a nag is due next, or undefined when it has been said often enough. Doubles the pause each time. */
export function dueAt(nag: Nag, incident: Incident): number | undefined {
  const said: Incident['nags'][string] = incident.nags[nag.nag] ?? NEVER_BEFORE;
  if (said.times >= MOST) return undefined;
  const pause = nag.everyMinutes * 60_000 * 2 ** Math.max(0, said.times - 1);
  const next = said.times === 0 ? Date.parse(nag.firstAt) : Date.parse(said.lastAt) + pause;
  return said.snoozedUntil ? Math.max(next, Date.parse(said.snoozedUntil)) : next;
}

/** Every reminder that the state calls for, due now or later. */
export function nagsOf(incident: Incident): readonly Nag[] {
  if (incident.status !== 'open' || incident.version === 0) return afterNags(incident);
  if (incident.mode === 'retrospective') return clockNags(incident);
  return [
    ...leadNags(incident),
    ...staleNags(incident),
    ...taskNags(incident),
    ...approvalNags(incident),
    ...clockNags(incident),
  ];
}

function leadNags(incident: Incident): Nag[] {
  const nags: Nag[] = [];
  const { commander } = incident.roles;
  if (!commander) {
    const minutes = incident.policy.commanderMinutes;
    nags.push({
      nag: 'no-commander',
      about: 'commander',
      text: `Nobody is in command of ${incident.codename}. Take it: take commander.`,
      to: [],
      firstAt: after(incident.declaredAt, minutes),
      everyMinutes: Math.max(1, minutes),
    });
  }
  const cadence = incident.policy.updateMinutes[`SEV-${incident.severity}`];
  if (cadence > 0 && incident.phase !== 'post_incident') {
    const since = incident.lastUpdate?.at ?? incident.declaredAt;
    const speaker = incident.roles.communications ?? commander;
    nags.push({
      nag: `update-due:${since}`,
      about: 'update',
      text: `A status update is due: ${cadence} minutes have passed. Post it: update …`,
      to: speaker ? [speaker] : [],
      firstAt: after(since, cadence),
      everyMinutes: cadence,
    });
  }
  return nags;
}

/** Open, and no person has done anything about it for a day. */
function staleNags(incident: Incident): Nag[] {
  const since = incident.attendedAt ?? incident.declaredAt;
  const { commander } = incident.roles;
  return [
    {
      nag: `stale:${since}`,
      about: 'incident',
      text: `Nobody has done anything for ${STALE_HOURS} hours. Close it, or note what it waits for: note …`,
      to: commander ? [commander] : [],
      firstAt: after(since, STALE_HOURS * 60),
      everyMinutes: STALE_HOURS * 60,
    },
  ];
}

function taskNags(incident: Incident): Nag[] {
  return incident.tasks.flatMap((task) => {
    if (task.state !== 'open' || !task.dueAt) return [];
    const holder = task.assignee ?? (task.role ? incident.roles[task.role] : undefined) ?? incident.roles.commander;
    return [
      {
        nag: `task-due:${task.taskId}:${task.dueAt}`,
        about: task.taskId,
        text: `${task.taskId} is overdue: ${task.text}`,
        to: holder ? [holder] : [],
        firstAt: task.dueAt,
        everyMinutes: 30,
      },
    ];
  });
}

function approvalNags(incident: Incident): Nag[] {
  return incident.actions.flatMap((action) => {
    if (action.state !== 'requested' || !action.request) return [];
    const half = (Date.parse(action.request.expiresAt) - Date.parse(action.request.at)) / 2;
    const may = new Set(approversOf(incident, action));
    return [
      {
        nag: `approval-waiting:${action.actionId}:${action.request.at}`,
        about: action.actionId,
        text: `${action.actionId} ${action.title} waits for approval until ${action.request.expiresAt}.`,
        to: incident.members.filter(({ id }) => may.has(id)),
        firstAt: new Date(Date.parse(action.request.at) + half).toISOString(),
        everyMinutes: 24 * 60,
        until: action.request.expiresAt,
      },
    ];
  });
}

function clockNags(incident: Incident): Nag[] {
  const owner = incident.roles.legal ?? incident.roles.commander;
  return incident.clocks.flatMap((clock) => {
    if (clock.stopped) return [];
    const quarter = (Date.parse(clock.dueAt) - Date.parse(clock.startedAt)) / 4;
    return [
      {
        nag: `clock-near:${clock.clockId}`,
        about: clock.clockId,
        text: `${clock.title}: due ${clock.dueAt}. Record the proof of sending: clock stop ${clock.clockId} …`,
        to: owner ? [owner] : [],
        firstAt: new Date(Date.parse(clock.dueAt) - quarter).toISOString(),
        everyMinutes: 60,
      },
    ];
  });
}

function after(at: Timestamp, minutes: number): Timestamp {
  return new Date(Date.parse(at) + minutes * 60_000).toISOString();
}
