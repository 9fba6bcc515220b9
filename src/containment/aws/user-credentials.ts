/** Everything a user can prove itself with besides its password, each of which can be made inactive and active again. */

import {
  type IAMClient,
  ListAccessKeysCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  UpdateAccessKeyCommand,
  UpdateServiceSpecificCredentialCommand,
  UpdateSigningCertificateCommand,
  UpdateSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';

export interface Credential {
  readonly kind: CredentialKind;
  readonly id: string;
  readonly status: string;
}

export type CredentialKind = keyof typeof KINDS;
type Status = 'Active' | 'Inactive';
type Ask = { readonly abortSignal: AbortSignal };

/** Access keys first: they are what leaks. Service-specific ones reach CodeCommit, Keyspaces and, as API keys, Bedrock. */
const KINDS = {
  'access key': {
    call: 'UpdateAccessKey',
    list: async (iam: IAMClient, UserName: string, ask: Ask) =>
      (await iam.send(new ListAccessKeysCommand({ UserName }), ask)).AccessKeyMetadata?.map((one) => ({
        id: one.AccessKeyId,
        status: one.Status,
      })),
    set: (iam: IAMClient, UserName: string, AccessKeyId: string, status: Status, ask: Ask) =>
      iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: status }), ask),
  },
  'service credential': {
    call: 'UpdateServiceSpecificCredential',
    list: async (iam: IAMClient, UserName: string, ask: Ask) =>
      (await iam.send(new ListServiceSpecificCredentialsCommand({ UserName }), ask)).ServiceSpecificCredentials?.map(
        (one) => ({ id: one.ServiceSpecificCredentialId, status: one.Status }),
      ),
    set: (iam: IAMClient, UserName: string, ServiceSpecificCredentialId: string, status: Status, ask: Ask) =>
      iam.send(
        new UpdateServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId, Status: status }),
        ask,
      ),
  },
  'signing certificate': {
    call: 'UpdateSigningCertificate',
    list: async (iam: IAMClient, UserName: string, ask: Ask) =>
      (await iam.send(new ListSigningCertificatesCommand({ UserName }), ask)).Certificates?.map((one) => ({
        id: one.CertificateId,
        status: one.Status,
      })),
    set: (iam: IAMClient, UserName: string, CertificateId: string, status: Status, ask: Ask) =>
      iam.send(new UpdateSigningCertificateCommand({ UserName, CertificateId, Status: status }), ask),
  },
  'SSH key': {
    call: 'UpdateSSHPublicKey',
    list: async (iam: IAMClient, UserName: string, ask: Ask) =>
      (await iam.send(new ListSSHPublicKeysCommand({ UserName }), ask)).SSHPublicKeys?.map((one) => ({
        id: one.SSHPublicKeyId,
        status: one.Status,
      })),
    set: (iam: IAMClient, UserName: string, SSHPublicKeyId: string, status: Status, ask: Ask) =>
      iam.send(new UpdateSSHPublicKeyCommand({ UserName, SSHPublicKeyId, Status: status }), ask),
  },
} as const;

/** All of a user, in the order in which they are made inactive. A user has a handful at most (IAM quotas). */
export async function credentialsOf(
  iam: IAMClient,
  UserName: string,
  signal: AbortSignal,
): Promise<readonly Credential[]> {
  const found: Credential[] = [];
  for (const kind of Object.keys(KINDS) as CredentialKind[]) found.push(...(await listed(iam, UserName, kind, signal)));
  return found;
}

/** What a credential is now; undefined where it is gone. */
export async function statusOf(
  iam: IAMClient,
  UserName: string,
  { kind, id }: Pick<Credential, 'kind' | 'id'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await listed(iam, UserName, kind, signal)).find((one) => one.id === id)?.status;
}

async function listed(
  iam: IAMClient,
  UserName: string,
  kind: CredentialKind,
  abortSignal: AbortSignal,
): Promise<readonly Credential[]> {
  const found = (await KINDS[kind].list(iam, UserName, { abortSignal })) ?? [];
  return found.map(({ id = '', status = '' }) => ({ kind, id, status }));
}

export function callOf(kind: CredentialKind): string {
  return KINDS[kind].call;
}

export function setCredential(
  iam: IAMClient,
  UserName: string,
  { kind, id, status }: { readonly kind: CredentialKind; readonly id: string; readonly status: Status },
  signal: AbortSignal,
) {
  return KINDS[kind].set(iam, UserName, id, status, { abortSignal: signal });
}
