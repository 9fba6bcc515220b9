/**
 * Remove the instance profile: the host gets no fresh credentials from its metadata service. What it got before stays valid
 * for up to six hours (EC2 user guide, *Instance metadata and IAM roles*): revoke the sessions of the role as well.
 * Traps: memory capture and everything else over Systems Manager need the profile, so they come first; an association gets a
 * new id when it is made again.
 */

import {
  AssociateIamInstanceProfileCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstancesCommand,
  DisassociateIamInstanceProfileCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { ActionJob, ActionTarget, ContainmentAction } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { awsStep, tagsOf } from './steps.ts';

interface Association {
  readonly id: string;
  readonly profile: string;
}

interface Prior {
  readonly [name: string]: unknown;
  readonly association: Association | null;
  readonly tags: Readonly<Record<string, string>>;
}

export function removeInstanceProfile(aws: Aws): ContainmentAction<Prior> {
  const ec2 = (target: ActionTarget, job?: ActionJob) => aws.of(EC2Client, target, job);
  const associationOf = async (target: ActionTarget, abortSignal: AbortSignal): Promise<Association | null> => {
    const Filters = [
      { Name: 'instance-id', Values: [target.id] },
      { Name: 'state', Values: ['associating', 'associated'] },
    ];
    const { IamInstanceProfileAssociations: [one] = [] } = await ec2(target).send(
      new DescribeIamInstanceProfileAssociationsCommand({ Filters }),
      { abortSignal },
    );
    return one ? { id: one.AssociationId ?? '', profile: one.IamInstanceProfile?.Arn ?? '' } : null;
  };

  return {
    id: 'aws.remove-instance-profile',
    title: 'Remove instance profile',
    provider: 'aws',
    targetKind: 'instance',
    target: targetOf('aws', 'instance'),
    effect: 'reversible',
    tier: 2,
    evidence: [{ kind: 'instance-description', state: 'complete' }],
    permissions: [
      'ec2:DescribeInstances',
      'ec2:DescribeIamInstanceProfileAssociations',
      'ec2:DisassociateIamInstanceProfile',
      'ec2:AssociateIamInstanceProfile',
      'iam:PassRole',
    ],
    attack: ['T1552.005'],
    d3fend: ['D3-CR'],
    undo: 'The same profile is associated again.',
    settleSeconds: 5,
    recheckSeconds: 60,
    capture: async (target, signal) => {
      const { Reservations: [reservation] = [] } = await ec2(target).send(
        new DescribeInstancesCommand({ InstanceIds: [target.id] }),
        { abortSignal: signal },
      );
      return {
        association: await associationOf(target, signal),
        tags: tagsOf(reservation?.Instances?.[0]?.Tags),
      };
    },
    blast: async (_target, { association }) => ({
      estimate: { seconds: 3, cost: 'nothing at AWS' },
      radius: association
        ? [
            `software on the host loses ${nameOf(association)}`,
            'Systems Manager may lose the host: capture memory first',
          ]
        : ['nothing: it has no profile'],
      warnings: ['Credentials it got before stay valid for up to six hours: revoke the sessions of the role as well.'],
    }),
    execute: (target, { association }, job) =>
      association
        ? [
            awsStep({
              id: 'disassociate',
              call: 'DisassociateIamInstanceProfile',
              on: target.id,
              prior: nameOf(association),
              wanted: 'no instance profile',
              make: (abortSignal) =>
                ec2(target, job).send(new DisassociateIamInstanceProfileCommand({ AssociationId: association.id }), {
                  abortSignal,
                }),
              holds: async (signal) => (await associationOf(target, signal)) === null,
            }),
          ]
        : [],
    verify: async (target, _prior, _job, signal) => {
      const association = await associationOf(target, signal);
      if (!association) return { holding: true, seen: 'The host gets no fresh credentials.' };
      return {
        holding: false,
        seen: `${nameOf(association)} is associated again.`,
        remedy: 'Find who did it, contain them, and try again.',
      };
    },
    release: (target, { association }, job) =>
      association
        ? [
            awsStep({
              id: 'associate',
              call: 'AssociateIamInstanceProfile',
              on: target.id,
              prior: 'no instance profile',
              wanted: nameOf(association),
              make: (abortSignal) =>
                ec2(target, job).send(
                  new AssociateIamInstanceProfileCommand({
                    InstanceId: target.id,
                    IamInstanceProfile: { Arn: association.profile },
                  }),
                  { abortSignal },
                ),
              holds: async (signal) => (await associationOf(target, signal))?.profile === association.profile,
            }),
          ]
        : [],
  };
}

function nameOf({ profile }: Association): string {
  return `instance profile ${profile.split('/').at(-1)}`;
}
