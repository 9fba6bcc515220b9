/** Which entities say enough to join two findings, and how much. An account or a region alone never does. */

import { BlockList, isIP, isIPv4 } from 'node:net';
import type { Entity } from '../incident/actor.ts';

/** A credential names one thief; a principal one identity; a resource one place; an address may be shared. */
const WEIGHT: Readonly<Record<Entity['kind'], number>> = {
  'access-key': 6,
  session: 6,
  role: 5,
  user: 5,
  'sso-user': 5,
  'service-account': 5,
  instance: 4,
  bucket: 4,
  object: 4,
  function: 4,
  pod: 4,
  repository: 4,
  snapshot: 4,
  'db-snapshot': 4,
  image: 4,
  key: 4,
  secret: 4,
  trail: 4,
  access: 4,
  ip: 2,
  domain: 1,
  // Clusters and subnets hold many strangers, `other` is anything, an account is everything.
  cluster: 0,
  subnet: 0,
  other: 0,
  account: 0,
};

/** Names that exist everywhere: they mean one thing only together with an account. */
const EVERYWHERE =
  /^(root|admin|administrator|system|anonymous|unknown|default|localhost|ec2-user|ubuntu|service|n\/?a|none|null|-|\*|aws ?service.*|system:anonymous|system:unauthenticated|organizationaccountaccessrole|awsservicerolefor.*)$/i;

/** Domains of the clouds themselves, where attackers and everyone else go. */
const CLOUD_DOMAIN =
  /(^|\.)(amazonaws\.com(\.cn)?|amazon\.com|aws\.dev|azure\.com|windows\.net|microsoft\.com|microsoftonline\.com|googleapis\.com|google\.com|github\.com|localhost)$/i;

/** Reserved by IANA for use inside (RFC 6890), and public resolvers everyone speaks to. */
const SHARED = blockList([
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/3',
  '::/127',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
  '1.1.1.1',
  '1.0.0.1',
  '8.8.8.8',
  '8.8.4.4',
  '9.9.9.9',
]);

/** Addresses and networks as one list; `10.0.0.0/8` or a single address. What is neither is left out. */
export function blockList(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    if (!isIP(address)) continue;
    const family = isIPv4(address) ? 'ipv4' : 'ipv6';
    const longest = family === 'ipv4' ? 32 : 128;
    const bits = Number(prefix ?? longest);
    if (Number.isInteger(bits) && bits >= 0 && bits <= longest) list.addSubnet(address, bits, family);
  }
  return list;
}

/**
 * How much it says that two findings both name `entity`: 0 nothing, 6 most. `ours` are addresses of the house (its
 * way out, its scanners). An address with an account belongs to that account or to the cloud, not to an attacker.
 */
export function weightOf(entity: Entity, ours: BlockList): number {
  if (entity.kind === 'ip') return isForeignAddress(entity, ours) ? WEIGHT.ip : 0;
  if (entity.kind === 'domain') return CLOUD_DOMAIN.test(entity.id) ? 0 : WEIGHT.domain;
  return WEIGHT[entity.kind];
}

/** Whether two mentions mean one thing: same kind and id, same account; common names need the account on both. */
export function isSameThing(a: Entity, b: Entity): boolean {
  if (a.kind !== b.kind || a.id !== b.id) return false;
  if (a.account && b.account) return a.account === b.account;
  return !EVERYWHERE.test(a.id);
}

function isForeignAddress(entity: Entity, ours: BlockList): boolean {
  if (entity.account || !isIP(entity.id)) return false;
  const family = isIPv4(entity.id) ? 'ipv4' : 'ipv6';
  return !SHARED.check(entity.id, family) && !ours.check(entity.id, family);
}
