import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/open.ts';
import {
  addPerson,
  createToken,
  findToken,
  idOfName,
  listTokens,
  revokeTokens,
  spendToken,
} from '../../../src/store/people.ts';
import { freshStore } from '../../support/database.ts';

let store: Store;

beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store[Symbol.asyncDispose]());

describe('a token', () => {
  it('is known by its secret, which is stored nowhere', async () => {
    const secret = await createToken(store.db, { name: 'siem', scope: 'alerts' });

    expect(await findToken(store.db, secret)).toEqual({ name: 'siem', scope: 'alerts' });
    expect(await findToken(store.db, `${secret}x`)).toBeUndefined();
    const { rows } = await store.pool.query('select row_to_json(tokens)::text as row from tokens');
    expect(rows.map(({ row }) => row).join()).not.toContain(secret.slice('cordon_'.length));
  });

  it('is refused once it has expired or been revoked', async () => {
    const expired = await createToken(store.db, { name: 'old', scope: 'read' }, -1000);
    const revoked = await createToken(store.db, { name: 'lost', scope: 'read' });

    expect(await revokeTokens(store.db, 'lost')).toBe(1);

    expect(await findToken(store.db, expired)).toBeUndefined();
    expect(await findToken(store.db, revoked)).toBeUndefined();
    expect(await listTokens(store.db)).toContainEqual(
      expect.objectContaining({ name: 'lost', revokedAt: expect.any(Date) }),
    );
  });

  it('is spent once, however many try at the same time', async () => {
    const link = await createToken(store.db, { name: 'responder-1', scope: 'sign-in' }, 60_000);

    const spent = await Promise.all([1, 2, 3, 4].map(() => spendToken(store.db, link)));

    expect(spent.filter(Boolean)).toEqual([{ name: 'responder-1', scope: 'sign-in' }]);
  });
});

describe('a person', () => {
  it('keeps the name they first had', async () => {
    await addPerson(store.db, { id: 'responder-1', name: 'Responder 1' });

    expect(await addPerson(store.db, { id: 'responder-1', name: 'Somebody else' })).toEqual({
      id: 'responder-1',
      name: 'Responder 1',
    });
  });

  it.each([
    ['Responder 1', 'responder-1'],
    ['  Größe & Söhne ', 'größe-söhne'],
    ['someone@example.com', 'someone@example.com'],
    ['***', ''],
  ])('named %j has the id %j', (name, id) => {
    expect(idOfName(name)).toBe(id);
  });
});
