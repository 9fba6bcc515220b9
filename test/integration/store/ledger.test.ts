import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../../src/base/ids.ts';
import type { Ledger } from '../../../src/containment/ledger.ts';
import { createLedger } from '../../../src/store/ledger.ts';
import type { Store } from '../../../src/store/open.ts';
import { freshStore } from '../../support/database.ts';

let store: Store;
let ledger: Ledger;

beforeAll(async () => {
  store = await freshStore();
  ledger = createLedger(store.db);
});
afterAll(() => store[Symbol.asyncDispose]());

const LEASE_MS = 60_000;
/** A lease that is over as soon as it is given. */
const OVER_MS = -1000;

const freshKey = () => ({
  incidentId: newId(),
  actionId: 'a1',
  jobKey: newId(),
  stage: 'execute' as const,
  step: 'deny',
});

describe('a step', () => {
  it('is claimed by one of many workers', async () => {
    const key = freshKey();

    const claims = await Promise.all(Array.from({ length: 8 }, () => ledger.claim(key, LEASE_MS)));

    expect(claims.filter(({ state }) => state === 'claimed')).toEqual([{ state: 'claimed', token: 1 }]);
    expect(claims.filter(({ state }) => state === 'held')).toHaveLength(7);
  });

  it('is handed on as interrupted when its worker vanished, with a higher token', async () => {
    const key = freshKey();
    await ledger.claim(key, OVER_MS);

    const claims = await Promise.all([ledger.claim(key, LEASE_MS), ledger.claim(key, LEASE_MS)]);

    expect(claims.map(({ state }) => state).toSorted()).toEqual(['held', 'interrupted']);
    expect(claims.find(({ state }) => state === 'interrupted')).toEqual({ state: 'interrupted', token: 2 });
  });

  it('is not finished by a worker that was overtaken', async () => {
    const key = freshKey();
    await ledger.claim(key, OVER_MS);
    await ledger.claim(key, LEASE_MS);

    expect(await ledger.finish(key, 1, 'failed', 'too late')).toBe(false);
    expect(await ledger.finish(key, 2, 'done', 'denied', 'request-2')).toBe(true);

    expect(await ledger.claim(key, LEASE_MS)).toEqual({
      state: 'finished',
      outcome: 'done',
      detail: 'denied',
      requestId: 'request-2',
    });
  });

  it('keeps its first outcome', async () => {
    const key = freshKey();
    await ledger.claim(key, LEASE_MS);
    await ledger.finish(key, 1, 'done', 'first');

    expect(await ledger.finish(key, 1, 'failed', 'second')).toBe(false);

    expect(await ledger.claim(key, OVER_MS)).toEqual({ state: 'finished', outcome: 'done', detail: 'first' });
  });
});

describe('the prior state of a job', () => {
  it('is what the first worker saw, whatever a retry sees', async () => {
    const { incidentId, actionId, jobKey } = freshKey();

    await ledger.keepPrior(incidentId, actionId, jobKey, { groups: ['sg-web'] });
    const kept = await ledger.keepPrior(incidentId, actionId, jobKey, { groups: ['sg-isolated'] });

    expect(kept).toEqual({ groups: ['sg-web'] });
  });

  it('is still the first one for a later attempt under another key, until nothing of it is in place', async () => {
    const { incidentId, actionId, jobKey } = freshKey();
    await ledger.keepPrior(incidentId, actionId, jobKey, { groups: ['sg-web'] });

    expect(await ledger.keepPrior(incidentId, actionId, `${jobKey}-2`, { groups: ['sg-isolated'] })).toEqual({
      groups: ['sg-web'],
    });

    await ledger.forgetPrior(incidentId, actionId);
    expect(await ledger.keepPrior(incidentId, actionId, `${jobKey}-3`, { groups: ['sg-new'] })).toEqual({
      groups: ['sg-new'],
    });
  });
});

describe('a resource', () => {
  it('is held by one job at a time, which may ask again', async () => {
    const resource = newId();

    expect(await ledger.holdResource(resource, 'one', LEASE_MS)).toBe(true);
    expect(await ledger.holdResource(resource, 'two', LEASE_MS)).toBe(false);
    expect(await ledger.holdResource(resource, 'one', LEASE_MS)).toBe(true);
  });

  it('is freed by its holder alone', async () => {
    const resource = newId();
    await ledger.holdResource(resource, 'one', LEASE_MS);

    await ledger.freeResource(resource, 'two');
    expect(await ledger.holdResource(resource, 'two', LEASE_MS)).toBe(false);

    await ledger.freeResource(resource, 'one');
    expect(await ledger.holdResource(resource, 'two', LEASE_MS)).toBe(true);
  });

  it('falls to the next when its holder vanished', async () => {
    const resource = newId();
    await ledger.holdResource(resource, 'one', OVER_MS);

    expect(await ledger.holdResource(resource, 'two', LEASE_MS)).toBe(true);
  });
});
