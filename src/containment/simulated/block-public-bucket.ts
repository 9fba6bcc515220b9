/**
 * Block public access to a bucket: all four settings. Presigned links, principals of other accounts and access grants
 * are not public access and go on working (cloud-ir §1.4): contain their signers apart.
 */

import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';
import type { ContainmentAction } from '../action.ts';
import { targetOf } from '../target.ts';
import type { SimulatedClient } from './client.ts';
import { changeStep, read } from './steps.ts';

const Block = z.object({
  BlockPublicAcls: z.boolean(),
  IgnorePublicAcls: z.boolean(),
  BlockPublicPolicy: z.boolean(),
  RestrictPublicBuckets: z.boolean(),
});
type Block = z.infer<typeof Block>;

interface Prior {
  readonly [name: string]: unknown;
  /** Null when there was none: releasing then deletes instead of putting. */
  readonly block: Block | null;
  readonly tags: Readonly<Record<string, string>>;
}

const ALL: Block = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const Configuration = z.object({ PublicAccessBlockConfiguration: Block });
const Tags = z.object({ TagSet: z.array(z.object({ Key: z.string(), Value: z.string() })) });
const Status = z.object({ PolicyStatus: z.object({ IsPublic: z.boolean() }) });

export function blockPublicBucket(client: SimulatedClient): ContainmentAction<Prior> {
  const blockOf = async (Bucket: string, signal: AbortSignal): Promise<Block | null> => {
    try {
      return (await read(client, 'GetPublicAccessBlock', { Bucket }, Configuration, signal))
        .PublicAccessBlockConfiguration;
    } catch (fault) {
      if (fault instanceof CordonError && /NoSuchPublicAccessBlock/.test(fault.message)) return null;
      throw fault;
    }
  };
  return {
    id: 'simulated.block-public-bucket',
    title: 'Block public access',
    provider: 'simulated',
    targetKind: 'bucket',
    target: targetOf('simulated', 'bucket'),
    effect: 'reversible',
    tier: 1,
    evidence: [{ kind: 'bucket-configuration', state: 'complete' }],
    permissions: [
      's3:GetBucketPublicAccessBlock',
      's3:PutBucketPublicAccessBlock',
      's3:GetBucketPolicyStatus',
      's3:GetBucketTagging',
    ],
    attack: ['T1530'],
    d3fend: ['D3-UAP'],
    undo: 'The settings that stood before are put back, or deleted where there were none.',
    settleSeconds: 1,
    recheckSeconds: 60,
    capture: async ({ id }, signal) => {
      const { TagSet } = await read(client, 'GetBucketTagging', { Bucket: id }, Tags, signal);
      return {
        block: await blockOf(id, signal),
        tags: Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value])),
      };
    },
    blast: async ({ id }, _prior, signal) => {
      const { PolicyStatus } = await read(client, 'GetBucketPolicyStatus', { Bucket: id }, Status, signal);
      return {
        estimate: { seconds: 2, cost: 'nothing' },
        radius: [
          PolicyStatus.IsPublic
            ? `anonymous readers of ${id} lose access; a site served from it goes dark`
            : `${id} is not public now: nothing is lost`,
        ],
        warnings: ['Presigned links and principals of other accounts still work.'],
      };
    },
    execute: ({ id }, { block }) => [
      changeStep(client, {
        id: 'block',
        call: 'PutPublicAccessBlock',
        on: id,
        prior: block ? settings(block) : 'no settings',
        wanted: 'all four settings on',
        input: { Bucket: id, PublicAccessBlockConfiguration: ALL },
        holds: async (signal) => equal(await blockOf(id, signal), ALL),
      }),
    ],
    verify: async ({ id }, _prior, _job, signal) => {
      const { PolicyStatus } = await read(client, 'GetBucketPolicyStatus', { Bucket: id }, Status, signal);
      const blocked = equal(await blockOf(id, signal), ALL);
      const seen = `${PolicyStatus.IsPublic ? 'Still' : 'Not'} public; ${blocked ? 'all four settings on' : 'settings changed since'}.`;
      return {
        holding: blocked && !PolicyStatus.IsPublic,
        seen,
        remedy: 'Somebody changed it back: try again, and deny them.',
      };
    },
    release: ({ id }, { block }) => [
      changeStep(client, {
        id: 'restore',
        call: block ? 'PutPublicAccessBlock' : 'DeletePublicAccessBlock',
        on: id,
        prior: 'all four settings on',
        wanted: block ? settings(block) : 'no settings',
        input: block ? { Bucket: id, PublicAccessBlockConfiguration: block } : { Bucket: id },
        holds: async (signal) => equal(await blockOf(id, signal), block),
      }),
    ],
  };
}

function settings(block: Block): string {
  const on = Object.entries(block).flatMap(([name, value]) => (value ? [name] : []));
  return on.length > 0 ? `${on.join(', ')} on` : 'all settings off';
}

function equal(a: Block | null, b: Block | null): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
