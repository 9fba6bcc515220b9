import { expect } from 'vitest';
import { contract } from './contract.ts';
import { makeRole, OWN, RoleName, readRole } from './roles.ts';

contract({
  action: 'lock-role-trust',
  world: async (lab) => {
    await makeRole(lab);
    return { kind: 'role', id: RoleName };
  },
  read: readRole,
  contained: (seen) => {
    expect(seen).toMatchObject({
      trust: { Statement: [{ Effect: 'Deny', Principal: { AWS: '*' } }] },
      policies: { own: JSON.parse(OWN) },
    });
    expect(JSON.stringify((seen as { trust: unknown }).trust)).not.toContain('Allow');
  },
  release: 'restores',
});
