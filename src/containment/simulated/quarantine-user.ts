/**
 * Quarantine a user: deny everything by an inline policy, then disable its keys. In this order, because sessions
 * minted from a key live on after the key is disabled; only a deny on the user ends them (cloud-ir §0.1, finding 5).
 * Keys are disabled, never deleted: deletion destroys the last-used record (AWS: *deactivate, do not delete*).
 */

import { z } from 'zod';
import type { ActionJob, ActionTarget, ContainmentAction } from '../action.ts';
import { targetOf } from '../target.ts';
import type { SimulatedClient } from './client.ts';
import { changeStep, read, tagsIn } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly keys: readonly { readonly id: string; readonly status: string }[];
  readonly tags: Readonly<Record<string, string>>;
}

const Keys = z.object({ AccessKeyMetadata: z.array(z.object({ AccessKeyId: z.string(), Status: z.string() })) });
const Sessions = z.object({
  LockedOut: z.boolean(),
  Sessions: z.array(z.object({ SessionName: z.string(), Denied: z.boolean() })),
});
const Names = z.object({ PolicyNames: z.array(z.string()) });
const DENY_ALL = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] });

export function quarantineUser(client: SimulatedClient): ContainmentAction<Prior> {
  const keysOf = async (UserName: string, signal: AbortSignal) =>
    (await read(client, 'ListAccessKeys', { UserName }, Keys, signal)).AccessKeyMetadata.map(
      ({ AccessKeyId, Status }) => ({ id: AccessKeyId, status: Status }),
    );
  const isDenied = async (UserName: string, job: ActionJob, signal: AbortSignal) =>
    (await read(client, 'ListUserPolicies', { UserName }, Names, signal)).PolicyNames.includes(policyName(job));

  return {
    id: 'simulated.quarantine-user',
    title: 'Quarantine user',
    provider: 'simulated',
    targetKind: 'user',
    target: targetOf('simulated', 'user'),
    effect: 'reversible',
    tier: 1,
    evidence: [
      { kind: 'iam-snapshot', state: 'complete' },
      { kind: 'cloudtrail-window', state: 'complete' },
    ],
    permissions: [
      'iam:PutUserPolicy',
      'iam:DeleteUserPolicy',
      'iam:UpdateAccessKey',
      'iam:ListAccessKeys',
      'iam:ListUserPolicies',
    ],
    attack: ['T1078.004', 'T1098.001', 'T1552.001'],
    d3fend: ['D3-AL', 'D3-CR'],
    undo: 'The deny is removed and each key gets back the status it had.',
    settleSeconds: 4,
    recheckSeconds: 60,
    capture: async ({ id }, signal) => ({
      keys: await keysOf(id, signal),
      tags: await tagsIn(client, 'GetUser', { UserName: id }, 'User', signal),
    }),
    blast: async ({ id }, { keys }) => ({
      estimate: { seconds: 5, cost: 'nothing' },
      radius: [
        `user ${id} can do nothing at all`,
        `${keys.filter(({ status }) => status === 'Active').length} active access keys stop working`,
      ],
      warnings: ['Roles this user assumed earlier are other principals and stay valid: revoke their sessions too.'],
    }),
    execute: (target, { keys }, job) => [
      changeStep(client, {
        id: 'deny-all',
        call: 'PutUserPolicy',
        on: `user ${target.id}`,
        prior: 'no deny of ours',
        wanted: 'everything denied',
        input: { UserName: target.id, PolicyName: policyName(job), PolicyDocument: DENY_ALL },
        holds: (signal) => isDenied(target.id, job, signal),
      }),
      ...keys.map(({ id, status }) => keyStep(target, id, status, 'Inactive')),
    ],
    verify: async ({ id }, prior, _job, signal) => {
      const { LockedOut, Sessions: sessions } = await read(
        client,
        'DescribeUserSessions',
        { UserName: id },
        Sessions,
        signal,
      );
      const live = sessions.filter(({ Denied }) => !Denied);
      const keys = (await keysOf(id, signal)).filter(({ status }) => status === 'Active');
      const fresh = keys.filter((key) => !prior.keys.some((known) => known.id === key.id));
      const holding = LockedOut && live.length === 0 && keys.length === 0;
      const seen = `${keys.length} active keys (${fresh.length} new), ${live.length} of ${sessions.length} sessions not denied`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Look for keys or policies made since, and try again.' }) };
    },
    release: (target, { keys }, job) => [
      ...keys.map(({ id, status }) => keyStep(target, id, 'Inactive', status)),
      changeStep(client, {
        id: 'remove-deny',
        call: 'DeleteUserPolicy',
        on: `user ${target.id}`,
        prior: 'everything denied',
        wanted: 'no deny of ours',
        input: { UserName: target.id, PolicyName: policyName(job) },
        holds: async (signal) => !(await isDenied(target.id, job, signal)),
      }),
    ],
  };

  function keyStep(target: ActionTarget, key: string, from: string, to: string) {
    return changeStep(client, {
      id: `key:${key}`,
      call: 'UpdateAccessKey',
      on: `key ${key}`,
      prior: from,
      wanted: to,
      input: { UserName: target.id, AccessKeyId: key, Status: to },
      holds: async (signal) => (await keysOf(target.id, signal)).some(({ id, status }) => id === key && status === to),
    });
  }
}

function policyName({ number }: ActionJob): string {
  return `IR-${number}-DenyAll`;
}
