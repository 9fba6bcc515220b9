/**
 * Rotate a secret as its owner configured it, by a function or by the service that manages it (Secrets Manager user guide, *Rotate secrets*). Recovery, not
 * containment: whoever may still read it reads the new value too, so the reader is contained first.
 * Not released: the value that leaked must not come back. Traps: the previous value stays readable as `AWSPREVIOUS`;
 * whoever caches it fails until it reads anew; a secret without rotation is set by hand where it is used.
 */

import { DescribeSecretCommand, RotateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { guardedTags } from './instance-of.ts';
import { awsStep, tagsOf } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  /** Version that was in force. */
  readonly version: string;
  readonly tags: Readonly<Record<string, string>>;
}

export function rotateSecret(aws: Aws): ContainmentAction<Prior> {
  const secrets = (target: ActionTarget, job?: ActionJob) => aws.of(SecretsManagerClient, target, job);

  return {
    id: 'aws.rotate-secret',
    title: 'Rotate secret',
    provider: 'aws',
    targetKind: 'secret',
    target: targetOf('aws', 'secret'),
    effect: 'irreversible',
    tier: 2,
    evidence: [],
    permissions: ['secretsmanager:DescribeSecret', 'secretsmanager:RotateSecret', 'lambda:InvokeFunction'],
    attack: ['T1552', 'T1555.006'],
    d3fend: ['D3-CRO'],
    undo: 'None: the value that leaked must not come back.',
    // Rotation runs a function of four steps, which has up to 15 minutes; most end within one.
    settleSeconds: 60,
    recheckSeconds: 900,
    capture: async (target, signal) => {
      const { version, rotates, tags } = await secretOf(secrets(target), target.id, signal);
      if (!rotates) {
        throw new CordonError('not_allowed', `Secret ${target.id} has no rotation configured.`, {
          remedy: 'Its owner sets a new value where it is used, then in the secret.',
        });
      }
      return { version, tags };
    },
    blast: async (target, _prior, signal) => {
      const { lastUsed, copies } = await secretOf(secrets(target), target.id, signal);
      return {
        estimate: { seconds: 30, cost: 'one run of its rotation function' },
        radius: [
          `whoever keeps the value of ${target.id} fails until it reads it anew`,
          lastUsed ? `it was last read on ${lastUsed}` : 'it was never read',
          `${copies} other regions get the new value`,
        ],
        warnings: ['Contain who read it first: they read the new value as well.'],
      };
    },
    execute: (target, { version }, job) => [rotateStep(secrets(target, job), target, version, job)],
    verify: async (target, { version }, job, signal) => {
      const now = await secretOf(secrets(target), target.id, signal);
      // A rotation by its owner since then does as well.
      const holding = (now.version === job.jobKey || now.version !== version) && !now.pending;
      const seen = `Version ${now.version} is in force${now.pending ? ', a new one is pending' : ''}.`;
      return {
        holding,
        seen,
        ...(holding
          ? {}
          : { remedy: 'Look into the log of its rotation function, or at the service that manages it.' }),
      };
    },
  };
}

/** The token becomes the id of the new version, and makes a repeated call the same rotation (Secrets Manager API, *ClientRequestToken*: 32 to 64 characters). */
function rotateStep(
  secrets: SecretsManagerClient,
  { id: SecretId }: ActionTarget,
  version: string,
  job: ActionJob,
): Step {
  return awsStep({
    id: 'rotate',
    call: 'RotateSecret',
    on: SecretId,
    prior: `version ${version}`,
    wanted: 'a new version in force',
    make: (abortSignal) => {
      const input = { SecretId, ClientRequestToken: job.jobKey, RotateImmediately: true };
      return secrets.send(new RotateSecretCommand(input), { abortSignal });
    },
    holds: async (signal) => (await secretOf(secrets, SecretId, signal)).versions.includes(job.jobKey),
  });
}

async function secretOf(secrets: SecretsManagerClient, SecretId: string, abortSignal: AbortSignal) {
  const found = await secrets.send(new DescribeSecretCommand({ SecretId }), { abortSignal });
  const versions = Object.entries(found.VersionIdsToStages ?? {});
  const version = versions.find(([, stages]) => stages.includes('AWSCURRENT'))?.[0] ?? '';
  return {
    version,
    versions: versions.map(([id]) => id),
    pending: versions.some(([id, stages]) => id !== version && stages.includes('AWSPENDING')),
    rotates: found.RotationEnabled ?? false,
    lastUsed: found.LastAccessedDate?.toISOString().slice(0, 10),
    copies: (found.ReplicationStatus ?? []).length,
    tags: guardedTags(tagsOf(found.Tags)),
  };
}
