/** Leads an incident to its end without a person: two actors say the words people would say, and wait for what follows. */

import { setTimeout as pause } from 'node:timers/promises';
import { CordonError } from '../base/errors.ts';
import type { Action, Incident, Task } from '../incident/incident.ts';
import type { Phase } from '../incident/phases.ts';

/** How the actors speak and look: over HTTP, like everybody. */
export interface Caller {
  /** Resolves with what came back; a refusal is an answer, not a failure. */
  say(as: string, number: number, text: string): Promise<{ readonly ok: boolean; readonly text: string }>;
  incident(number: number): Promise<Incident>;
  /** Milliseconds to wait for what must follow; 90 s where nothing is said. */
  readonly patienceMs?: number;
  /** Milliseconds between two looks; 100 where nothing is said. */
  readonly lookMs?: number;
}

export interface Cast {
  readonly commander: string;
  readonly accountOwner: string;
  readonly scribe: string;
}

const LOOK_MS = 100;
const PATIENCE_MS = 90_000;
/** The simulated attacker gives up after this long without a success; releasing earlier would let them back in. */
const HOLD_MS = 17_000;

/** From the open incident to the closed one. Throws `drill_failed` naming what did not come about. */
export async function lead(caller: Caller, number: number, cast: Cast, holdMs = HOLD_MS): Promise<void> {
  const actor = createActor(caller, number);
  await actor.until('the playbook and the roster', ({ tasks, members }) => {
    const here = new Set(members.map(({ id }) => id));
    return tasks.length > 0 && Object.values(cast).every((id) => here.has(id));
  });
  await actor.must(cast.commander, 'take commander');
  await actor.must(cast.accountOwner, 'take account-owner');
  await actor.must(cast.scribe, 'take scribe');
  await actor.must(cast.commander, `assign forensics @${cast.accountOwner}`);
  const { severity } = await caller.incident(number);
  await actor.must(cast.commander, `severity ${severity} because the activity is confirmed from two sources`);
  await actor.must(cast.commander, 'update We are on it: scope is known, containment is being prepared');
  await actor.must(cast.scribe, 'note The owner of the account confirmed by phone that this is not theirs');
  await phase(actor, cast, 'detection_analysis', 'containment');
  await contain(actor, cast);
  await phase(actor, cast, 'containment', 'eradication');
  await phase(actor, cast, 'eradication', 'recovery');
  await release(actor, cast, holdMs);
  await phase(actor, cast, 'recovery', 'post_incident');
  await actor.must(cast.commander, `followup Replace what the attacker came in by @${cast.accountOwner}`);
  await tick(actor, cast, 'post_incident');
  await stopClocks(actor, cast);
  await actor.must(cast.commander, 'close Contained, eradicated and recovered; played as a drill');
  await actor.until('the post-mortem', ({ postmortem }) => postmortem !== undefined);
}

interface Actor {
  readonly number: number;
  /** Says it and fails the drill when it is refused. */
  must(as: string, text: string): Promise<void>;
  say(as: string, text: string): Promise<{ readonly ok: boolean; readonly text: string }>;
  failed(problem: string): CordonError;
  now(): Promise<Incident>;
  until(what: string, holds: (incident: Incident) => boolean): Promise<Incident>;
}

function createActor(caller: Caller, number: number): Actor {
  const failed = (problem: string): CordonError =>
    new CordonError('drill_failed', problem, { remedy: 'Look at the log of the incident, and at the dead letters.' });
  return {
    number,
    failed,
    say: (as, text) => caller.say(as, number, text),
    must: async (as, text) => {
      const answer = await caller.say(as, number, text);
      if (!answer.ok) throw failed(`${as} said "${text}" and was told: ${answer.text}`);
    },
    now: () => caller.incident(number),
    until: async (what, holds) => {
      const { patienceMs = PATIENCE_MS, lookMs = LOOK_MS } = caller;
      const end = Date.now() + patienceMs;
      while (Date.now() < end) {
        const incident = await caller.incident(number);
        if (holds(incident)) return incident;
        await pause(lookMs);
      }
      throw failed(`${what} did not come within ${patienceMs / 1000} s.`);
    },
  };
}

/** Works the checklist of a phase off, then goes on: the gate must open by itself, nothing is overridden. */
async function phase(actor: Actor, cast: Cast, here: Phase, to: Phase): Promise<void> {
  await tick(actor, cast, here);
  await actor.must(cast.commander, `phase ${to}`);
  await actor.until(`the phase ${to}`, (incident) => incident.phase === to);
}

async function tick(actor: Actor, cast: Cast, here: Phase): Promise<void> {
  const { tasks } = await actor.now();
  for (const task of tasks.filter(({ phase: of, state }) => of === here && state === 'open')) {
    await settle(actor, cast, task);
  }
}

/** Items that tick themselves are given what they wait for; what cannot come about here is skipped with its reason. */
async function settle(actor: Actor, cast: Cast, task: Task): Promise<void> {
  const isOpen = async (): Promise<boolean> =>
    (await actor.now()).tasks.some(({ taskId, state }) => taskId === task.taskId && state === 'open');
  if (task.regime) await actor.say(cast.commander, `clock start ${task.regime}`);
  if (task.doneWhen) {
    for (let looks = 0; looks < 30 && (await isOpen()); looks += 1) await pause(LOOK_MS);
  }
  if (!(await isOpen())) return;
  const [as, words] =
    task.doneWhen && task.required
      ? ([cast.commander, `skip ${task.taskId} because nothing of the kind is left to do in this drill`] as const)
      : ([cast.scribe, `tick ${task.taskId}`] as const);
  const { ok, text } = await actor.say(as, words);
  // What ticked itself between the look and the words is done all the same.
  if (!ok && (await isOpen())) throw actor.failed(`${as} said "${words}" and was told: ${text}`);
}

/** Each planned action: one person requests, another approves, workers carry it out, and it must hold. */
async function contain(actor: Actor, cast: Cast): Promise<void> {
  const planned = await actor.until(
    'a plan for every action',
    ({ actions }) => actions.length > 0 && actions.every(({ state }) => state !== 'proposed'),
  );
  for (const { actionId } of planned.actions.filter(({ state }) => state === 'planned'))
    await carryOut(actor, cast, actionId);
  await actor.until('every tier 0 action', ({ actions }) =>
    actions.every(({ state }) => state !== 'authorized' && state !== 'running'),
  );
}

async function carryOut(actor: Actor, cast: Cast, actionId: string): Promise<void> {
  const ended = (incident: Incident): Action | undefined =>
    incident.actions.find(
      (one) => one.actionId === actionId && ['contained', 'done', 'failed', 'not_holding'].includes(one.state),
    );
  // A plan may change between being seen and being run: then it is read, requested and approved anew.
  for (let tries = 0; tries < 3; tries += 1) {
    const action = (await actor.now()).actions.find((one) => one.actionId === actionId);
    const hash = action?.plan?.hash.slice(0, 12) ?? '';
    if (action?.state === 'planned') await actor.must(cast.commander, `request ${actionId} ${hash}`);
    await actor.must(cast.accountOwner, `approve ${actionId} ${hash}`);
    const incident = await actor.until(
      `${actionId} to come to an end`,
      (now) =>
        ended(now) !== undefined || now.actions.some((one) => one.actionId === actionId && one.state === 'requested'),
    );
    const end = ended(incident);
    if (!end) continue;
    if (end.state === 'contained' || end.state === 'done') return;
    throw new CordonError('drill_failed', `${actionId} ${end.title} ended ${end.state}: ${end.problem?.text ?? ''}`, {
      remedy: end.problem?.remedy ?? 'Look at its steps in the log.',
    });
  }
}

/** Releases what can be released, and accepts by name what must stay for a while. */
async function release(actor: Actor, cast: Cast, holdMs: number): Promise<void> {
  const held = (await actor.now()).actions.filter(({ state }) => state === 'contained');
  const last = Math.max(0, ...held.map(({ containedAt }) => Date.parse(containedAt ?? '')));
  await pause(Math.max(0, last + holdMs - Date.now()));
  for (const { actionId } of held) {
    await actor.must(cast.commander, `release ${actionId} because the host was rebuilt and nothing was seen since`);
    const after = await actor.until(`the release of ${actionId}`, ({ actions }) =>
      actions.some((one) => one.actionId === actionId && one.state !== 'releasing'),
    );
    const action = after.actions.find((one) => one.actionId === actionId);
    if (action?.state === 'released') continue;
    await actor.must(cast.commander, `accept ${actionId} because ${action?.problem?.text ?? 'it is to stay'}`);
  }
}

async function stopClocks(actor: Actor, cast: Cast): Promise<void> {
  for (const { clockId, stopped } of (await actor.now()).clocks) {
    if (!stopped) await actor.must(cast.commander, `clock stop ${clockId} not-required this was a drill`);
  }
}
