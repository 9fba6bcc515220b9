/** The things a GuardDuty finding speaks of: account, identity, credential, machine, bucket, workload, addresses. */

import { entityOfArn } from '../../arn.ts';
import { dig, list, members, text } from '../../dig.ts';
import type { EntityDraft } from '../../finding.ts';

interface Place {
  readonly account: string | undefined;
  readonly region: string | undefined;
}

/** `detail` has names in camelCase. */
export function entitiesOf(detail: unknown): readonly EntityDraft[] {
  const place: Place = { account: text(detail, 'accountId'), region: text(detail, 'region') };
  const resource = dig(detail, 'resource');
  const action = dig(detail, 'service', 'action');
  return [
    { kind: 'account', id: place.account },
    ...credentials(dig(resource, 'accessKeyDetails'), place),
    ...machines(resource, place),
    ...storage(resource, place),
    ...workloads(resource, place),
    ...members(action, 'awsApiCallAction', 'affectedResources').map(([, arn]) => entityOfArn(text(arn))),
    ...remotes(action),
    ...sequence(dig(detail, 'service', 'detection', 'sequence'), place),
  ].filter((entity) => entity?.id !== undefined) as readonly EntityDraft[];
}

/** `principalId` of an assumed role is `AROA…:session name`; EC2 names the session after the instance. */
function credentials(details: unknown, { account }: Place): readonly EntityDraft[] {
  const name = text(details, 'userName');
  const principal = text(details, 'principalId');
  const isRole = ['AssumedRole', 'Role'].includes(text(details, 'userType') ?? '') || principal?.startsWith('AROA');
  const isRoot = text(details, 'userType') === 'Root';
  const session = isRole ? principal?.split(':')[1] : undefined;
  return [
    { kind: isRole ? 'role' : 'user', id: isRoot ? 'root' : name, account },
    { kind: 'access-key', id: text(details, 'accessKeyId'), account },
    { kind: 'session', id: session && principal, account },
    { kind: 'instance', id: session && /^i-[0-9a-f]{8,17}$/.test(session) ? session : undefined, account },
  ];
}

function machines(resource: unknown, place: Place): readonly EntityDraft[] {
  const instance = dig(resource, 'instanceDetails');
  const profile = text(instance, 'iamInstanceProfile', 'arn');
  return [
    { kind: 'instance', id: text(instance, 'instanceId'), ...place },
    // The profile usually bears the name of its role; it is told as what it is.
    { kind: 'other', id: profile, account: place.account },
    entityOfArn(text(resource, 'lambdaDetails', 'functionArn')) ?? {
      kind: 'function',
      id: text(resource, 'lambdaDetails', 'functionName'),
      ...place,
    },
    { kind: 'other', id: text(resource, 'rdsDbInstanceDetails', 'dbInstanceIdentifier'), ...place },
  ];
}

/** Bucket names are unique in their partition: the account is told where known. */
function storage(resource: unknown, { account, region }: Place): readonly EntityDraft[] {
  return list(resource, 's3BucketDetails').map((bucket) => ({
    kind: 'bucket' as const,
    id: text(bucket, 'name') ?? entityOfArn(text(bucket, 'arn'))?.id,
    account,
    region,
  }));
}

function workloads(resource: unknown, place: Place): readonly EntityDraft[] {
  const workload = dig(resource, 'kubernetesDetails', 'kubernetesWorkloadDetails');
  const name = text(workload, 'name');
  const user = text(resource, 'kubernetesDetails', 'kubernetesUserDetails', 'username');
  const isService = user?.startsWith('system:serviceaccount:');
  return [
    { kind: 'cluster', id: text(resource, 'eksClusterDetails', 'name'), ...place },
    { kind: 'pod', id: name && [text(workload, 'namespace'), name].filter(Boolean).join('/'), ...place },
    { kind: isService ? 'service-account' : 'user', id: user, account: place.account },
  ];
}

/** Who was at the other end. An address of Amazon's own network is told as such: many tenants stand behind it. */
function remotes(action: unknown): readonly EntityDraft[] {
  const found: EntityDraft[] = [{ kind: 'domain', id: text(action, 'dnsRequestAction', 'domain') }];
  for (const [, details] of members(action)) {
    found.push(remote(dig(details, 'remoteIpDetails')));
    for (const probe of list(details, 'portProbeDetails')) found.push(remote(dig(probe, 'remoteIpDetails')));
  }
  return found;
}

function remote(details: unknown): EntityDraft {
  const owner = `${text(details, 'organization', 'org') ?? ''} ${text(details, 'organization', 'asnOrg') ?? ''}`;
  return {
    kind: 'ip',
    id: text(details, 'ipAddressV4') ?? text(details, 'ipAddressV6'),
    account: /\bamazon\b/i.test(owner) ? 'aws' : undefined,
  };
}

/** Extended threat detection: actors, resources and endpoints of an attack sequence. */
function sequence(told: unknown, place: Place): readonly (EntityDraft | undefined)[] {
  const actors = list(told, 'actors').flatMap((actor) => {
    const account = text(actor, 'user', 'account', 'uid') ?? place.account;
    const isRole = text(actor, 'user', 'type') === 'AssumedRole';
    return [
      { kind: isRole ? ('role' as const) : ('user' as const), id: text(actor, 'user', 'name'), account },
      { kind: 'access-key' as const, id: text(actor, 'user', 'credentialUid'), account },
    ];
  });
  const resources = list(told, 'resources').map((resource) => {
    const key = text(resource, 'resourceType') === 'ACCESS_KEY' ? text(resource, 'uid') : undefined;
    return key ? { kind: 'access-key' as const, id: key, account: place.account } : entityOfArn(text(resource, 'uid'));
  });
  const endpoints = list(told, 'endpoints').map((endpoint) => ({ kind: 'ip' as const, id: text(endpoint, 'ip') }));
  return [...actors, ...resources, ...endpoints];
}
