/** Amazon resource names as entities. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */

import type { EntityDraft } from './finding.ts';

/** What each resource is called: service and resource type to our kind. The name is the part after the type. */
const KINDS: Readonly<Record<string, EntityDraft['kind'] | undefined>> = {
  'iam:role': 'role',
  'iam:user': 'user',
  'sts:assumed-role': 'session',
  'ec2:instance': 'instance',
  'lambda:function': 'function',
  'eks:cluster': 'cluster',
};

/** The entity an ARN names, or undefined for what is no ARN or of no kind we contain. */
export function entityOfArn(arn: string | undefined): EntityDraft | undefined {
  const [scheme, , service = '', region, account, ...rest] = (arn ?? '').split(':');
  const resource = rest.join(':');
  if (scheme !== 'arn' || resource === '') return undefined;
  const place = { account: account || undefined, region: region || undefined };
  if (service === 's3') return { kind: 'bucket', id: resource.split('/')[0] };
  if (service === 'iam' && resource === 'root') return { kind: 'user', id: 'root', ...place };
  const [type = '', ...name] = resource.split(/[/:]/);
  const kind = KINDS[`${service}:${type}`];
  if (!kind) return undefined;
  // Roles and users may have a path before the name; an assumed role is its role and the session's name.
  const id = kind === 'session' ? name.join('/') : kind === 'function' ? name[0] : name.at(-1);
  return { kind, id, ...place };
}
