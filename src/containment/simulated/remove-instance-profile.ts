/**
 * Remove the instance profile: the host stops vending credentials. What it vended before stays valid until it expires
 * (up to six hours), so the role's sessions are revoked as well. After memory capture, which needs the profile.
 */

import type { ContainmentAction } from '../action.ts';
import { targetOf } from '../target.ts';
import type { SimulatedClient } from './client.ts';
import { instanceOf } from './instance-of.ts';
import { changeStep } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  readonly profile: { readonly associationId: string; readonly role: string } | null;
  readonly tags: Readonly<Record<string, string>>;
}

export function removeInstanceProfile(client: SimulatedClient): ContainmentAction<Prior> {
  const profileOf = async (id: string, signal: AbortSignal) => (await instanceOf(client, id, signal)).profile;
  return {
    id: 'simulated.remove-instance-profile',
    title: 'Remove instance profile',
    provider: 'simulated',
    targetKind: 'instance',
    target: targetOf('simulated', 'instance'),
    effect: 'reversible',
    tier: 2,
    evidence: [{ kind: 'instance-description', state: 'complete' }],
    permissions: [
      'ec2:DescribeIamInstanceProfileAssociations',
      'ec2:DisassociateIamInstanceProfile',
      'ec2:AssociateIamInstanceProfile',
      'iam:PassRole',
    ],
    attack: ['T1552.005'],
    d3fend: ['D3-CR'],
    undo: 'The profile is associated again.',
    settleSeconds: 1,
    recheckSeconds: 0,
    capture: async ({ id }, signal) => {
      const { profile, tags } = await instanceOf(client, id, signal);
      return { profile, tags };
    },
    blast: async (_target, { profile }) => ({
      estimate: { seconds: 3, cost: 'nothing' },
      radius: profile
        ? [`software on the host loses role ${profile.role}`, 'Systems Manager may lose the host']
        : ['nothing: it has no profile'],
      warnings: ['Credentials vended before stay valid until they expire: revoke the sessions of the role as well.'],
    }),
    execute: ({ id }, { profile }) =>
      profile
        ? [
            changeStep(client, {
              id: 'disassociate',
              call: 'DisassociateIamInstanceProfile',
              on: id,
              prior: `role ${profile.role}`,
              wanted: 'no instance profile',
              input: { AssociationId: profile.associationId },
              holds: async (signal) => (await profileOf(id, signal)) === null,
            }),
          ]
        : [],
    verify: async ({ id }, _prior, _job, signal) => {
      const profile = await profileOf(id, signal);
      return profile
        ? {
            holding: false,
            seen: `Role ${profile.role} is associated again.`,
            remedy: 'Find who did it, and try again.',
          }
        : { holding: true, seen: 'The host vends no credentials.' };
    },
    release: ({ id }, { profile }) =>
      profile
        ? [
            changeStep(client, {
              id: 'associate',
              call: 'AssociateIamInstanceProfile',
              on: id,
              prior: 'no instance profile',
              wanted: `role ${profile.role}`,
              input: { InstanceId: id, Role: profile.role },
              holds: async (signal) => (await profileOf(id, signal))?.role === profile.role,
            }),
          ]
        : [],
  };
}
