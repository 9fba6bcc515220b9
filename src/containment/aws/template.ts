/**
 * The CloudFormation template of the role Cordon assumes in an account: nobody else's principal, the external id, session tags
 * under three keys and no other (IAM user guide, *Pass session tags*), and of permissions what actions and collectors declare.
 */

import { RUNBOOK_ROLE } from './runbook.ts';

/** Members of `clouds.aws.accounts` that the deployed role's name must agree with. */
const ROLE_NAME = 'CordonResponder';
/** Permissions in one managed policy: well under its 6,144 characters (IAM quotas). */
const IN_ONE_POLICY = 120;

/** `permissions` as IAM writes them, `service:Action`; doubles are told once. */
export function roleTemplate(permissions: readonly string[]): string {
  const wanted = [...new Set(permissions)].filter((one) => one !== PASS_ROLE).sort();
  const policies = chunks(wanted).map((Action, index) => ({
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Description: `What Cordon's actions and collectors declare, part ${index + 1}`,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action, Resource: '*' },
          ...(index === 0 && permissions.includes(PASS_ROLE) ? [PASS_TO_INSTANCES, PASS_TO_RUNBOOKS] : []),
        ],
      },
    },
  }));
  const names = policies.map((_policy, index) => `Permissions${index + 1}`);
  return `${JSON.stringify(
    {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'The role that Cordon assumes to preserve evidence and to contain',
      Parameters: PARAMETERS,
      Resources: {
        ...Object.fromEntries(policies.map((policy, index) => [names[index], policy])),
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: { Ref: 'RoleName' },
            MaxSessionDuration: 3600,
            AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: TRUST },
            ManagedPolicyArns: names.map((Ref) => ({ Ref })),
            Tags: [{ Key: 'ir:protected', Value: 'true' }],
          },
        },
      },
      Outputs: { RoleArn: { Value: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
    },
    undefined,
    2,
  )}\n`;
}

const PASS_ROLE = 'iam:PassRole';
/** Given back on release, and only to instances. */
const PASS_TO_INSTANCES = {
  Effect: 'Allow',
  Action: PASS_ROLE,
  Resource: '*',
  Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } },
};

/** One role of that name, and only to runbooks of Systems Manager. */
const PASS_TO_RUNBOOKS = {
  Effect: 'Allow',
  Action: PASS_ROLE,
  Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${RUNBOOK_ROLE}` },
  Condition: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
};

export const PARAMETERS = {
  CordonPrincipal: { Type: 'String', Description: 'ARN of the role or user that Cordon runs as' },
  ExternalId: { Type: 'String', MinLength: 16, Description: 'The same as externalId in the configuration of Cordon' },
  RoleName: { Type: 'String', Default: ROLE_NAME },
};

const Principal = { AWS: { Ref: 'CordonPrincipal' } };
/** Who may assume a role of Cordon's, and under which tags. */
export const TRUST = [
  {
    Effect: 'Allow',
    Principal,
    Action: 'sts:AssumeRole',
    Condition: { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } },
  },
  {
    Effect: 'Allow',
    Principal,
    Action: 'sts:TagSession',
    Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['ir:incident', 'ir:job', 'ir:actor'] } },
  },
];

function chunks(all: readonly string[]): readonly (readonly string[])[] {
  const count = Math.max(1, Math.ceil(all.length / IN_ONE_POLICY));
  return Array.from({ length: count }, (_, index) => all.slice(index * IN_ONE_POLICY, (index + 1) * IN_ONE_POLICY));
}
