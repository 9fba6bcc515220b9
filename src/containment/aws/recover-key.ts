/**
 * Recover a key that was scheduled for deletion or disabled: what it encrypts is lost with it, which is what ransom by KMS
 * is. Cancelling leaves the key disabled, so it is enabled as well (KMS developer guide, *Cancel key deletion*).
 * Not released: a key is not scheduled for deletion again by us. Traps: imported key material that was deleted can only be
 * imported again by whoever has it; the attacker's grants and changes of the key policy stand: look at both.
 */

import {
  CancelKeyDeletionCommand,
  DescribeKeyCommand,
  EnableKeyCommand,
  KMSClient,
  ListGrantsCommand,
} from '@aws-sdk/client-kms';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { awsStep } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly state: string;
  /** When it would be gone; null where it is not scheduled for deletion. */
  readonly deletionAt: string | null;
}

export function recoverKey(aws: Aws): ContainmentAction<Prior> {
  const kms = (target: ActionTarget, job?: ActionJob) => aws.of(KMSClient, target, job);

  return {
    id: 'aws.recover-key',
    title: 'Recover key',
    provider: 'aws',
    targetKind: 'key',
    target: targetOf('aws', 'key'),
    effect: 'irreversible',
    tier: 1,
    evidence: [],
    permissions: ['kms:DescribeKey', 'kms:ListGrants', 'kms:CancelKeyDeletion', 'kms:EnableKey'],
    attack: ['T1485', 'T1486', 'T1490'],
    d3fend: ['D3-RC'],
    undo: 'None, and none is wanted: disable the key by hand where it must not be used.',
    // "Changes to the state of a key take up to five minutes to hold" (KMS developer guide, *Key states*).
    settleSeconds: 300,
    recheckSeconds: 900,
    capture: async (target, signal) => {
      const { state, deletionAt, origin } = await keyOf(kms(target), target.id, signal);
      if (state === 'PendingImport') {
        throw new CordonError('not_allowed', `The material of key ${target.id} (${origin}) is gone.`, {
          remedy: 'Import it again from where it was made.',
        });
      }
      return { state, deletionAt };
    },
    blast: async (target, { state, deletionAt }, signal) => {
      const { Grants = [] } = await kms(target).send(new ListGrantsCommand({ KeyId: target.id }), {
        abortSignal: signal,
      });
      return {
        estimate: { seconds: 3, cost: 'about 1 USD a month for the key, as before' },
        radius: [
          deletionAt === null ? `the key is ${state}` : `the key would be gone at ${deletionAt}`,
          'whoever its policy and grants allow can use it again',
        ],
        warnings: Grants.length > 0 ? [`${Grants.length} grants stand on it: see whether the attacker made one.`] : [],
      };
    },
    execute: (target, { deletionAt }, job) => [
      ...(deletionAt === null ? [] : [cancelStep(kms(target, job), target)]),
      enableStep(kms(target, job), target),
    ],
    verify: async (target, _prior, _job, signal) => {
      const { state } = await keyOf(kms(target), target.id, signal);
      const holding = state === 'Enabled';
      const remedy = 'Find who disabled it again, contain them, and try again.';
      return { holding, seen: `The key is ${state}.`, ...(holding ? {} : { remedy }) };
    },
  };
}

function cancelStep(kms: KMSClient, { id: KeyId }: ActionTarget): Step {
  return awsStep({
    id: 'cancel-deletion',
    call: 'CancelKeyDeletion',
    on: KeyId,
    prior: 'scheduled for deletion',
    wanted: 'not scheduled for deletion',
    make: (abortSignal) => kms.send(new CancelKeyDeletionCommand({ KeyId }), { abortSignal }),
    holds: async (signal) => (await keyOf(kms, KeyId, signal)).deletionAt === null,
  });
}

function enableStep(kms: KMSClient, { id: KeyId }: ActionTarget): Step {
  return awsStep({
    id: 'enable',
    call: 'EnableKey',
    on: KeyId,
    prior: 'disabled',
    wanted: 'enabled',
    make: (abortSignal) => kms.send(new EnableKeyCommand({ KeyId }), { abortSignal }),
    holds: async (signal) => (await keyOf(kms, KeyId, signal)).state === 'Enabled',
  });
}

async function keyOf(kms: KMSClient, KeyId: string, abortSignal: AbortSignal) {
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId }), { abortSignal });
  const pending = /^Pending.*Deletion$/.test(KeyMetadata?.KeyState ?? '');
  return {
    state: KeyMetadata?.KeyState ?? 'unknown',
    origin: KeyMetadata?.Origin ?? 'unknown',
    deletionAt: pending ? (KeyMetadata?.DeletionDate?.toISOString() ?? 'an unknown time') : null,
  };
}
