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

  it('stays with its worker while that keeps the claim, and falls to the next once it lets go', async () => {
    const key = freshKey();
    await ledger.claim(key, OVER_MS);

    expect(await ledger.extend(key, 1, LEASE_MS)).toBe(true);
    expect(await ledger.claim(key, LEASE_MS)).toMatchObject({ state: 'held' });

    await ledger.extend(key, 1, OVER_MS);
    expect(await ledger.claim(key, LEASE_MS)).toEqual({ state: 'interrupted', token: 2 });
    expect(await ledger.extend(key, 1, LEASE_MS)).toBe(false);
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
    const job = freshKey();

    await ledger.keepPrior(job, { groups: ['sg-web'] }, false);
    const kept = await ledger.keepPrior(job, { groups: ['sg-isolated'] }, false);

    expect(kept).toEqual({ groups: ['sg-web'] });
  });

  it('is still the first one for a later attempt under another key, until nothing of it is in place', async () => {
    const first = freshKey();
    await ledger.keepPrior(first, { groups: ['sg-web'] }, true);

    const second = { ...first, jobKey: `${first.jobKey}-2` };
    expect(await ledger.keepPrior(second, { groups: ['sg-isolated'] }, false)).toEqual({ groups: ['sg-web'] });

    const third = { ...first, jobKey: `${first.jobKey}-3` };
    expect(await ledger.keepPrior(third, { groups: ['sg-new'] }, true)).toEqual({ groups: ['sg-new'] });
    expect(await ledger.keptPrior(first.incidentId, first.actionId)).toEqual({ groups: ['sg-new'] });
  });

  it('is not taken away by a second delivery of the same job, which looked before the change and keeps late', async () => {
    const job = freshKey();
    await ledger.keepPrior(job, { groups: ['sg-web'] }, true);
    await ledger.claim(job, OVER_MS);

    expect(await ledger.keepPrior(job, { groups: ['sg-late'] }, true)).toEqual({ groups: ['sg-web'] });
    expect(await ledger.keptPrior(job.incidentId, job.actionId)).toEqual({ groups: ['sg-web'] });
  });

  it('is renewed by a job that comes back before its first change', async () => {
    const job = freshKey();
    await ledger.keepPrior(job, { groups: ['sg-web'] }, true);

    await ledger.keepPrior(job, { groups: ['sg-now'] }, true);

    expect(await ledger.keptPrior(job.incidentId, job.actionId)).toEqual({ groups: ['sg-now'] });
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
