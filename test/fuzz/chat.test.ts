/** Whatever is typed, nothing throws; whatever happened inside, outsiders read none of it; every button can be said. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Button, Card } from '../../src/chat/card.ts';
import { COMMANDS, findCommand } from '../../src/chat/commands/index.ts';
import { formFor, interpret } from '../../src/chat/interpret.ts';
import { lineFor } from '../../src/chat/lines.ts';
import * as views from '../../src/chat/views/index.ts';
import { audienceOf } from '../../src/incident/confidentiality.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { nagsOf } from '../../src/incident/nags.ts';
import { asker, openChatHouse, STRANGER, surroundings } from '../support/chat-house.ts';
import { alert, contained, cordon, declared, given, person } from '../support/given.ts';
import { anyStory, opening, play } from '../support/play.ts';

const KINDS = new Set(['do', 'show', 'ask', 'usage', 'declare', 'attach-playbook', 'start-drill', 'merge']);
const verbs = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
/** What people type, and what nobody would. */
const anyWords = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc
    .tuple(
      fc.constantFrom(...verbs),
      fc.array(
        fc.oneof(
          fc.constantFrom(
            'a1',
            't1',
            'because',
            '@commander',
            'add',
            'stop',
            'at 25:61',
            '-1',
            '"',
            '1e9',
            '__proto__',
          ),
          fc.string({ unit: 'grapheme', maxLength: 20 }),
        ),
        { maxLength: 6 },
      ),
    )
    .map(([verb, rest]) => [verb, ...rest].join(' ')),
);

describe('any words', () => {
  it('come to an outcome, never to an exception, inside and outside an incident', () => {
    const { incident, at } = given(...contained);
    const around = surroundings(at, [incident], 'commander');
    fc.assert(
      fc.property(anyWords, fc.boolean(), (words, inside) => {
        const occasion = { by: asker('commander'), around, incident: inside ? incident : undefined };

        expect(KINDS).toContain(interpret({ words }, occasion).kind);
        expect([undefined, 'ask']).toContain(formFor(words, occasion)?.kind);
      }),
      { numRuns: 3000 },
    );
  });

  it('are bounded in what is said back', () => {
    const { incident, at } = given(...contained);
    const occasion = { by: asker('commander'), around: surroundings(at), incident };
    const outcome = interpret({ words: 'x'.repeat(100_000) }, occasion);

    expect(JSON.stringify(outcome).length).toBeLessThan(500);
  });

  it('in any field of any form come to an outcome too', () => {
    const { incident, at } = given(...contained);
    const occasion = { by: asker('commander'), around: surroundings(at), incident };
    const names = COMMANDS.flatMap(({ form }) => form?.(occasion.around, incident, {}).fields ?? []).map(
      ({ name }) => name,
    );
    const fields = fc.dictionary(fc.constantFrom(...new Set(names), '__proto__'), fc.string({ maxLength: 30 }));
    fc.assert(
      fc.property(fc.constantFrom(...verbs), fields, (command, sent) => {
        expect(KINDS).toContain(interpret({ command, fields: sent }, occasion).kind);
      }),
      { numRuns: 3000 },
    );
  });
});

/** Every card that members get to see of an incident. */
function cardsOf(incident: Incident, at: Date): readonly Card[] {
  return [
    views.summaryCard(incident, at),
    views.checklistCard(incident, incident.phase, at),
    ...incident.actions.flatMap((action) => [
      views.actionCard(incident, action, at),
      views.approvalWantedCard(incident, action, at),
    ]),
    views.announcementCard(incident),
    views.catchUpCard(incident, person('commander'), at),
    views.roleBriefCard(incident, 'scribe'),
    views.closureCard(incident, 'http://127.0.0.1:3000'),
    views.rolesCard(incident),
    views.requestsCard(incident),
    views.evidenceCard(incident, at),
    views.clocksCard(incident, at),
    views.followUpsCard(incident),
    views.entriesCard(incident, at),
    ...nagsOf(incident).map((nag) => views.nagCard(incident, { ...nag, times: 1 })),
  ];
}

function buttonsOf(card: Card): readonly Button[] {
  return card.blocks.flatMap((block): readonly Button[] => {
    if (block.kind === 'buttons') return block.buttons;
    if (block.kind === 'fields') return block.fields.flatMap(({ button }) => button ?? []);
    if (block.kind === 'checklist') return block.items.flatMap(({ toggle, buttons }) => [toggle, ...buttons]);
    return [];
  });
}

describe('any incident that can be reached', () => {
  it('has cards that are whole, and buttons whose words are understood and keep to their incident', () => {
    fc.assert(
      fc.property(anyStory, (said) => {
        let last = { after: opening.incident, at: opening.at };
        play(opening, said, ({ after, at, events }) => {
          last = { after, at };
          for (const event of events) expect(lineFor(event, after) ?? '').not.toMatch(/undefined|NaN/);
        });
        const { after, at } = last;
        const occasion = { by: asker('commander'), around: surroundings(at, [after], 'commander'), incident: after };
        for (const card of cardsOf(after, at)) {
          expect(JSON.stringify(card), card.key).not.toMatch(/undefined|NaN|\[object/);
          for (const { says, asks } of buttonsOf(card)) {
            const words = says.replace(/^\d+ /, '');
            expect(findCommand(words.split(' ')[0] ?? ''), says).toBeDefined();
            const outcome = (asks ? formFor(words, occasion) : undefined) ?? interpret({ words }, occasion);
            expect(outcome.kind, `${says}: ${JSON.stringify(outcome)}`).not.toBe('usage');
            if (asks) expect(outcome.kind, says).toBe('ask');
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** Stands in every text of the incident, in many shapes, and must not come out anywhere. */
const MARK = 'q7secretq7';
const hostile = fc
  .constantFrom('', '<b>', '@here ', '](http://x) ', '\u202e', '```', '\n\n', '&amp;', '{{', '<!channel> ', '$(x) ')
  .map((around) => `${around}${MARK}${around}`);

describe('hostile texts of a restricted incident', () => {
  it('are in no answer to an outsider, in no announcement and in no preview', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, anyWords, async (text, words) => {
        const story = given(
          declared({ title: text, roster: { id: 'r', members: [] } }),
          { type: 'WriteSummary', text },
          {
            type: 'LinkAlert',
            by: cordon,
            alert: alert('x', { title: text, entities: [{ kind: 'role', id: text, account: text }] }),
            why: text,
          },
          { type: 'AddTask', text, person: { id: text, name: text } },
          { type: 'AddNote', text },
          { type: 'PostUpdate', text, audience: 'members' },
          { type: 'AssignRole', role: 'commander', person: { id: 'commander', name: text } },
          { type: 'AddFollowUp', text, kind: 'prevent' },
          {
            type: 'ProposeAction',
            action: 'revoke-role-sessions',
            title: text,
            target: { provider: 'simulated', account: text, kind: 'role', id: text },
            reason: text,
            requested: true,
          },
          { type: 'RequestAccess', by: 'other-1', reason: text },
        );
        const { incident, at } = story;
        const house = openChatHouse(at, story);
        expect(audienceOf(STRANGER, incident)).toBe('outsider');

        const answers = [
          await house.words(STRANGER, words, 42),
          await house.words(STRANGER, `42 ${words}`),
          await house.words(STRANGER, words),
          await house.form(asker(STRANGER), incident.id, words),
          await house.say(asker(STRANGER), incident.id, {
            command: words.split(' ')[0] ?? '',
            fields: { action: 'a1' },
          }),
          ...(await Promise.all(
            COMMANDS.flatMap(({ name, example }) => [name, example]).map((one) => house.words(STRANGER, one, 42)),
          )),
        ];

        expect(JSON.stringify(await house.words('commander', 'status', 42))).toContain(MARK);
        expect(JSON.stringify(answers)).not.toContain(MARK);
        expect(JSON.stringify(views.announcementCard(incident))).not.toContain(MARK);
        for (const { preview, key } of cardsOf(incident, at)) expect(preview, key).not.toContain(MARK);
      }),
      { numRuns: 60 },
    );
  });
});
