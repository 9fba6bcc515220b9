/** What did not go well: failures, overrides, waits and what had to be reminded of, then room for what no log knows. */

import type { IncidentEvent } from '../../incident/events.ts';
import { type ActionTale, actionTales } from '../action-tale.ts';
import { type Block, citing, type Fact, fact, heading, prompt } from '../facts.ts';
import { command, listed } from '../lessons.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { count, stopAfter } from '../text.ts';
import { between, duration } from '../time.ts';
import { said, type Words } from '../words.ts';

export const wentBadly: Section = { id: 'went-badly', title: 'What did not go well', write };

function write(story: Story): readonly Block[] {
  return [
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
    ...waits(story),
    prompt('What slowed us down, was missing, or was harder than it had to be?'),
  ];
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
        stopAfter(event.data.overridden.join('; ')),
      ),
    );
}

function brokenGlass(story: Story): readonly Fact[] {
  return actionTales(story).flatMap(({ authorized, proposed }) => {
    if (authorized?.data.how !== 'break_glass') return [];
    const why = authorized.data.reason ?? 'no reason recorded';
    const what = said(proposed.data.title);
    return [fact([proposed, authorized], 'The glass was broken for ', what, ': ', said(why), stopAfter(why))];
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
  return blocks.length === 0 ? [] : [heading(3, 'How long approvals waited', 'went-badly-approvals'), ...blocks];
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
