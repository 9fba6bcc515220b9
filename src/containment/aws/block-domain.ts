/**
 * Block a domain in every network of an account: an empty private hosted zone of its name answers for it and all that is
 * below it that there is no such name, and nothing is asked outside (Route 53 developer guide, *Considerations when working with a
 * private hosted zone*). Isolation does not reach the resolver: names tunnel data out of an isolated host until this is done.
 * One zone a domain, whatever the incident, found by its name and comment; it serves the networks of all regions.
 * Traps: a host that asks another resolver, or knows the address, is not stopped; a forwarding rule of the resolver for the
 * name comes before the zone (same page); networks without DNS support do not ask it; answers live on in caches for their time.
 */

import { EC2Client, paginateDescribeVpcs } from '@aws-sdk/client-ec2';
import {
  AssociateVPCWithHostedZoneCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  type GetHostedZoneCommandOutput,
  ListHostedZonesByNameCommand,
  ListHostedZonesByVPCCommand,
  ListTagsForResourceCommand,
  Route53Client,
  type VPCRegion,
} from '@aws-sdk/client-route-53';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { awsStep, tagsOf } from './steps.ts';

interface Network {
  readonly id: string;
  readonly region: string;
}

interface Prior {
  readonly [name: string]: unknown;
  readonly networks: readonly Network[];
}

/** A name of at least two labels: a whole top-level domain is nobody's to block in an incident. */
const DOMAIN = /^(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
/** Without these neither the account's workloads nor Cordon reach AWS. */
const NEEDED = /(^|\.)(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws|amazontrust\.com)$/;
/** Networks that one private zone serves without asking for more (Route 53 quotas). */
const MOST_NETWORKS = 300;
/** Marks a zone as ours. */
const OURS = 'Incident response: do not change or use';
/** SOA and NS, which every zone has. */
const OWN_RECORDS = 2;

export function blockDomain(aws: Aws): ContainmentAction<Prior> {
  const dns = (target: ActionTarget, job?: ActionJob) => aws.of(Route53Client, { account: target.account }, job);

  return {
    id: 'aws.block-domain',
    title: 'Block domain',
    provider: 'aws',
    targetKind: 'domain',
    target: targetOf('aws', 'domain').refine(({ id }) => DOMAIN.test(id)),
    effect: 'reversible',
    tier: 2,
    evidence: [],
    permissions: [
      'ec2:DescribeVpcs',
      'route53:ListHostedZonesByVPC',
      'route53:ListHostedZonesByName',
      'route53:GetHostedZone',
      'route53:CreateHostedZone',
      'route53:AssociateVPCWithHostedZone',
      'route53:DeleteHostedZone',
      'route53:ListTagsForResource',
      'route53:ChangeTagsForResource',
    ],
    attack: ['T1071.004', 'T1568', 'T1048'],
    d3fend: ['D3-DNSDL', 'D3-FRDDL'],
    undo: 'The zone is deleted, and the name is asked for outside again.',
    settleSeconds: 60,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      if (NEEDED.test(target.id)) throw needed(target.id);
      const networks = await networksOf(aws, target, signal);
      for (const network of networks) await refuseTaken(dns(target), target, network, signal);
      return { networks };
    },
    blast: async ({ id, account }, { networks }) => ({
      radius: [
        `${id} and every name below it cannot be looked up in ${networks.length} networks of ${account}`,
        'whatever needs them there fails',
      ],
      warnings: ['A host that asks another resolver, or knows the address, is not stopped by this.'],
      estimate: {
        seconds: networks.length,
        cost: 'about 0.50 USD a month for the zone, nothing when released within 12 hours',
      },
    }),
    execute: (target, { networks }, job) => [
      createStep(dns(target, job), target, networks, job),
      tagStep(dns(target, job), target, job),
      ...networks.slice(1).map((network) => associateStep(dns(target, job), target, network)),
    ],
    verify: async (target, { networks }, _job, signal) => {
      const zone = await zoneOf(dns(target), target, signal);
      const served = (zone?.VPCs ?? []).map(({ VPCId }) => VPCId);
      const bare = networks.filter(({ id }) => !served.includes(id)).length;
      const empty = (zone?.HostedZone?.ResourceRecordSetCount ?? 0) <= OWN_RECORDS;
      const holding = zone !== undefined && bare === 0 && empty;
      const seen = `${networks.length - bare} of ${networks.length} networks are answered by ${empty ? 'an empty' : 'a filled'} zone of ours.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who changed it, contain them, and try again.' }) };
    },
    release: (target, _prior, job) => [deleteStep(dns(target, job), target)],
  };
}

function createStep(dns: Route53Client, target: ActionTarget, [first]: readonly Network[], job: ActionJob): Step {
  return awsStep({
    id: 'zone',
    call: 'CreateHostedZone',
    on: target.id,
    prior: 'asked for outside',
    wanted: `an empty private zone that answers in ${first?.id}`,
    make: (abortSignal) =>
      dns.send(
        new CreateHostedZoneCommand({
          Name: target.id,
          // Never taken twice, so that two workers make one zone (Route 53 API reference, *CreateHostedZone*).
          CallerReference: `cordon-${job.jobKey}`,
          HostedZoneConfig: { PrivateZone: true, Comment: OURS },
          VPC: { VPCId: first?.id, VPCRegion: first?.region as VPCRegion },
        }),
        { abortSignal },
      ),
    holds: async (signal) => (await zoneIdOf(dns, target, signal)) !== undefined,
  });
}

function tagStep(dns: Route53Client, target: ActionTarget, job: ActionJob): Step {
  const of = (id: string) => ({ ResourceType: 'hostedzone' as const, ResourceId: id });
  return awsStep({
    id: 'tag',
    call: 'ChangeTagsForResource',
    on: target.id,
    prior: 'no tags of ours',
    wanted: 'the zone names incident and job',
    make: async (abortSignal) => {
      const AddTags = [
        { Key: 'ir:incident', Value: job.incidentId },
        { Key: 'ir:job', Value: job.jobKey },
      ];
      const id = await standing(dns, target, abortSignal);
      return dns.send(new ChangeTagsForResourceCommand({ ...of(id), AddTags }), { abortSignal });
    },
    holds: async (abortSignal) => {
      const id = await standing(dns, target, abortSignal);
      const { ResourceTagSet } = await dns.send(new ListTagsForResourceCommand(of(id)), { abortSignal });
      return 'ir:job' in tagsOf(ResourceTagSet?.Tags);
    },
  });
}

function associateStep(dns: Route53Client, target: ActionTarget, { id, region }: Network): Step {
  return awsStep({
    id: `network:${id}`,
    call: 'AssociateVPCWithHostedZone',
    on: id,
    prior: 'asked for outside',
    wanted: `answered by the empty zone of ${target.id}`,
    make: async (abortSignal) => {
      const HostedZoneId = await standing(dns, target, abortSignal);
      const VPC = { VPCId: id, VPCRegion: region as VPCRegion };
      return dns.send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC }), { abortSignal });
    },
    holds: async (signal) => ((await zoneOf(dns, target, signal))?.VPCs ?? []).some(({ VPCId }) => VPCId === id),
  });
}

/** A private zone goes with its associations; it can be deleted as long as it is empty. */
function deleteStep(dns: Route53Client, target: ActionTarget): Step {
  return awsStep({
    id: 'remove-zone',
    call: 'DeleteHostedZone',
    on: target.id,
    prior: 'answered by our empty zone',
    wanted: 'asked for outside, as before',
    make: async (abortSignal) => {
      const Id = await standing(dns, target, abortSignal);
      return dns.send(new DeleteHostedZoneCommand({ Id }), { abortSignal });
    },
    holds: async (signal) => (await zoneIdOf(dns, target, signal)) === undefined,
  });
}

async function zoneIdOf(
  dns: Route53Client,
  { id: DNSName }: ActionTarget,
  abortSignal: AbortSignal,
): Promise<string | undefined> {
  const { HostedZones = [] } = await dns.send(new ListHostedZonesByNameCommand({ DNSName }), { abortSignal });
  const ours = HostedZones.find((zone) => nameOf(zone.Name) === DNSName && zone.Config?.Comment === OURS);
  return idOf(ours?.Id);
}

/** Zones are listed with a last dot, and their ids behind `/hostedzone/`. */
function nameOf(name: string | undefined): string | undefined {
  return name?.replace(/\.$/, '');
}

function idOf(id: string | undefined): string | undefined {
  return id?.split('/').at(-1);
}

async function zoneOf(
  dns: Route53Client,
  target: ActionTarget,
  abortSignal: AbortSignal,
): Promise<GetHostedZoneCommandOutput | undefined> {
  const Id = await zoneIdOf(dns, target, abortSignal);
  return Id === undefined ? undefined : dns.send(new GetHostedZoneCommand({ Id }), { abortSignal });
}

/** Throws `conflict` when it is gone: somebody removed it since. */
async function standing(dns: Route53Client, target: ActionTarget, signal: AbortSignal): Promise<string> {
  const id = await zoneIdOf(dns, target, signal);
  if (id) return id;
  throw new CordonError('conflict', `The private zone of ${target.id} is gone.`, {
    remedy: 'Plan the action again: the zone is made anew.',
  });
}

/** Of every region that is configured for the account, or of the one the target names. */
async function networksOf(
  aws: Aws,
  { account, region }: ActionTarget,
  abortSignal: AbortSignal,
): Promise<readonly Network[]> {
  const networks: Network[] = [];
  for (const one of region ? [region] : (aws.settings.accounts[account]?.regions ?? [])) {
    const client = aws.of(EC2Client, { account, region: one });
    for await (const { Vpcs = [] } of paginateDescribeVpcs({ client }, {}, { abortSignal })) {
      networks.push(...Vpcs.map(({ VpcId = '' }) => ({ id: VpcId, region: one })));
    }
  }
  if (networks.length > 0 && networks.length <= MOST_NETWORKS) {
    return networks.sort((a, b) => a.id.localeCompare(b.id));
  }
  throw new CordonError('not_allowed', `There are ${networks.length} networks in ${account}.`, {
    remedy: `A zone serves 1 to ${MOST_NETWORKS}: name the region of the domain in the scope, or block it in the DNS firewall.`,
  });
}

/** Two zones of one name cannot serve one network (Route 53 API reference, *ConflictingDomainExists*). */
async function refuseTaken(
  dns: Route53Client,
  target: ActionTarget,
  { id: VPCId, region }: Network,
  abortSignal: AbortSignal,
): Promise<void> {
  const asked = { VPCId, VPCRegion: region as VPCRegion };
  const { HostedZoneSummaries = [] } = await dns.send(new ListHostedZonesByVPCCommand(asked), { abortSignal });
  const there = HostedZoneSummaries.find(({ Name }) => nameOf(Name) === target.id);
  if (!there || idOf(there.HostedZoneId) === (await zoneIdOf(dns, target, abortSignal))) return;
  throw new CordonError(
    'not_allowed',
    `Network ${VPCId} has a private zone ${target.id} already: ${there.HostedZoneId}.`,
    {
      remedy: 'Take the records that matter out of that zone by hand, with its owner.',
    },
  );
}

function needed(domain: string): CordonError {
  return new CordonError('not_allowed', `Without ${domain} nothing there reaches AWS, Cordon's evidence included.`, {
    remedy: 'Block the one name below it that the attacker uses, such as a bucket, at the bucket.',
  });
}
