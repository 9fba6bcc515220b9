import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/open.ts';
import { createToken, revokeTokens } from '../../../src/store/people.ts';
import { createTokenFinder } from '../../../src/store/token-finder.ts';
import { freshStore } from '../../support/database.ts';

let store: Store;

beforeAll(async () => {
  store = await freshStore();
});
afterAll(() => store[Symbol.asyncDispose]());

describe('the token finder', () => {
  it('lets a revoked token work no longer than it says', async () => {
    let ms = 0;
    const find = createTokenFinder(store.db, 5000, () => ms);
    const secret = await createToken(store.db, { name: 'siem', scope: 'alerts' });
    expect(await find(secret)).toEqual({ name: 'siem', scope: 'alerts' });

    await revokeTokens(store.db, 'siem');

    ms = 5000;
    expect(await find(secret)).toBeUndefined();
  });

  it('knows a token as soon as it is made, though it was asked for before', async () => {
    const find = createTokenFinder(store.db);
    expect(await find('cordon_unknown')).toBeUndefined();
    const secret = await createToken(store.db, { name: 'new', scope: 'read' });

    expect(await find(secret)).toEqual({ name: 'new', scope: 'read' });
    expect(await find('cordon_unknown')).toBeUndefined();
  });

  it('asks the database once for many that come at once', async () => {
    const secret = await createToken(store.db, { name: 'storm', scope: 'alerts' });
    let asked = 0;
    const counted = {
      ...store.db,
      select: (...columns: Parameters<typeof store.db.select>) => {
        asked += 1;
        return store.db.select(...columns);
      },
    } as typeof store.db;
    const find = createTokenFinder(counted);

    const tokens = await Promise.all(Array.from({ length: 100 }, () => find(secret)));

    expect(new Set(tokens.map((token) => token?.name))).toEqual(new Set(['storm']));
    expect(asked).toBe(1);
  });
});
