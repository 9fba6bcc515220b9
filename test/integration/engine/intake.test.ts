import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/base/chain.ts';
import { newId } from '../../../src/base/ids.ts';
import type { Intake } from '../../../src/engine/intake.ts';
import { alertById, alertCounts, findAlert } from '../../../src/store/alerts.ts';
import { type EngineRoom, finding, openEngineRoom, request, role } from '../../support/engine-room.ts';

let room: EngineRoom;

beforeAll(async () => {
  room = await openEngineRoom();
});
afterAll(() => room[Symbol.asyncDispose]());

describe('intake', () => {
  it('has stored the very bytes when it answers', async () => {
    const sent = request('exact', [finding({ title: 'Ünïcode \u{1f512}' })], { 'x-secret': 'open' });

    const { status, body } = await room.intake('plain', sent, undefined, false);

    expect(status).toBe(202);
    expect(body).toEqual({ delivery: expect.any(String), finding: expect.any(String) });
    const stored = await alertById(room.store.db, String(body.delivery));
    expect(Buffer.from(stored?.body ?? [])).toEqual(sent.body);
    expect(stored).toMatchObject({ sha256: sha256(sent.body), verifiedBy: 'secret', triagedAt: null });
  });

  it('answers a delivery it knows with what came of it', async () => {
    const findings = [finding({ entities: [role('stolen')] })];
    const first = await room.send(findings, { key: 'again' });
    await room.triage();

    const second = await room.send(findings, { key: 'again' });

    expect(second.status).toBe(200);
    expect(second.body).toEqual({ ...first.body, incident: expect.any(Number), duplicate: true });
  });

  it('keeps one of many copies that arrive at once', async () => {
    const findings = [finding()];

    const answers = await Promise.all(Array.from({ length: 20 }, () => room.send(findings, { key: 'copies' })));

    expect(answers.filter(({ status }) => status === 202)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.delivery)).size).toBe(1);
  });

  it('keeps one of each when two processes get the same alerts in another order', async () => {
    const keys = Array.from({ length: 200 }, (_, index) => `order-${index}`);
    const other = room.neighbour();
    const deliver = (intake: Intake, order: readonly string[]) =>
      Promise.all(order.map((key) => intake('plain', request(key, [finding()]), undefined, true)));

    const answers = await Promise.all([deliver(room.intake, keys), deliver(other.intake, keys.toReversed())]);

    const statuses = answers.flat().map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(200);
    expect(statuses.filter((status) => status === 200)).toHaveLength(200);
  });

  it('takes the same delivery in a drill for another one', async () => {
    const findings = [finding({ dedupKey: 'drilled' })];
    const live = await room.send(findings, { key: 'drilled' });

    const drill = await room.send(findings, { key: 'drilled', drill: 'stolen-session' });

    expect(drill.status).toBe(202);
    expect(drill.body.finding).not.toBe(live.body.finding);
  });

  it('lets a row that cannot be stored harm no other of its batch', async () => {
    const before = (await alertCounts(room.store.db)).received;
    const good = Array.from({ length: 10 }, (_, index) => room.send([finding()], { key: `good-${index}` }));
    const bad = room.send([finding()], { key: `bad-\u0000` });

    await expect(bad).rejects.toMatchObject({ code: 'body_invalid' });

    const statuses = (await Promise.all(good)).map(({ status }) => status);
    expect(statuses).toEqual(Array.from({ length: 10 }, () => 202));
    expect((await alertCounts(room.store.db)).received).toBe(before + 10);
  });

  it('commits what arrives together together', async () => {
    const keys = Array.from({ length: 50 }, () => newId());

    await Promise.all(keys.map((key) => room.send([finding()], { key })));

    const { rows } = await room.store.db.execute<{ transactions: string }>(sql`
      select count(distinct xmin::text) as transactions from alerts where delivery_key in ${keys}`);
    expect(Number(rows[0]?.transactions)).toBeLessThanOrEqual(2);
  });

  it.each([
    ['a source that nobody configured', 'nowhere', {}, 'not_found'],
    ['a request without a credential', 'plain', {}, 'credential_missing'],
  ])('turns away %s and stores nothing of it', async (_what, door, headers, code) => {
    const key = newId();

    await expect(room.intake(door, request(key, [], headers), undefined, false)).rejects.toMatchObject({ code });

    expect(await findAlert(room.store.db, 'plain', key)).toBeUndefined();
  });

  it('says that the sender may try again when the database does not answer', async () => {
    await using other = await openEngineRoom();
    await other.store.pool.end();

    await expect(other.send([finding()])).rejects.toMatchObject({ code: 'store_unavailable', retryable: true });
  });
});
