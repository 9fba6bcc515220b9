import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  GetLoginProfileCommand,
  GetUserPolicyCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListSSHPublicKeysCommand,
  ListUserPoliciesCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';
import { expect } from 'vitest';
import { contract } from './contract.ts';

const UserName = 'ci-deploy';
const OWN = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] });
const SSH_KEY = `ssh-rsa ${Buffer.from('\0\0\0\u0007ssh-rsa').toString('base64')} somebody`;

contract({
  action: 'quarantine-user',
  world: async (lab) => {
    const iam = lab.of(IAMClient);
    await iam.send(new CreateUserCommand({ UserName }));
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'own', PolicyDocument: OWN }));
    await iam.send(new CreateAccessKeyCommand({ UserName }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: AccessKey?.AccessKeyId, Status: 'Inactive' }));
    await iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Correct-Horse-1' }));
    await iam.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody: SSH_KEY }));
    lab.credentials.add(lab.account, UserName, 'bedrock.amazonaws.com');
    return { kind: 'user', id: UserName };
  },
  read: async (lab) => {
    const iam = lab.of(IAMClient);
    const { PolicyNames = [] } = await iam.send(new ListUserPoliciesCommand({ UserName }));
    const policies: Record<string, unknown> = {};
    for (const PolicyName of PolicyNames) {
      const { PolicyDocument = '' } = await iam.send(new GetUserPolicyCommand({ UserName, PolicyName }));
      policies[PolicyName] = JSON.parse(decodeURIComponent(PolicyDocument));
    }
    const keys = await iam.send(new ListAccessKeysCommand({ UserName }));
    const ssh = await iam.send(new ListSSHPublicKeysCommand({ UserName }));
    const profile = await iam.send(new GetLoginProfileCommand({ UserName }));
    return {
      policies,
      keys: keys.AccessKeyMetadata?.map(({ Status }) => Status),
      ssh: ssh.SSHPublicKeys?.map(({ Status }) => Status),
      service: lab.credentials.statusesOf(lab.account, UserName),
      mustChange: profile.LoginProfile?.PasswordResetRequired ?? false,
    };
  },
  contained: (seen) => {
    expect(seen).toMatchObject({
      policies: {
        own: JSON.parse(OWN),
        'IR-42-DenyAll': { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] },
      },
      keys: ['Inactive', 'Inactive'],
      ssh: ['Inactive'],
      service: ['Inactive'],
      mustChange: true,
    });
  },
  release: 'restores',
});
