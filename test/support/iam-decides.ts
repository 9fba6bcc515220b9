/**
 * What AWS would decide about a request, by a simulator of its policy evaluation, with the context keys that AWS itself puts
 * into each kind of request (IAM user guide, *AWS global condition context keys*): an anonymous one has none about a principal.
 */

import { anonymousPrincipal, runSimulation } from '@cloud-copilot/iam-simulate';

export const ANYBODY = 'anybody';

export interface Request {
  /** ARN of a user, of a session of a role, or of root; a service; or nobody known. */
  readonly by: string;
  readonly action: string;
  readonly resource: string;
  /** Account that owns the resource. */
  readonly account: string;
  /** Keys that belong to this request alone. */
  readonly context?: Readonly<Record<string, string>>;
}

export interface Policies {
  /** Of the principal, inline and attached. */
  readonly identity?: readonly string[];
  /** Service control policies beside the one that allows everything. */
  readonly organization?: readonly string[];
  readonly resource?: string | undefined;
  /** `RestrictPublicBuckets` of the bucket. */
  readonly publicBlocked?: boolean;
}

/** Throws where the simulator refuses a policy or a request, or leaves a key of the request out of account. */
export async function decides(request: Request, policies: Policies): Promise<'allowed' | 'denied'> {
  const { by, action, resource, account } = request;
  const seen = await runSimulation(
    {
      request: {
        principal: by === ANYBODY ? anonymousPrincipal : by,
        action,
        resource: { resource, accountId: account },
        contextVariables: { ...contextOf(by), ...request.context },
      },
      identityPolicies: (policies.identity ?? []).map(named),
      serviceControlPolicies: policies.organization
        ? [{ orgIdentifier: 'ou-workloads', policies: [ALLOW_ALL, ...policies.organization].map(named) }]
        : [],
      resourceControlPolicies: [],
      ...(policies.resource ? { resourcePolicy: JSON.parse(policies.resource) } : {}),
      additionalSettings: { s3: { blockPublicAccess: policies.publicBlocked ?? false } },
    },
    {},
  );
  if (seen.resultType === 'error') throw new Error(JSON.stringify(seen.errors));
  const { ignoredContextKeys = [] } = seen.resultType === 'single' ? seen.result : {};
  if (ignoredContextKeys.length > 0) throw new Error(`${action} does not know ${ignoredContextKeys.join(', ')}`);
  return seen.overallResult === 'Allowed' ? 'allowed' : 'denied';
}

export const ALLOW_ALL = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** A policy of one statement that allows. */
export function statement(members: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Resource: '*', ...members }] });
}

function named(text: string, index: number) {
  return { name: `policy-${index}`, policy: JSON.parse(text) as unknown };
}

/** A session of a role is known by the ARN of its role. */
function contextOf(by: string): Readonly<Record<string, string>> {
  if (by === ANYBODY) return {};
  if (by.endsWith('.amazonaws.com')) return { 'aws:PrincipalIsAWSService': 'true' };
  const [, , , , account = '', rest = ''] = by.split(':');
  const [kind, name] = rest.split('/');
  const role = kind === 'assumed-role' ? `arn:aws:iam::${account}:role/${name}` : by;
  return { 'aws:PrincipalIsAWSService': 'false', 'aws:PrincipalArn': role, 'aws:PrincipalAccount': account };
}
