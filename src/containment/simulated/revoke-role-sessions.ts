/**
 * Revoke the sessions of a role: deny everything to sessions issued before now, by the policy name the AWS console
 * uses as well, so that both converge. The stamp is UTC and never in the future: two well-known tools stamped local
 * time as UTC and cut off new sessions or left live ones (cloud-ir §0.1, finding 6). Sessions issued after the stamp
 * work, so a source that goes on minting them must be closed too.
 */

import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ContainmentAction } from '../action.ts';
import { targetOf } from '../target.ts';
import type { SimulatedClient } from './client.ts';
import { changeStep, read, tagsIn } from './steps.ts';

interface Prior {
  readonly [name: string]: unknown;
  /** Document of an earlier revocation under the same name, or null. */
  readonly policy: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

const POLICY = 'AWSRevokeOlderSessions';
const Names = z.object({ PolicyNames: z.array(z.string()) });
const Document = z.object({ PolicyDocument: z.string() });
const Sessions = z.object({
  Sessions: z.array(
    z.object({
      SessionName: z.string(),
      IssuedAt: z.string(),
      ExpiresAt: z.string(),
      Source: z.string(),
      Denied: z.boolean(),
    }),
  ),
});
const Trail = z.object({
  Events: z.array(z.object({ EventTime: z.string(), SourceIPAddress: z.string(), ErrorCode: z.string().optional() })),
});
/** Activity older than this says nothing about now. */
const RECENT_MS = 3000;

export function revokeRoleSessions(client: SimulatedClient): ContainmentAction<Prior> {
  const standing = async (RoleName: string, signal: AbortSignal): Promise<string | null> => {
    const { PolicyNames } = await read(client, 'ListRolePolicies', { RoleName }, Names, signal);
    if (!PolicyNames.includes(POLICY)) return null;
    return (await read(client, 'GetRolePolicy', { RoleName, PolicyName: POLICY }, Document, signal)).PolicyDocument;
  };
  const sessionsOf = async (RoleName: string, signal: AbortSignal) =>
    (await read(client, 'DescribeRoleSessions', { RoleName }, Sessions, signal)).Sessions;

  return {
    id: 'simulated.revoke-role-sessions',
    title: 'Revoke role sessions',
    provider: 'simulated',
    targetKind: 'role',
    target: targetOf('simulated', 'role'),
    effect: 'reversible',
    tier: 2,
    evidence: [
      { kind: 'iam-snapshot', state: 'complete' },
      { kind: 'cloudtrail-window', state: 'complete' },
    ],
    permissions: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:GetRolePolicy', 'iam:ListRolePolicies'],
    attack: ['T1550.001', 'T1078.004'],
    d3fend: ['D3-ST', 'D3-ANCI'],
    undo: 'The policy is deleted, or the one that stood before is put back, once no revoked session could come alive again.',
    settleSeconds: 4,
    recheckSeconds: 60,
    capture: async ({ id }, signal) => ({
      policy: await standing(id, signal),
      tags: await tagsIn(client, 'GetRole', { RoleName: id }, 'Role', signal),
    }),
    blast: async ({ id }, _prior, signal) => {
      const sessions = await sessionsOf(id, signal);
      const sources = [...new Set(sessions.map(({ Source }) => Source))];
      return {
        estimate: { seconds: 1, cost: 'nothing' },
        radius: [`${sessions.length} live sessions of role ${id} end, the workload's own among them`],
        warnings: sources.map(
          (source) =>
            `${source} goes on minting new sessions, which stay valid: close it first if the attacker is there.`,
        ),
      };
    },
    execute: ({ id }, { policy }, job) => [
      changeStep(client, {
        id: 'revoke',
        call: 'PutRolePolicy',
        on: `role ${id}`,
        prior: policy === null ? 'no revocation' : 'an earlier revocation',
        wanted: 'sessions issued before the moment of execution denied',
        input: async () => ({ RoleName: id, PolicyName: POLICY, PolicyDocument: revocation(job, new Date()) }),
        holds: async (signal) => (await standing(id, signal))?.includes(sid(job)) ?? false,
      }),
    ],
    verify: async ({ id }, _prior, job, signal) => {
      const stamp = stampIn(await standing(id, signal), job);
      if (!stamp)
        return {
          holding: false,
          seen: `The revocation on role ${id} is gone.`,
          remedy: 'Somebody removed it: try again, and find who.',
        };
      const older = (await sessionsOf(id, signal)).filter(({ IssuedAt }) => IssuedAt < stamp);
      const alive = older.filter(({ Denied }) => !Denied);
      const StartTime = new Date(Date.now() - RECENT_MS).toISOString();
      const lookup = { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: id }], StartTime };
      const { Events } = await read(client, 'LookupEvents', lookup, Trail, signal);
      const active = Events.filter(({ ErrorCode }) => !ErrorCode);
      const seen = `${older.length - alive.length} of ${older.length} older sessions denied; ${active.length} calls got through in the last ${RECENT_MS / 1000} s.`;
      if (alive.length === 0 && active.length === 0) return { holding: true, seen };
      return {
        holding: false,
        seen: active[0] ? `${seen} From ${active[0].SourceIPAddress}.` : seen,
        remedy:
          'Fresh sessions are being minted: remove the instance profile or isolate the instance they come from, then try again.',
      };
    },
    release: ({ id }, { policy }, job) => [
      changeStep(client, {
        id: 'unrevoke',
        call: policy === null ? 'DeleteRolePolicy' : 'PutRolePolicy',
        on: `role ${id}`,
        prior: 'older sessions denied',
        wanted: policy === null ? 'no revocation' : 'the earlier revocation',
        input: async (signal) => {
          await refuseRevival(id, await sessionsOf(id, signal));
          return { RoleName: id, PolicyName: POLICY, ...(policy === null ? {} : { PolicyDocument: policy }) };
        },
        holds: async (signal) => !((await standing(id, signal))?.includes(sid(job)) ?? false),
      }),
    ],
  };
}

/** Removing the policy while a revoked session has not expired would bring the stolen one back to life. */
async function refuseRevival(role: string, sessions: z.infer<typeof Sessions>['Sessions']): Promise<void> {
  const sleeping = sessions.filter(({ Denied }) => Denied);
  if (sleeping.length === 0) return;
  const last = sleeping
    .map(({ ExpiresAt }) => ExpiresAt)
    .sort()
    .at(-1);
  throw new CordonError(
    'guard_refused',
    `${sleeping.length} revoked sessions of role ${role} would come alive again.`,
    {
      remedy: `Release after ${last}, or accept the revocation by name at closing: it then stays.`,
    },
  );
}

function revocation(job: ActionJob, at: Date): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Sid: sid(job),
        Effect: 'Deny',
        Action: ['*'],
        Resource: ['*'],
        Condition: { DateLessThan: { 'aws:TokenIssueTime': at.toISOString() } },
      },
    ],
  });
}

/** Marks the document as this job's: a Sid holds letters and digits only. */
function sid({ jobKey }: ActionJob): string {
  return `IR${jobKey.slice(0, 32)}`;
}

const Stamped = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string(),
      Condition: z.object({ DateLessThan: z.object({ 'aws:TokenIssueTime': z.string() }) }),
    }),
  ),
});

function stampIn(document: string | null, job: ActionJob): string | undefined {
  const read = Stamped.safeParse(JSON.parse(document ?? 'null'));
  return read.data?.Statement.find(({ Sid }) => Sid === sid(job))?.Condition.DateLessThan['aws:TokenIssueTime'];
}
