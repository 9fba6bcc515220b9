/** What went well: what the log can show of it, then room for what it cannot. */

import type { IncidentEvent } from '../../incident/events.ts';
import { actionTales, stillHolds } from '../action-tale.ts';
import { type Block, citing, type Fact, fact, prompt } from '../facts.ts';
import { command, listed } from '../lessons.ts';
import type { Section } from '../section.ts';
import { endOf } from '../spells.ts';
import type { Story } from '../story.ts';
import { count } from '../text.ts';
import { between } from '../time.ts';

export const wentWell: Section = { id: 'went-well', title: 'What went well', write };

function write(story: Story): readonly Block[] {
  return [
    ...listed([command(story, true), held(story), inTime(story), ledger(story)]),
    prompt('What else worked, and must be kept?'),
  ];
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
