/** An incident from the alert to the archived conversation and back, written once: a platform plays it on a stage of its own. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bodyAt } from '../../src/readiness/storyline.ts';
import type { Acting } from '../support/acting.ts';
import type { TestHouse } from '../support/start-house.ts';
import { until } from '../support/until.ts';

export interface Stage extends AsyncDisposable {
  readonly test: TestHouse;
  /** The conversation of the incident, once these people are in it. */
  enter(people: readonly string[]): Promise<Scene>;
  /** All that people outside can read of it. */
  announced(): string;
  /** Words to Cordon outside the incident's conversation. */
  elsewhere(person: string, words: string): Promise<unknown>;
}

export interface Scene extends Acting {
  /** Waits until all that a newcomer looks for is there: pinned card, topic, ways to the Room and beyond. */
  furnished(): Promise<void>;
  sees(person: string): boolean;
  /** Waits until the conversation says who leads. */
  led(by: string): Promise<void>;
  /** Somebody says it, somebody else puts it on the timeline by reacting, and waits for the platform's sign of it. */
  captured(said: { readonly by: string; readonly text: string }, person: string): Promise<void>;
  /** As nearly as the platform has it. */
  isArchived(): boolean;
  hasPostmortem(): boolean;
}

const LEAD = 'responder-1';
const OWNER = 'responder-2';
const SCRIBE = 'responder-3';
const OUTSIDER = 'responder-5';
const SUMMARY = /SEV-1 · \S+ · #1$/m;
/** Words of the alert that no outsider may ever read. */
const SECRET = /web-prod|i-0abc|198\.51\.100|Credentials/;
/** A link that every conversation gets beside the Room and the playbook. */
export const CALL = { label: 'Call', url: 'https://meet.example.com/1' };

export function story(platform: string, open: () => Promise<Stage>): void {
  describe(`an incident in ${platform} alone`, () => {
    let stage: Stage;
    let scene: Scene;

    beforeAll(async () => {
      stage = await open();
    });
    afterAll(async () => stage?.[Symbol.asyncDispose]());

    const state = () => stage.test.incident(1);
    const action = async (name: string) => (await state()).actions.find((one) => one.action === name);
    const openTasks = async (phase: string) =>
      (await state()).tasks.filter((task) => task.phase === phase && task.state === 'open');

    it('opens a private conversation for an alert, with everything a newcomer looks for, and tells outsiders four facts', async () => {
      const { test } = stage;
      const storyline = test.house.storylines.find(({ slug }) => slug === 'stolen-role-session');
      await fetch(`${test.house.simulatedUrl}/seed/${storyline?.seed}`, { method: 'POST' });
      for (const { source, body } of storyline?.alerts ?? [])
        await test.call('POST', `/alerts/${source}`, bodyAt(body, new Date(), 'story-1'));

      scene = await stage.enter([LEAD, OWNER, SCRIBE]);
      await scene.read(SUMMARY);
      await scene.furnished();
      await until(async () => (await state()).actions.filter(({ state: at }) => at === 'planned').length === 3);

      expect(scene.sees(OUTSIDER)).toBe(false);
      await until(() => stage.announced().includes('SEV-1'));
      expect(stage.announced()).not.toMatch(SECRET);
      await scene.told(SCRIBE, /SEV-1/);
    });

    it('gives command, roles and briefs', async () => {
      await scene.click(LEAD, SUMMARY, 'Take');
      await until(async () => (await state()).roles.commander?.id === LEAD);
      await scene.tell(OWNER, 'take account-owner');
      await scene.tell(LEAD, `assign scribe @${SCRIBE}`);

      await until(async () => (await state()).roles.scribe?.id === SCRIBE);
      await scene.told(SCRIBE, /Scribe/);
      await scene.led('Responder 1');
    });

    it('ticks, skips with a reason, captures talk by a reaction, and holds the gate until nothing is missing', async () => {
      await scene.tell(LEAD, 'phase containment');
      await scene.told(LEAD, /t3/);
      await scene.captured({ by: OWNER, text: 'The owner of web-prod says nobody deployed today' }, LEAD);
      await scene.tick(OWNER, 't3');
      await scene.tell(LEAD, 'severity');
      await scene.fill(LEAD, { to: '1', reason: 'two sources agree' });
      await until(async () => (await state()).severityConfirmed === true);
      await scene.tell(LEAD, 'clock start gdpr');
      await until(async () => (await state()).clocks.length === 1);
      await until(async () => (await state()).tasks.find(({ taskId }) => taskId === 't3')?.state === 'done');
      await until(async () => JSON.stringify((await state()).entries).includes('nobody deployed'));
      await until(async () =>
        (await openTasks('detection_analysis')).every(({ doneWhen }) => doneWhen?.fact !== 'evidence-complete'),
      );

      for (const { taskId } of await openTasks('detection_analysis')) {
        await scene.choose(LEAD, taskId, 'Skip…');
        await scene.fill(LEAD, { reason: 'it is played in a test' });
        await until(async () => (await openTasks('detection_analysis')).every((one) => one.taskId !== taskId));
      }
      await scene.click(LEAD, SUMMARY, 'Phase…');
      await scene.fill(LEAD, { to: 'containment' });

      await scene.read(/Now in Containment/);
      expect((await state()).tasks.find(({ taskId }) => taskId === 't3')?.tickedBy.map(({ by }) => by.id)).toEqual([
        OWNER,
      ]);
    });

    it('contains what a second person approved, and refuses the first in private', async () => {
      for (const name of ['remove-instance-profile', 'revoke-role-sessions', 'isolate-instance']) {
        const { actionId = '' } = (await action(name)) ?? {};
        const card = new RegExp(`${actionId} · `);
        await scene.click(LEAD, card, 'Request');
        await scene.told(OWNER, new RegExp(`Your approval is wanted: ${actionId}`));
        await scene.click(LEAD, card, 'Approve');
        await scene.told(LEAD, /someone else must approve/);
        expect((await action(name))?.state).toBe('requested');
        await scene.click(OWNER, card, 'Approve');
        await until(async () => (await action(name))?.state === 'contained', 90_000);
        await scene.read(new RegExp(`Contained: ${actionId}`));
        await until(async () => (await scene.read(card)).includes('Release…'));
      }
    });

    it('goes through the phases, releases, and accepts the rest by name', async () => {
      await scene.tell(LEAD, 'phase eradication override because the rest is played elsewhere');
      await scene.read(/Now in Eradication/);
      await scene.tell(LEAD, 'phase recovery override because the rest is played elsewhere');
      await scene.read(/Now in Recovery/);
      const { actionId = '' } = (await action('isolate-instance')) ?? {};
      await scene.click(LEAD, new RegExp(`${actionId} · `), 'Release…');
      await scene.fill(LEAD, { reason: 'the host was rebuilt' });

      await until(async () => (await action('isolate-instance'))?.state === 'released', 90_000);
      const [clock] = (await state()).clocks;
      await scene.tell(LEAD, `clock stop ${clock?.clockId} not-required no personal data is affected`);
      await until(async () => (await state()).clocks.every(({ stopped }) => stopped !== undefined));
    });

    it('closes with the post-mortem, archives the conversation, and brings it back when it is reopened', async () => {
      await scene.tell(LEAD, 'close');
      const held = (await state()).actions.filter(({ state: at }) => at === 'contained');
      const accepted = held.map(({ actionId }) => [`accept:${actionId}`, 'it stays until the sessions have expired']);
      await scene.fill(LEAD, {
        resolution: `Contained by two people in ${platform}`,
        ...Object.fromEntries(accepted),
      });

      await until(() => scene.isArchived(), 90_000);
      const closure = await scene.read(/Closed: SEV-1/);
      expect(closure).toMatch(/accepted by Responder 1: it stays until the sessions have expired/);
      expect(scene.hasPostmortem()).toBe(true);

      await stage.elsewhere(LEAD, '1 reopen because the address came back');
      await until(() => !scene.isArchived());
      await scene.read(/the address came back/);
      expect(stage.announced()).not.toMatch(SECRET);
    });
  });
}
