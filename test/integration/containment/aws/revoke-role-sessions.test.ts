import { IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import { contract } from './contract.ts';
import { makeRole, OWN, RoleName, readRole } from './roles.ts';

const STAMP = /"aws:TokenIssueTime":"([^"]+)"/;

/** The stamp is a moment of each world's own: it is checked for being past, and left out of the comparison. */
async function readUnstamped(...[lab]: Parameters<typeof readRole>) {
  const text = JSON.stringify(await readRole(lab));
  const stamp = STAMP.exec(text)?.[1];
  if (stamp) expect(Date.parse(stamp)).toBeLessThanOrEqual(Date.now());
  if (stamp) expect(stamp).toMatch(/Z$/);
  return JSON.parse(text.replace(STAMP, '"aws:TokenIssueTime":"then"'));
}

const revoked = {
  trust: expect.anything(),
  policies: {
    own: JSON.parse(OWN),
    AWSRevokeOlderSessions: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: expect.any(String),
          Effect: 'Deny',
          Action: ['*'],
          Resource: ['*'],
          Condition: { DateLessThan: { 'aws:TokenIssueTime': 'then' } },
        },
      ],
    },
  },
};

contract({
  action: 'revoke-role-sessions',
  world: async (lab) => {
    await makeRole(lab);
    return { kind: 'role', id: RoleName };
  },
  read: readUnstamped,
  contained: (seen) => expect(seen).toEqual(revoked),
  release: 'refused',
});

contract({
  action: 'revoke-role-sessions',
  when: 'the console revoked before',
  world: async (lab) => {
    await makeRole(lab);
    const Condition = { DateLessThan: { 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' } };
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: ['*'], Resource: ['*'], Condition }],
    });
    await lab
      .of(IAMClient)
      .send(new PutRolePolicyCommand({ RoleName, PolicyName: 'AWSRevokeOlderSessions', PolicyDocument }));
    return { kind: 'role', id: RoleName };
  },
  read: readUnstamped,
  contained: (seen) => expect(seen).toEqual(revoked),
  release: 'refused',
});
