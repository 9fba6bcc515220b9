/** What went well, what did not, where we were lucky: what the log can show, then room for what it cannot. */

import type { IncidentEvent } from '../../incident/events.ts';
import { type ActionTale, actionTales, stillHolds } from '../action-tale.ts';
import { type Block, bullets, citing, type Fact, fact, heading, prompt } from '../facts.ts';
import { milestonesOf } from '../milestones.ts';
import type { Section } from '../section.ts';
import { endOf } from '../spells.ts';
import type { Story } from '../story.ts';
import { count } from '../text.ts';
import { between, duration } from '../time.ts';
import { said, type Words } from '../words.ts';

export const lessons: Section = { id: 'lessons', title: 'What went well, what did not, where we were lucky', write };

function write(story: Story): readonly Block[] {
  return [
    heading(3, 'What went well', 'lessons-well'),
    ...listed([command(story, true), held(story), inTime(story), ledger(story)]),
    prompt('What else worked, and must be kept?'),
    heading(3, 'What did not go well', 'lessons-badly'),
    ...listed([
      command(story, false),
      ...overrides(story),
      ...brokenGlass(story),
      tally(story, 'EvidenceWaived', 'waiver of evidence was given', 'waivers of evidence were given'),
      tally(story, 'ApprovalExpired', 'approval ran out unanswered', 'approvals ran out unanswered'),
      tally(story, 'ApprovalDenied', 'request was denied', 'requests were denied'),
      tally(story, 'ActionFailed', 'action failed', 'actions failed'),
      tally(story, 'ActionNotHolding', 'control was found not holding', 'controls were found not holding'),
      tally(story, 'EvidenceFailed', 'collection of evidence failed', 'collections of evidence failed'),
      tally(story, 'ConversationFailed', 'conversation could not be opened', 'conversations could not be opened'),
      tally(story, 'TaskSkipped', 'checklist item was skipped', 'checklist items were skipped'),
      tally(story, 'NagRaised', 'reminder was needed', 'reminders were needed'),
      ...late(story),
    ]),
    prompt('What slowed us down, was missing, or was harder than it had to be?'),
    ...waits(story),
    heading(3, 'Where we were lucky', 'lessons-lucky'),
    prompt('What could have gone worse and did not, without any merit of ours?'),
  ];
}

/** A list of what was found, or nothing: a section without findings holds its question alone. */
function listed(found: readonly (Fact | undefined)[]): readonly Block[] {
  const facts = found.filter((one) => one !== undefined);
  return facts.length === 0 ? [] : [bullets(facts)];
}

/** Command was taken within the minutes that policy allows, or was not. */
function command(story: Story, well: boolean): Fact | undefined {
  const taken = milestonesOf(story).get('commanded');
  const ms = taken && between(story.declared.occurredAt, taken.at);
  const allowed = story.declared.data.policy.commanderMinutes;
  if (taken === undefined || ms === undefined || ms <= allowed * 60_000 !== well) return undefined;
  return fact(
    [story.declared, ...taken.from],
    `Command was taken ${duration(Math.max(0, ms))} after the declaration; policy allows ${allowed} min.`,
  );
}

function held(story: Story): Fact | undefined {
  const tales = actionTales(story).filter(({ started }) => started !== undefined);
  const sound = tales.every(({ held: verified, events }) => verified !== undefined && !events.some(isTrouble));
  const from = citing(tales.map((tale) => tale.held).filter((event) => event !== undefined));
  if (from === undefined || !sound) return undefined;
  return fact(
    from,
    `Every action that ran was verified as holding at the first attempt: ${tales.length} of ${tales.length}.`,
  );
}

function isTrouble(event: IncidentEvent): boolean {
  return event.type === 'ActionFailed' || event.type === 'ActionNotHolding';
}

function inTime(story: Story): Fact | undefined {
  const started = story.of('ClockStarted');
  const stopped = new Map(story.of('ClockStopped').map((event) => [event.data.clockId, event]));
  const met = started.filter(
    ({ data }) => (between(data.dueAt, stopped.get(data.clockId)?.occurredAt ?? '') ?? 1) <= 0,
  );
  const from = citing([...met, ...[...stopped.values()]]);
  if (from === undefined || met.length !== started.length) return undefined;
  return fact(from, `Every notification clock was stopped before it was due: ${met.length} of ${started.length}.`);
}

function ledger(story: Story): Fact | undefined {
  const end = endOf(story);
  const tales = actionTales(story);
  const released = tales.map((tale) => tale.released).filter((event) => event !== undefined);
  if (end?.type !== 'IncidentClosed' || released.length === 0 || tales.some(stillHolds)) return undefined;
  return fact(
    [end, ...released],
    `Nothing was left contained at closure: ${count(released.length, 'control')} released.`,
  );
}

function overrides(story: Story): readonly Fact[] {
  return story
    .of('PhaseEntered')
    .filter(({ data }) => data.overridden.length > 0)
    .map((event) =>
      fact(
        [event],
        `A gate was overridden with ${count(event.data.overridden.length, 'criterion', 'criteria')} open: `,
        said(event.data.overridden.join('; ')),
        '.',
      ),
    );
}

function brokenGlass(story: Story): readonly Fact[] {
  return actionTales(story).flatMap(({ authorized, proposed }) => {
    if (authorized?.data.how !== 'break_glass') return [];
    const why = said(authorized.data.reason ?? 'no reason recorded');
    return [fact([proposed, authorized], 'The glass was broken for ', said(proposed.data.title), ': ', why, '.')];
  });
}

function tally(story: Story, type: IncidentEvent['type'], one: string, many: string): Fact | undefined {
  const found = citing(story.of(type));
  return found === undefined ? undefined : fact(found, `${count(found.length, one, many)}.`);
}

function late(story: Story): readonly Fact[] {
  const stopped = new Map(story.of('ClockStopped').map((event) => [event.data.clockId, event]));
  return story.of('ClockStarted').flatMap((event) => {
    const stop = stopped.get(event.data.clockId);
    const over = stop && between(event.data.dueAt, stop.occurredAt);
    if (stop === undefined) return [fact([event], 'The clock ', said(event.data.title), ' was never stopped.')];
    if (over === undefined || over <= 0) return [];
    return [fact([event, stop], 'The clock ', said(event.data.title), ` was stopped ${duration(over)} late.`)];
  });
}

function waits(story: Story): readonly Block[] {
  const blocks = listed(actionTales(story).map(waiting));
  return blocks.length === 0 ? [] : [heading(3, 'How long approvals waited', 'lessons-approvals'), ...blocks];
}

function waiting(tale: ActionTale): Fact | undefined {
  const request = tale.requests.at(-1);
  const ms = request && tale.authorized && between(request.occurredAt, tale.authorized.occurredAt);
  if (request === undefined || tale.authorized === undefined || ms === undefined || tale.approvals.length === 0)
    return undefined;
  const title: Words = said(tale.proposed.data.title);
  return fact(
    [tale.proposed, request, ...tale.approvals, tale.authorized],
    title,
    ` waited ${duration(Math.max(0, ms))} for its approval.`,
  );
}
