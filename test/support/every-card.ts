/** Every card and form that can be produced, for the tests of each surface that draws them. */

import { expect, it } from 'vitest';
import type { Block, Card, ChecklistItem, Form } from '../../src/chat/card.ts';
import { COMMANDS } from '../../src/chat/commands/index.ts';
import { formFor } from '../../src/chat/interpret.ts';
import type { Memo } from '../../src/chat/memo.ts';
import * as views from '../../src/chat/views/index.ts';
import type { IncidentEvent } from '../../src/incident/events.ts';
import { replay } from '../../src/incident/evolve.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { PHASES } from '../../src/incident/phases.ts';
import { asker, surroundings } from './chat-house.ts';
import { tellStolenSession, tellStorm } from './storyline.ts';
import { commander, owner, responder } from './teller.ts';

/** What is wrong in a vendor's eyes with what is drawn. */
interface Vendor {
  readonly faultsIn: (card: Card) => readonly string[];
  readonly faultsInForm: (form: Form) => readonly string[];
}

/** The tests that every surface owes: nothing that can be drawn is ever more than its vendor takes. */
export function cardsFit({ faultsIn, faultsInForm }: Vendor): void {
  const events = tellStolenSession();

  it('fit after each of its events', { timeout: 60_000 }, () => {
    for (let count = 1; count <= events.length; count += 1) {
      const told = events.slice(0, count);
      const incident = replay(told[0]?.incidentId ?? '', told);

      for (const card of cardsOf(incident, told)) expect(faultsIn(card), `${card.key} after ${count}`).toEqual([]);
    }
  });

  it('fit in a storm of 4,000 events, with the longest words that are let in', () => {
    const storm = tellStorm(4000);
    const incident = replay(storm[0]?.incidentId ?? '', storm);
    const long = {
      ...incident,
      title: 'W'.repeat(3000),
      summary: '<!channel> '.repeat(2000),
      codename: 'x'.repeat(80),
    };

    for (const card of cardsOf(long as Incident, storm)) expect(faultsIn(card), card.key).toEqual([]);
  });

  it('come with forms that fit', () => {
    const open = tellStolenSession({ open: true });
    const incident = replay(open[0]?.incidentId ?? '', open);
    const around = surroundings(new Date(Date.parse(open.at(-1)?.recordedAt ?? '')), [incident], commander.id);
    const occasion = { by: asker(commander.id), around, incident };

    const forms = COMMANDS.flatMap(({ name }) => {
      const outcome = formFor(name, occasion);
      return outcome?.kind === 'ask' ? [outcome.form] : [];
    });

    expect(forms.length).toBeGreaterThan(15);
    for (const form of forms) expect(faultsInForm(form), form.command).toEqual([]);
  });
}

/** Every card that can be drawn of an incident as it stands. */
function cardsOf(incident: Incident, events: readonly IncidentEvent[]): readonly Card[] {
  const at = new Date(Date.parse(events.at(-1)?.recordedAt ?? ''));
  const baseUrl = 'https://cordon.example.com';
  const nags = events.flatMap((event) => (event.type === 'NagRaised' ? [views.nagCard(incident, event.data)] : []));
  return [
    views.summaryCard(incident, at),
    views.announcementCard(incident),
    views.closureCard(incident, baseUrl),
    views.postmortemCard(incident, baseUrl, at),
    views.rolesCard(incident),
    views.requestsCard(incident),
    views.evidenceCard(incident, at),
    views.clocksCard(incident, at),
    views.followUpsCard(incident),
    views.entriesCard(incident, at),
    ...PHASES.map((phase) => views.checklistCard(incident, phase, at)),
    ...incident.actions.map((action) => views.actionCard(incident, action, at)),
    ...incident.actions.map((action) => views.approvalWantedCard(incident, action, at)),
    ...[commander, responder, owner].map((person) => views.catchUpCard(incident, person, at)),
    ...['commander', 'scribe', 'comms', 'forensics'].map((role) => views.roleBriefCard(incident, role)),
    views.homeCard(surroundings(at, [incident], commander.id)),
    views.incidentsCard(surroundings(at, [incident], commander.id).incidents, at),
    ...nags,
  ];
}

/** What a long form remembers. */
export const MEMO: Memo = { command: 'x', conversation: 'C1', words: 'w'.repeat(1500) };

export const words = (length: number): string => 'w'.repeat(length);
export const many = <T>(count: number, one: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => one(i));
export const say = (label: string, says = 'tasks') => ({ label, says });
export const item = (index: number, text = 'Confirm the scope'): ChecklistItem => ({
  taskId: `t${index}`,
  text,
  state: index % 2 === 0 ? 'done' : 'open',
  required: true,
  owner: 'responder-1',
  outcome: 'done by responder-1',
  toggle: say('Tick', `tick t${index}`),
  buttons: [say('Skip', `skip t${index}`), say('Assign', `assign t${index}`)],
});

export function card(...blocks: readonly Block[]): Card {
  return { key: 'k', title: words(151), tone: 'danger', preview: 'p', blocks };
}
