import { expect } from 'vitest';
import type { Lab } from '../../../support/aws-lab.ts';
import { contract } from './contract.ts';
import { makeSsoUser, type SsoUser, UserName, WORKLOADS } from './sso-user.ts';

/** The user that a lab's world was made with. */
const made = new WeakMap<Lab, SsoUser>();

contract({
  action: 'contain-sso-user',
  lab: { labels: ['management'] },
  world: async (lab) => {
    made.set(lab, await makeSsoUser(lab));
    // The incident is in a workload's account; Identity Center is administered in the management account.
    return { kind: 'sso-user', id: UserName, account: WORKLOADS[0] ?? '' };
  },
  read: async (lab) => {
    const { names = [], read } = made.get(lab) ?? {};
    return Object.fromEntries(
      names.map((name) => {
        const { policy = '', provisioned = '' } = read?.(name) ?? {};
        return [name, { policy: plain(policy), provisioned: plain(provisioned) }];
      }),
    );
  },
  contained: (seen) => {
    const deny = { Effect: 'Deny', Action: '*', Resource: '*', Sid: 'IRc0ffeec0ffeec0ffeec0ffeec0ffeec0T' };
    const one = { ...deny, Condition: { StringEquals: { 'identitystore:UserId': 'USER' } } };
    const own = { Effect: 'Deny', Action: 'iam:*', Resource: '*' };
    const developer = { Version: '2012-10-17', Statement: [own, one] };
    const analyst = { Version: '2012-10-17', Statement: [one] };
    expect(seen).toEqual({
      Developer: { policy: developer, provisioned: developer },
      Analyst: { policy: analyst, provisioned: analyst },
    });
  },
  release: 'refused',
});

/** Without what differs between two worlds: when it was denied, and the user's id. An untouched text stays to the byte. */
function plain(policy: string): unknown {
  if (!policy.includes('IRc0ffee')) return policy;
  return JSON.parse(policy.replace(/("Sid":"IR\w+T)\d+/, '$1').replace(/("identitystore:UserId":")[^"]+/, '$1USER'));
}
