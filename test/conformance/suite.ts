/**
 * What every surface must be able to do, written once against the port: the story of an incident, every command, card,
 * form, approval and refusal. A surface runs it by opening a house and saying how people speak and see there.
 */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answer } from '../../src/chat/answer.ts';
import type { Card } from '../../src/chat/card.ts';
import { COMMANDS } from '../../src/chat/commands/index.ts';
import type { Action, Incident } from '../../src/incident/incident.ts';
import { buttonsOf } from './buttons.ts';

export interface Seen {
  readonly author?: string;
  readonly text: string;
  readonly to?: string;
  readonly card?: Card;
}

export interface ConformanceHouse extends AsyncDisposable {
  readonly platform: string;
  seed(world: string): Promise<void>;
  /** Posts a GuardDuty finding. */
  inject(body: object): Promise<void>;
  say(person: string, incident: number | undefined, words: string): Promise<Answer>;
  submit(
    person: string,
    incident: number | undefined,
    command: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Says something to the others in the incident's conversation. Answers the id of the message there. */
  talk(person: string, incident: number, text: string): Promise<string>;
  /** Puts a message on the timeline as people do it there. */
  mark(person: string, incident: number, message: string): Promise<void>;
  /** Presses the button of this label: it says its words, or opens its form. */
  press(person: string, incident: number, cardKey: string, label: string): Promise<Answer>;
  cards(incident: number): Promise<readonly Card[]>;
  messages(person: string, incident: number): Promise<readonly Seen[]>;
  announcement(incident: number): Promise<Card | undefined>;
  archived(incident: number): Promise<boolean>;
  incident(number: number): Promise<Incident>;
  numbers(): Promise<readonly number[]>;
  /** Somebody changes the simulated cloud behind our back. */
  cloud(call: string, input: object): Promise<void>;
  /** Lets minutes pass. What was due meanwhile is done soon after. */
  later(minutes: number): Promise<void>;
  until(holds: () => boolean | Promise<boolean>): Promise<void>;
}

const LEAD = 'responder-1';
const OWNER = 'responder-2';
const SCRIBE = 'responder-3';
const CALLED = 'responder-4';
const STRANGER = 'stranger-1';
/** Words of the alert that no outsider may ever read. */
const SECRET = /web-prod|i-0abc|198\.51\.100|Credentials|Responder|responder/;

const FINDING = {
  version: '0',
  id: 'conformance-1',
  'detail-type': 'GuardDuty Finding',
  source: 'aws.guardduty',
  account: '111122223333',
  time: '2026-01-31T13:20:00Z',
  region: 'eu-west-1',
  resources: [],
  detail: {
    schemaVersion: '2.0',
    accountId: '111122223333',
    region: 'eu-west-1',
    id: 'conformance-finding',
    type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
    title: 'Credentials of web-prod used from outside',
    description: 'Used from 198.51.100.7.',
    severity: 8,
    createdAt: '2026-01-31T13:19:00Z',
    updatedAt: '2026-01-31T13:19:30Z',
    resource: {
      resourceType: 'AccessKey',
      accessKeyDetails: { userName: 'web-prod', userType: 'AssumedRole', accessKeyId: 'ASIAEXAMPLESTOLEN' },
      instanceDetails: { instanceId: 'i-0abc1234def567890' },
    },
    service: {
      serviceName: 'guardduty',
      count: 1,
      archived: false,
      eventFirstSeen: '2026-01-31T13:10:00Z',
      eventLastSeen: '2026-01-31T13:19:00Z',
    },
  },
};

export function conformance(name: string, openHouse: () => Promise<ConformanceHouse>): void {
  describe(`${name} conforms`, () => {
    let house: ConformanceHouse;
    beforeAll(async () => {
      house = await openHouse();
      await house.seed('stolen-role-session');
      await house.inject(FINDING);
      await house.until(async () => (await house.numbers()).length === 1);
      await house.until(
        async () => (await house.incident(1)).actions.filter(({ state }) => state === 'planned').length === 3,
      );
    });
    afterAll(async () => {
      await house[Symbol.asyncDispose]();
    });

    const done = async (person: string, words: string): Promise<void> => {
      expect(await house.say(person, 1, words), words).toMatchObject({ kind: 'done' });
    };
    const refused = async (person: string, words: string, code: string): Promise<void> => {
      const answer = await house.say(person, 1, words);
      expect(answer, words).toMatchObject({
        kind: 'refused',
        code,
        reason: expect.any(String),
        remedy: expect.any(String),
      });
    };
    const action = async (id: string): Promise<Action> => {
      const found = (await house.incident(1)).actions.find(({ action: of }) => of === id);
      if (!found) throw new Error(`no action ${id}`);
      return found;
    };
    const card = async (key: string): Promise<Card> => {
      await house.until(async () => (await house.cards(1)).some((one) => one.key === key));
      const found = (await house.cards(1)).find((one) => one.key === key);
      if (!found) throw new Error(`no card ${key}`);
      return found;
    };

    describe('the beginning', () => {
      it('has one conversation with the summary, the checklist and a card for each action', async () => {
        const summary = await card('summary');
        await card('tasks:detection_analysis');
        for (const { actionId } of (await house.incident(1)).actions) await card(`action:${actionId}`);

        expect(summary.title).toMatch(/^SEV-1 · [a-z]+-[a-z]+ · #1$/);
        const { conversations } = await house.incident(1);
        expect(conversations.filter(({ platform }) => platform === house.platform)).toHaveLength(1);
      });

      it('catches each member up in private, and nobody else reads it', async () => {
        await house.until(async () => (await house.messages(LEAD, 1)).some(({ to }) => to === LEAD));

        expect((await house.messages(OWNER, 1)).filter(({ to }) => to !== undefined && to !== OWNER)).toEqual([]);
      });
    });

    describe('confidentiality', () => {
      it('tells an outsider four facts in the announcement and in every answer', async () => {
        const announced = JSON.stringify(await house.announcement(1));
        expect(announced).toMatch(/SEV-1/);
        expect(announced).not.toMatch(SECRET);
        for (const { example } of COMMANDS) {
          if (/^(new|drill|help|list|access)/.test(example)) continue;
          expect(JSON.stringify(await house.say(STRANGER, 1, example)), example).not.toMatch(SECRET);
        }
        expect(JSON.stringify(await house.say(STRANGER, undefined, 'list'))).not.toMatch(SECRET);
      });

      it('lets an outsider ask, and a member allow', async () => {
        expect(await house.say(STRANGER, 1, 'access because I own the account')).toMatchObject({ kind: 'done' });
        await done(SCRIBE, `access deny @${STRANGER} because not needed now`);
        await refused(STRANGER, 'note I would like to say something', 'not_a_member');
      });

      it('shows no restricted fact in a preview', async () => {
        for (const one of await house.cards(1)) expect(one.preview).not.toMatch(SECRET);
      });
    });

    describe('commands', () => {
      it('answers help from the table, a near miss with a suggestion, and a bare command with the panel', async () => {
        expect(JSON.stringify(await house.say(LEAD, 1, 'help'))).toContain('approve');
        expect(await house.say(LEAD, 1, 'aprove a1')).toMatchObject({
          kind: 'usage',
          problem: expect.stringContaining('approve'),
        });
        expect(await house.say(LEAD, 1, '')).toMatchObject({ kind: 'card', card: { key: 'summary' } });
        expect(await house.say(LEAD, undefined, 'tick t1')).toMatchObject({
          kind: 'usage',
          problem: expect.stringContaining('not the conversation'),
        });
        expect(await house.say(LEAD, undefined, '1 status')).toMatchObject({ kind: 'card' });
      });

      it('answers every command of the table with something useful, never with silence', async () => {
        for (const { name: verb } of COMMANDS) {
          if (verb === 'leave') continue;
          const answer = await house.say(LEAD, 1, verb);
          expect(['done', 'card', 'form', 'usage', 'refused'], verb).toContain(answer.kind);
        }
        await house.say(LEAD, 1, 'roles release commander');
      });

      it('takes a form as it takes words, and opens one where words are missing', async () => {
        expect(await house.say(LEAD, 1, 'severity')).toMatchObject({ kind: 'form', form: { command: 'severity' } });
        expect(await house.submit(LEAD, 1, 'note', { text: 'Said in a form', at: '' })).toMatchObject({ kind: 'done' });
      });

      it('leads into the Room, which is a side always, and records nothing', async () => {
        const { version } = await house.incident(1);

        const answer = await house.say(LEAD, 1, 'bridge room');

        expect(answer).toMatchObject({ kind: 'card', card: { key: 'room' } });
        expect(JSON.stringify(answer)).toMatch(/"url":"http[^"]*\/incidents\/1"/);
        expect((await house.incident(1)).version).toBe(version);
        await refused(STRANGER, 'bridge room', 'not_a_member');
      });

      it('has no button whose words nobody understands', async () => {
        for (const { says } of (await house.cards(1)).flatMap(buttonsOf)) {
          const verb = says.replace(/^\d+\s+/, '').split(' ')[0] ?? '';
          expect(
            COMMANDS.some(({ name: known, aliases }) => known === verb || aliases.includes(verb)),
            says,
          ).toBe(true);
        }
      });
    });

    describe('the work', () => {
      it('gives roles once, keeps commander and scribe apart, and briefs the holder in private', async () => {
        await done(LEAD, 'take commander');
        await refused(OWNER, 'take commander', 'role_held');
        await refused(LEAD, 'take scribe', 'roles_apart');
        await done(OWNER, 'take account-owner');
        await done(LEAD, `assign scribe @${SCRIBE}`);
        await house.until(async () =>
          (await house.messages(SCRIBE, 1)).some(({ card: one }) => one?.key === 'brief:scribe'),
        );
      });

      it('counts both of two people who tick at once, and keeps who skipped what and why', async () => {
        await Promise.all([house.say(LEAD, 1, 'tick t3'), house.say(OWNER, 1, 'tick t3')]);
        const task = (await house.incident(1)).tasks.find(({ taskId }) => taskId === 't3');
        expect(task?.tickedBy.map(({ by }) => by.id).sort()).toEqual([LEAD, OWNER]);

        await done(LEAD, 'untick t3');
        await done(LEAD, 'skip t3 because it is played in a suite');
        expect((await house.incident(1)).tasks.find(({ taskId }) => taskId === 't3')?.skipped?.reason).toContain(
          'suite',
        );
      });

      it('keeps notes with their own time, updates for everybody, and calls people in', async () => {
        await done(SCRIBE, 'note at 2026-01-31 13:25 The owner says this is not theirs');
        expect(JSON.stringify(await house.say(OWNER, 1, 'timeline'))).toContain('2026-01-31 13:25 UTC');
        await done(LEAD, 'update The profile comes off next');
        await done(LEAD, `page @${CALLED} because they know the host`);

        await house.until(async () =>
          (await house.messages(OWNER, 1)).some(({ text }) => text === 'Update: The profile comes off next'),
        );
        await house.until(async () => (await house.messages(CALLED, 1)).some(({ to }) => to === CALLED));
        await house.until(async () => JSON.stringify(await card('summary')).includes('next due'));
      });

      it('puts what people said to each other on the timeline, with its own time and author, once', async () => {
        const text = 'The profile was attached in March';
        const entries = async () => (await house.incident(1)).entries.filter((one) => one.text === text);
        const saidMs = Date.now();
        const message = await house.talk(OWNER, 1, text);
        await house.until(async () => (await house.messages(LEAD, 1)).some((one) => one.text.includes(text)));

        await Promise.all([house.mark(SCRIBE, 1, message), house.mark(LEAD, 1, message)]);

        await house.until(async () => (await entries()).length > 0);
        await done(LEAD, 'note said after it was marked');
        const [entry, ...more] = await entries();
        expect(more).toEqual([]);
        expect(entry?.message).toMatchObject({ platform: house.platform, author: { id: OWNER } });
        expect(Math.abs(Date.parse(entry?.occurredAt ?? '') - saidMs)).toBeLessThan(60_000);
      });

      it.each([
        [OWNER, 'remove @responder-3', 'not_lead'],
        [OWNER, 'private open because I think so', 'not_lead'],
        [OWNER, 'roles release commander', 'not_holder'],
        [OWNER, 'handoff commander @responder-3 I think so', 'not_holder'],
        [LEAD, 'leave', 'in_command'],
        [LEAD, 'merge 1 because it is the same', 'merge_with_itself'],
        [LEAD, 'merge 99 because it is the same', 'unknown_incident'],
        [LEAD, 'note at 2099-01-01 10:00 It will happen', 'in_the_future'],
        [LEAD, 'timeline edit n99 Other words', 'unknown_entry'],
        [LEAD, 'clock stop c99 sent receipt 1', 'unknown_clock'],
        [LEAD, 'followup done f99', 'unknown_follow_up'],
        [LEAD, 'phase preparation', 'no_such_way'],
        [LEAD, 'unbridge room because it is quiet', 'room_stays'],
        [LEAD, 'compromised room breakglass because of doubt', 'room_stays'],
        [STRANGER, 'tick t1', 'not_a_member'],
      ])('refuses %s saying "%s" with what would make it possible', refused);

      it('holds the gate, and lets only the commander override it, with a reason', async () => {
        await refused(LEAD, 'phase containment', 'gate_open');
        await refused(OWNER, 'phase containment override because I say so', 'not_lead');
        await done(LEAD, 'severity 1 because the source is certain');
        await done(LEAD, 'phase containment override because the session is in use now');
        await house.until(async () =>
          (await house.messages(LEAD, 1)).some(({ text }) => text.startsWith('Now in Containment')),
        );
      });
    });

    describe('containment', () => {
      it('refuses the requester, a changed plan and people without a role, then runs what a second person approved', async () => {
        const { actionId, plan } = await action('remove-instance-profile');
        const hash = plan?.hash.slice(0, 12);
        await done(LEAD, `request ${actionId} ${hash}`);
        await refused(LEAD, `approve ${actionId} ${hash}`, 'own_request');
        await refused(OWNER, `approve ${actionId} 0000000000`, 'plan_changed');
        await house.until(async () =>
          (await house.messages(OWNER, 1)).some(({ card: one }) => one?.key === `approval:${actionId}`),
        );
        await done(OWNER, `approve ${actionId} ${hash}`);

        await house.until(async () => (await action('remove-instance-profile')).state === 'contained');
        await house.until(async () => JSON.stringify(await card(`action:${actionId}`)).includes('Release'));
        await house.until(async () =>
          (await house.messages(SCRIBE, 1)).some(({ text }) => text.startsWith(`Contained: ${actionId}`)),
        );
      });

      it('voids an approval when the world has changed since, asks again, and releases what it did', async () => {
        const { actionId, plan } = await action('isolate-instance');
        await done(LEAD, `request ${actionId}`);
        await refused(CALLED, `approve ${actionId} ${plan?.hash.slice(0, 12)}`, 'no_role');
        await house.until(async () => JSON.stringify(await card(`action:${actionId}`)).includes('Approve'));
        await house.cloud('ModifyNetworkInterfaceAttribute', { NetworkInterfaceId: 'eni-web-2', Groups: ['sg-web'] });
        expect(await house.press(OWNER, 1, `action:${actionId}`, 'Approve')).toMatchObject({ kind: 'done' });

        await house.until(async () => (await action('isolate-instance')).plan?.hash !== plan?.hash);
        await house.until(async () =>
          (await house.messages(OWNER, 1)).some(({ text }) => /^The plan of .* changed; .* void\.$/.test(text)),
        );
        await refused(OWNER, `approve ${actionId} ${plan?.hash.slice(0, 12)}`, 'plan_changed');
        const { plan: now } = await action('isolate-instance');
        await done(OWNER, `approve ${actionId} ${now?.hash.slice(0, 12)}`);
        await house.until(async () => (await action('isolate-instance')).state === 'contained');

        await refused(OWNER, `release ${actionId} because it is clean`, 'not_lead');
        await house.until(async () => JSON.stringify(await card(`action:${actionId}`)).includes('Release'));
        expect(await house.press(LEAD, 1, `action:${actionId}`, 'Release…')).toMatchObject({
          kind: 'form',
          // A surface whose buttons name their incident gets a form that names it as well.
          form: { command: expect.stringMatching(/^(1 )?release$/) },
        });
        const fields = { action: actionId, reason: 'it is clean' };
        expect(await house.submit(LEAD, 1, 'release', fields)).toMatchObject({ kind: 'done' });
        await house.until(async () => (await action('isolate-instance')).state === 'released');
      });

      it('denies with a reason, and plans again', async () => {
        const { actionId, plan } = await action('revoke-role-sessions');
        await done(LEAD, `request ${actionId}`);
        await done(OWNER, `deny ${actionId} ${plan?.hash.slice(0, 12)} because the batch job runs until noon`);
        await done(LEAD, `retry ${actionId}`);
        await house.until(async () => (await action('revoke-role-sessions')).state === 'requested');
        await done(LEAD, `cancel ${actionId} because the role is replaced instead`);
      });

      it('acts on nothing outside the scope', async () => {
        expect(await house.say(LEAD, 1, 'release a99 because it is wrong')).toMatchObject({
          kind: 'usage',
          problem: expect.stringContaining('a99'),
        });
        expect(await house.say(LEAD, 1, 'contain isolate-instance i-of-somebody-else because of doubt')).toMatchObject({
          kind: 'usage',
          problem: expect.stringContaining('scope'),
        });
      });
    });

    describe('the way on', () => {
      it('goes from phase to phase with a checklist each, and back when something new is found', async () => {
        await refused(LEAD, 'phase eradication', 'gate_open');
        for (const phase of ['eradication', 'recovery']) {
          await done(LEAD, `phase ${phase} override because it is played in a suite`);
          await card(`tasks:${phase}`);
        }
        await done(LEAD, 'phase containment because a new finding names the host');
        expect((await house.incident(1)).phase).toBe('containment');
      });

      it('does not close while a notification clock runs', async () => {
        await done(LEAD, 'clock start gdpr');
        const [clock] = (await house.incident(1)).clocks;
        const { actionId } = await action('remove-instance-profile');
        const closing = { resolution: 'It is over', [`accept:${actionId}`]: 'it is being replaced' };
        expect(await house.submit(LEAD, 1, 'close', closing)).toMatchObject({ code: 'clock_running' });
        await done(LEAD, `clock stop ${clock?.clockId} not-required no personal data is affected`);
      });
    });

    describe('the end', () => {
      it('does not close over what is contained, then accepts it by name, writes the post-mortem and archives', async () => {
        await refused(LEAD, 'close It is over', 'still_contained');
        await refused(OWNER, 'close It is over', 'not_lead');
        const { actionId } = await action('remove-instance-profile');
        const closed = await house.submit(LEAD, 1, 'close', {
          resolution: 'Contained, and the profile stays off',
          [`accept:${actionId}`]: 'the host is being replaced',
        });
        expect(closed).toMatchObject({ kind: 'done' });

        await house.until(async () => (await house.incident(1)).postmortem !== undefined);
        const closure = await card('closure');
        expect(JSON.stringify(closure)).toContain('the host is being replaced');
        await house.until(() => house.archived(1));
        await refused(LEAD, 'update Too late', 'closed');
      });

      it('reopens with a reason, and the conversation comes back', async () => {
        await done(LEAD, 'reopen because the address came back');
        await house.until(async () => !(await house.archived(1)));
      });

      it('lets a request expire closed: nothing is done, and an approval that comes too late is refused', async () => {
        await done(LEAD, `retry ${(await action('isolate-instance')).actionId}`);
        await house.until(async () => (await action('isolate-instance')).state === 'requested');
        const { actionId, plan } = await action('isolate-instance');

        await house.later(31);

        await house.until(async () => (await action('isolate-instance')).state === 'expired');
        await refused(OWNER, `approve ${actionId} ${plan?.hash.slice(0, 12)}`, 'action_expired');
        await house.until(async () =>
          (await house.messages(OWNER, 1)).some(({ text }) => text.endsWith('expired; nothing was done.')),
        );
      });
    });
  });
}
