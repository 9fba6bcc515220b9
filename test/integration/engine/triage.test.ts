import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../src/base/ids.ts';
import { findAlert, listFindings } from '../../../src/store/alerts.ts';
import { readEvents } from '../../../src/store/log.ts';
import { alerts } from '../../../src/store/schema/alerts.ts';
import { listIncidents } from '../../../src/store/views.ts';
import { address, type EngineRoom, finding, openEngineRoom, opening, role } from '../../support/engine-room.ts';
import { RESPONDER } from '../../support/facts.ts';

let room: EngineRoom;

beforeEach(async () => {
  room = await openEngineRoom();
});
afterEach(() => room[Symbol.asyncDispose]());

const opened = () => listIncidents(room.store.db);
/** Puts the responder in command. */
const command = async (id: string) => {
  const person = { id: RESPONDER.id, name: RESPONDER.name };
  const by = { kind: 'service', id: 'cordon', name: 'Cordon' } as const;
  await room.engine.handle(id, { type: 'AddMember', person, how: 'roster', by });
  await room.engine.handle(id, { type: 'TakeRole', role: 'commander', by: RESPONDER });
};
const linkedTo = async (id: string) =>
  (await readEvents(room.store.db, id)).filter(({ type }) => type === 'AlertLinked');

describe('triage', () => {
  it('makes one incident of a storm of 500 alerts on one role, whoever takes them up', async () => {
    const storm = Array.from({ length: 500 }, (_, index) =>
      room.send([finding({ entities: [role('web-prod'), address(`203.0.113.${index % 200}`)] })]),
    );
    await Promise.all(storm);

    const taken = await Promise.all([room.triage(), room.neighbour().triage(), room.neighbour().triage()]);

    expect(taken.reduce((sum, count) => sum + count)).toBe(500);
    const [incident, ...others] = await opened();
    expect(others).toEqual([]);
    const findings = await listFindings(room.store.db, 1000);
    expect(findings.filter(({ incidentNumber }) => incidentNumber === incident?.number)).toHaveLength(500);
    const state = await room.engine.load(incident?.id ?? '');
    expect(state.scope).toHaveLength(201);
    expect((await linkedTo(state.id)).length).toBeLessThanOrEqual(200);
  });

  it('makes few incidents of a storm over few roles', async () => {
    await Promise.all(
      Array.from({ length: 90 }, (_, index) => room.send([finding({ entities: [role(`role-${index % 3}`)] })])),
    );

    await room.triage();

    expect(await opened()).toHaveLength(3);
  });

  it('lets one incident take a storm over many things, beside the few it opened before, and loses none of them', async () => {
    await using calm = await openEngineRoom({}, { perMinute: 3, quietMinutes: 10 });
    for (let n = 0; n < 40; n += 1) await calm.send([finding({ entities: [role(`role-${n}`)] })]);
    await calm.triage();
    await calm.send([finding({ entities: [role('role-late')] })]);
    await calm.send([finding({ entities: [role('role-of-a-drill')] })], { drill: 'drill-1' });
    await calm.triage();

    const incidents = await listIncidents(calm.store.db);
    const storms = incidents.filter(({ storm }) => storm);
    const state = await calm.engine.load(storms[0]?.id ?? '');

    expect(incidents.filter(({ mode }) => mode === 'live')).toHaveLength(4);
    expect(incidents.filter(({ mode }) => mode === 'drill')).toHaveLength(1);
    expect(storms).toHaveLength(1);
    expect(state.alerts).toHaveLength(38);
    expect(state.scope.map(({ id }) => id)).toContain('role-late');
    expect(state.because).toContain('one incident takes all findings of rule severe');
    expect((await listFindings(calm.store.db)).filter(({ incidentId }) => incidentId === null)).toEqual([]);
  });

  it('counts what is told again and tells the incident once', async () => {
    const told = finding({ entities: [role('web-prod')] });
    for (let n = 0; n < 3; n += 1) await room.send([told]);

    await room.triage();

    const [incident] = await opened();
    expect(await listFindings(room.store.db)).toEqual([expect.objectContaining({ count: 3, disposition: 'linked' })]);
    expect(await linkedTo(incident?.id ?? '')).toHaveLength(1);
  });

  it('gives the answer to a delivery its incident', async () => {
    const findings = [finding({ entities: [role('web-prod')] })];
    await room.send(findings, { key: 'k1' });

    await room.triage();

    const [incident] = await opened();
    expect(await findAlert(room.store.db, 'plain', 'k1')).toMatchObject({ incidentNumber: incident?.number });
    expect((await linkedTo(incident?.id ?? ''))[0]?.source).toMatchObject({ alertId: expect.any(String) });
  });

  it.each(['IncidentDeclared', 'AlertLinked'])('doubles nothing when it dies right after %s', async (last) => {
    const dying = await openEngineRoom();
    await dying.send([finding({ entities: [role('web-prod')] })]);
    const engine = dying.neighbour();
    let done = false;
    const handle = engine.engine.handle;
    // The process is gone after the append: nothing that would have come next is done.
    const killed: typeof handle = async (id, command) => {
      const handled = await handle(id, command);
      if (handled.accepted?.some(({ type }) => type === last)) {
        done = true;
        throw new Error('killed');
      }
      return handled;
    };
    await expect(dying.triageWith({ ...engine.engine, handle: killed })()).rejects.toThrow('killed');
    expect(done).toBe(true);

    await dying.triage();

    const incidents = await listIncidents(dying.store.db);
    expect(incidents).toHaveLength(1);
    const log = await readEvents(dying.store.db, incidents[0]?.id ?? '');
    expect(log.filter(({ type }) => type === 'AlertLinked')).toHaveLength(1);
    expect(await listFindings(dying.store.db)).toEqual([expect.objectContaining({ count: 1 })]);
    await dying[Symbol.asyncDispose]();
  });

  it('holds the lock no longer than it works, even when it fails', async () => {
    await room.send([finding({ entities: [role('web-prod')] })]);
    const failing = room.triageWith({ ...room.engine, handle: () => Promise.reject(new Error('killed')) });
    await expect(failing()).rejects.toThrow('killed');

    expect(await room.neighbour().triage()).toBe(1);
  });

  it('lets an alert that always fails hold up no other, and loses none', async () => {
    await room.send([finding({ entities: [role('web-prod')] })], { key: 'poison' });
    await room.send([finding({ entities: [role('db-prod')] })]);
    await room.store.db
      .update(alerts)
      .set({ findings: [{ nonsense: true }] })
      .where(eq(alerts.deliveryKey, 'poison'));

    await expect(room.triage()).rejects.toThrow();
    await expect(room.triage()).rejects.toMatchObject({ retryable: true });

    expect(await opened()).toHaveLength(1);
    expect(await findAlert(room.store.db, 'plain', 'poison')).toMatchObject({
      triagedAt: null,
      problem: expect.any(String),
    });
  });

  it('keeps drills and life apart, and two drills from each other', async () => {
    const entities = [role('web-prod')];
    await room.send([finding({ entities })]);
    await room.send([finding({ entities })], { drill: 'stolen-session' });
    await room.send([finding({ entities })], { drill: 'stolen-session' });
    await room.send([finding({ entities })], { drill: 'another' });

    await room.triage();

    expect((await opened()).map(({ mode }) => mode).toSorted()).toEqual(['drill', 'drill', 'live']);
  });

  it('joins an incident that a person declared, by what they put into its scope', async () => {
    const { id } = await room.declare(opening());
    await room.engine.handle(id, { type: 'AddEntity', entity: role('web-prod'), reason: 'seen', by: RESPONDER });

    await room.send([finding({ entities: [role('web-prod')] })]);
    await room.triage();

    expect(await opened()).toHaveLength(1);
    expect(await linkedTo(id)).toHaveLength(1);
  });

  it('leaves it to people when a closed incident is heard of again', async () => {
    const told = finding({ entities: [role('web-prod')] });
    await room.send([told]);
    await room.triage();
    const [incident] = await opened();
    await command(incident?.id ?? '');
    await room.engine.handle(incident?.id ?? '', {
      type: 'CloseIncident',
      resolution: 'over',
      accept: [],
      by: RESPONDER,
    });

    await room.send([told]);
    await room.triage();

    expect(await opened()).toHaveLength(1);
    expect(await listFindings(room.store.db)).toEqual([
      expect.objectContaining({ disposition: 'triage', why: expect.stringContaining('closed') }),
    ]);
  });

  it('follows an incident into the one it was merged into', async () => {
    const told = finding({ entities: [role('web-prod')] });
    await room.send([told]);
    await room.triage();
    const [from] = await opened();
    const into = await room.declare(opening());
    await command(from?.id ?? '');
    await room.engine.handle(from?.id ?? '', {
      type: 'MergeInto',
      incidentId: into.id,
      number: into.number,
      codename: into.codename,
      reason: 'the same',
      by: RESPONDER,
    });

    await room.send([{ ...told, entities: [role('web-prod'), address('203.0.113.9')] }]);
    await room.triage();

    expect(await opened()).toHaveLength(2);
    expect(await linkedTo(into.id)).toHaveLength(1);
  });

  it('offers what no rule opens to people', async () => {
    await room.send([finding({ severity: 'low', entities: [role('web-prod')] })], { key: newId() });

    await room.triage();

    expect(await opened()).toEqual([]);
    expect(await listFindings(room.store.db)).toEqual([expect.objectContaining({ disposition: 'triage' })]);
  });
});
