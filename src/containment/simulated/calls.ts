/** The API of the simulated cloud: AWS's own names and shapes, as far as actions and collectors speak them. */

import { z } from 'zod';
import { type Call, changing, reading } from './call.ts';
import { createGroup, createSnapshots, groupNamed, instanceNamed, setGroups } from './compute.ts';
import * as iam from './identity.ts';
import { organization } from './organization.ts';
import { bucketNamed, isPublic } from './storage.ts';
import { ApiFault, found, type Instance, type Interface, newId, type World } from './world.ts';

const RoleName = z.object({ RoleName: z.string() });
const UserName = z.object({ UserName: z.string() });
const BucketName = z.object({ Bucket: z.string() });
const InstanceIds = z.object({
  InstanceIds: z.array(z.string()).optional(),
  Filters: z.array(z.object({ Name: z.string(), Values: z.array(z.string()) })).optional(),
});
const Tags = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);
const PolicyOf = { PolicyName: z.string(), PolicyDocument: z.string() };
const Block = z.object({
  BlockPublicAcls: z.boolean(),
  IgnorePublicAcls: z.boolean(),
  BlockPublicPolicy: z.boolean(),
  RestrictPublicBuckets: z.boolean(),
});

const identity: Record<string, Call> = {
  GetRole: reading(RoleName, (world, { RoleName: name }) => {
    const { account, trust, tags } = iam.roleNamed(world, name);
    return {
      Role: {
        RoleName: name,
        Arn: `arn:aws:iam::${account}:role/${name}`,
        AssumeRolePolicyDocument: trust,
        MaxSessionDuration: 43_200,
        Tags: tagList(tags),
      },
    };
  }),
  ListRolePolicies: reading(RoleName, (world, { RoleName: name }) => ({
    PolicyNames: iam.standingNames(iam.roleNamed(world, name).policies),
  })),
  ListAttachedRolePolicies: reading(RoleName, (world, { RoleName: name }) => ({
    AttachedPolicies: iam.roleNamed(world, name) ? [] : [],
  })),
  ListInstanceProfilesForRole: reading(RoleName, (world, { RoleName: name }) => ({
    InstanceProfiles: world.instances
      .filter(({ profile }) => profile?.role === name)
      .map(({ id }) => ({ InstanceProfileName: name, InstanceId: id })),
  })),
  GetRolePolicy: reading(RoleName.extend({ PolicyName: z.string() }), (world, { RoleName: name, PolicyName }) => {
    const policy = iam.standingPolicy(iam.roleNamed(world, name).policies, PolicyName);
    return { PolicyName, PolicyDocument: found(policy, 'NoSuchEntity', `Policy ${PolicyName}`).document };
  }),
  PutRolePolicy: changing(RoleName.extend(PolicyOf), (world, input, at) =>
    iam.putPolicy(iam.roleNamed(world, input.RoleName).policies, input.PolicyName, input.PolicyDocument, at),
  ),
  DeleteRolePolicy: changing(RoleName.extend({ PolicyName: z.string() }), (world, input, at) =>
    iam.deletePolicy(iam.roleNamed(world, input.RoleName).policies, input.PolicyName, at),
  ),
  DescribeRoleSessions: reading(RoleName, (world, { RoleName: name }, at) => {
    const role = iam.roleNamed(world, name);
    return {
      Sessions: role.sessions
        .filter(({ expiresAt }) => expiresAt > at)
        .map((session) => ({
          SessionName: session.name,
          IssuedAt: iso(session.issuedAt),
          ExpiresAt: iso(session.expiresAt),
          Source: session.source,
          Denied: iam.isDenied(role, session, world, at),
        })),
    };
  }),
  GetUser: reading(UserName, (world, { UserName: name }) => {
    const { account, tags } = iam.userNamed(world, name);
    return { User: { UserName: name, Arn: `arn:aws:iam::${account}:user/${name}`, Tags: tagList(tags) } };
  }),
  ListUserPolicies: reading(UserName, (world, { UserName: name }) => ({
    PolicyNames: iam.standingNames(iam.userNamed(world, name).policies),
  })),
  ListAttachedUserPolicies: reading(UserName, (world, { UserName: name }) => ({
    AttachedPolicies: iam.userNamed(world, name) ? [] : [],
  })),
  ListMFADevices: reading(UserName, (world, { UserName: name }) => ({
    MFADevices: iam.userNamed(world, name) ? [] : [],
  })),
  ListAccessKeys: reading(UserName, (world, { UserName: name }) => ({
    AccessKeyMetadata: iam
      .userNamed(world, name)
      .keys.map(({ id, status }) => ({ AccessKeyId: id, Status: status, UserName: name })),
  })),
  GetUserPolicy: reading(UserName.extend({ PolicyName: z.string() }), (world, { UserName: name, PolicyName }) => {
    const policy = iam.standingPolicy(iam.userNamed(world, name).policies, PolicyName);
    return { PolicyName, PolicyDocument: found(policy, 'NoSuchEntity', `Policy ${PolicyName}`).document };
  }),
  PutUserPolicy: changing(UserName.extend(PolicyOf), (world, input, at) =>
    iam.putPolicy(iam.userNamed(world, input.UserName).policies, input.PolicyName, input.PolicyDocument, at),
  ),
  DeleteUserPolicy: changing(UserName.extend({ PolicyName: z.string() }), (world, input, at) =>
    iam.deletePolicy(iam.userNamed(world, input.UserName).policies, input.PolicyName, at),
  ),
  UpdateAccessKey: changing(
    UserName.extend({ AccessKeyId: z.string(), Status: z.enum(['Active', 'Inactive']) }),
    (world, input, at) => {
      const key = found(
        iam.userNamed(world, input.UserName).keys.find(({ id }) => id === input.AccessKeyId),
        'NoSuchEntity',
        `Key ${input.AccessKeyId}`,
      );
      key.status = input.Status;
      key.changedAt = at;
    },
  ),
  DescribeUserSessions: reading(UserName, (world, { UserName: name }, at) => {
    const user = iam.userNamed(world, name);
    return {
      LockedOut: iam.isLockedOut(user, world, at),
      Sessions: user.sessions.map((session) => ({
        SessionName: session.name,
        IssuedAt: iso(session.issuedAt),
        Denied: iam.isDenied(user, session, world, at),
      })),
    };
  }),
};

const compute: Record<string, Call> = {
  DescribeInstances: reading(InstanceIds, (world, input) => ({
    Reservations: [{ Instances: chosen(world, input).map(describeInstance) }],
  })),
  DescribeNetworkInterfaces: reading(InstanceIds, (world, input) => ({
    NetworkInterfaces: chosen(world, input).flatMap((instance) =>
      instance.interfaces.map((one) => describeInterface(one, instance)),
    ),
  })),
  DescribeVolumes: reading(InstanceIds, (world, input) => ({
    Volumes: chosen(world, input).flatMap(({ id, volumes }) =>
      volumes.map((VolumeId) => ({ VolumeId, InstanceId: id })),
    ),
  })),
  DescribeIamInstanceProfileAssociations: reading(InstanceIds, (world, input) => ({
    IamInstanceProfileAssociations: chosen(world, input).flatMap(({ id, profile }) =>
      profile
        ? [{ AssociationId: profile.associationId, InstanceId: id, Role: profile.role, State: 'associated' }]
        : [],
    ),
  })),
  DisassociateIamInstanceProfile: changing(z.object({ AssociationId: z.string() }), (world, { AssociationId }) => {
    const instance = found(
      world.instances.find(({ profile }) => profile?.associationId === AssociationId),
      'NoSuchAssociation',
      `Association ${AssociationId}`,
    );
    delete instance.profile;
  }),
  AssociateIamInstanceProfile: changing(
    z.object({ InstanceId: z.string(), Role: z.string() }),
    (world, { InstanceId, Role }) => {
      const instance = instanceNamed(world, InstanceId);
      if (instance.profile) throw new ApiFault('IncorrectState', `${InstanceId} has an instance profile already.`);
      instance.profile = { associationId: newId(world, 'iip-assoc-'), role: Role };
      return { AssociationId: instance.profile.associationId };
    },
  ),
  DescribeSecurityGroups: reading(
    z.object({ Name: z.string().optional(), VpcId: z.string().optional() }),
    (world, input) => ({
      SecurityGroups: world.groups
        .filter(({ name, vpc }) => (!input.Name || name === input.Name) && (!input.VpcId || vpc === input.VpcId))
        .map(({ id, name, vpc, allows, tags }) => ({
          GroupId: id,
          GroupName: name,
          VpcId: vpc,
          Allows: allows,
          Tags: tagList(tags),
        })),
    }),
  ),
  CreateSecurityGroup: changing(
    z.object({ GroupName: z.string(), VpcId: z.string(), Allows: z.enum(['open', 'none']), Tags }),
    (world, input) => {
      if (world.groups.some(({ name, vpc }) => name === input.GroupName && vpc === input.VpcId)) {
        throw new ApiFault('InvalidGroup.Duplicate', `Security group ${input.GroupName} exists.`);
      }
      return {
        GroupId: createGroup(world, {
          vpc: input.VpcId,
          name: input.GroupName,
          allows: input.Allows,
          tags: tagRecord(input.Tags),
        }).id,
      };
    },
  ),
  ModifyNetworkInterfaceAttribute: changing(
    z.object({ NetworkInterfaceId: z.string(), Groups: z.array(z.string()).min(1) }),
    (world, input, at) => {
      for (const id of input.Groups) groupNamed(world, id);
      setGroups(world, input.NetworkInterfaceId, input.Groups, at);
    },
  ),
  DescribeFlows: reading(z.object({ InstanceId: z.string() }), (world, { InstanceId }) => ({
    Flows: instanceNamed(world, InstanceId).connections.map(({ id, interfaceId, remote, closedAt, bytes }) => ({
      FlowId: id,
      NetworkInterfaceId: interfaceId,
      Remote: remote,
      Open: closedAt === undefined,
      Bytes: bytes,
    })),
  })),
  CreateSnapshots: changing(
    z.object({
      InstanceSpecification: z.object({ InstanceId: z.string() }),
      TagSpecifications: z.array(z.object({ Tags })).default([]),
    }),
    (world, input, at) => {
      const tags = tagRecord(input.TagSpecifications.flatMap((one) => one.Tags));
      const made = createSnapshots(world, instanceNamed(world, input.InstanceSpecification.InstanceId), tags, at);
      return { Snapshots: made.map(({ id, volume }) => ({ SnapshotId: id, VolumeId: volume, State: 'pending' })) };
    },
  ),
  DescribeSnapshots: reading(InstanceIds, (world, { Filters = [] }, at) => ({
    Snapshots: world.snapshots
      .filter(({ tags }) => Filters.every(({ Name, Values }) => Values.includes(tags[Name.replace(/^tag:/, '')] ?? '')))
      .map(({ id, volume, startedAt, completesAt, tags }) => ({
        SnapshotId: id,
        VolumeId: volume,
        StartTime: iso(startedAt),
        State: completesAt <= at ? 'completed' : 'pending',
        Tags: tagList(tags),
      })),
  })),
};

const storage: Record<string, Call> = {
  GetBucketPolicy: reading(BucketName, (world, { Bucket }) => ({
    Policy: found(bucketNamed(world, Bucket).policy, 'NoSuchBucketPolicy', `The policy of ${Bucket}`),
  })),
  GetBucketPolicyStatus: reading(BucketName, (world, { Bucket }) => ({
    PolicyStatus: { IsPublic: isPublic(bucketNamed(world, Bucket)) },
  })),
  GetBucketAcl: reading(BucketName, (world, { Bucket }) => ({
    Owner: { ID: bucketNamed(world, Bucket).account },
    Grants: [],
  })),
  GetPublicAccessBlock: reading(BucketName, (world, { Bucket }) => ({
    PublicAccessBlockConfiguration: found(
      bucketNamed(world, Bucket).publicAccessBlock,
      'NoSuchPublicAccessBlockConfiguration',
      `The public access block of ${Bucket}`,
    ),
  })),
  PutPublicAccessBlock: changing(BucketName.extend({ PublicAccessBlockConfiguration: Block }), (world, input) => {
    bucketNamed(world, input.Bucket).publicAccessBlock = input.PublicAccessBlockConfiguration;
  }),
  DeletePublicAccessBlock: changing(BucketName, (world, { Bucket }) => {
    delete bucketNamed(world, Bucket).publicAccessBlock;
  }),
  GetBucketTagging: reading(BucketName, (world, { Bucket }) => ({ TagSet: tagList(bucketNamed(world, Bucket).tags) })),
  GetBucketVersioning: reading(BucketName, (world, { Bucket }) => ({
    Status: bucketNamed(world, Bucket) ? 'Suspended' : '',
  })),
  GetBucketReplication: reading(BucketName, (world, { Bucket }) =>
    absent(bucketNamed(world, Bucket).name, 'ReplicationConfigurationNotFoundError'),
  ),
  GetBucketLogging: reading(BucketName, (world, { Bucket }) => (bucketNamed(world, Bucket) ? {} : {})),
};

const LookupEvents = reading(
  z.object({
    LookupAttributes: z
      .array(z.object({ AttributeKey: z.string(), AttributeValue: z.string() }))
      .max(1)
      .optional(),
    StartTime: z.string().optional(),
    EndTime: z.string().optional(),
    MaxResults: z.number().int().min(1).max(50).default(50),
    NextToken: z.string().optional(),
  }),
  (world, { LookupAttributes, StartTime, EndTime, MaxResults, NextToken }) => {
    const wanted = LookupAttributes?.[0]?.AttributeValue;
    const fitting = world.trail.filter(
      ({ EventTime, Username, Resources, AccessKeyId }) =>
        (!StartTime || EventTime >= StartTime) &&
        (!EndTime || EventTime <= EndTime) &&
        (!wanted || Resources.includes(wanted) || Username.startsWith(wanted) || AccessKeyId === wanted),
    );
    const from = Number(NextToken ?? 0);
    const Events = fitting.slice(from, from + MaxResults);
    return { Events, ...(from + MaxResults < fitting.length ? { NextToken: String(from + MaxResults) } : {}) };
  },
);

export const CALLS: Readonly<Record<string, Call>> = {
  ...identity,
  ...compute,
  ...storage,
  ...organization,
  LookupEvents,
};

function chosen(world: World, { InstanceIds: ids, Filters = [] }: z.infer<typeof InstanceIds>): readonly Instance[] {
  const named = ids ?? Filters.filter(({ Name }) => /instance-id$/.test(Name)).flatMap(({ Values }) => Values);
  if (named.length === 0) return world.instances;
  return named.map((id) => instanceNamed(world, id));
}

function describeInstance({ id, region, vpc, state, interfaces, volumes, profile, tags, account }: Instance) {
  return {
    InstanceId: id,
    OwnerId: account,
    Placement: { Region: region },
    VpcId: vpc,
    State: { Name: state },
    NetworkInterfaces: interfaces.map((one) => ({ NetworkInterfaceId: one.id, Groups: one.groups })),
    BlockDeviceMappings: volumes.map((VolumeId) => ({ Ebs: { VolumeId } })),
    ...(profile ? { IamInstanceProfile: { AssociationId: profile.associationId, Role: profile.role } } : {}),
    Tags: tagList(tags),
  };
}

function describeInterface(one: Interface, { id, vpc }: Instance) {
  return {
    NetworkInterfaceId: one.id,
    Groups: one.groups.map((GroupId) => ({ GroupId })),
    VpcId: vpc,
    Attachment: { InstanceId: id },
  };
}

function tagList(tags: Readonly<Record<string, string>>) {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

function tagRecord(tags: readonly { readonly Key: string; readonly Value: string }[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function absent(what: string, code: string): never {
  throw new ApiFault(code, `${what} has none.`);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
