/** Service-specific credentials of IAM users, which moto does not know: per account, made by the test. */

import type { Gap } from '../gap.ts';

interface Credential {
  readonly ServiceSpecificCredentialId: string;
  readonly UserName: string;
  readonly ServiceName: string;
  Status: string;
}

export interface ServiceCredentials {
  readonly gaps: Readonly<Record<string, Gap>>;
  /** Makes an active one and answers its id. */
  add(account: string, UserName: string, ServiceName: string): string;
  statusesOf(account: string, user: string): readonly string[];
}

export function serviceCredentials(): ServiceCredentials {
  const held = new Map<string, Credential[]>();
  const of = (account: string): Credential[] => {
    const known = held.get(account) ?? [];
    held.set(account, known);
    return known;
  };
  return {
    gaps: {
      ListServiceSpecificCredentials: ({ account, input }) => ({
        ServiceSpecificCredentials: of(account)
          .filter(({ UserName }) => UserName === input.UserName)
          .map((one) => ({
            ...one,
            ServiceUserName: `${one.UserName}-at-${account}`,
            CreateDate: '2026-01-01T00:00:00Z',
          })),
      }),
      UpdateServiceSpecificCredential: ({ account, input }) => {
        const id = input.ServiceSpecificCredentialId;
        for (const one of of(account)) if (one.ServiceSpecificCredentialId === id) one.Status = String(input.Status);
        return {};
      },
    },
    statusesOf: (account, user) =>
      of(account)
        .filter(({ UserName }) => UserName === user)
        .map(({ Status }) => Status),
    add: (account, UserName, ServiceName) => {
      const ServiceSpecificCredentialId = `ACCA${String(of(account).length).padStart(16, '0')}`;
      of(account).push({ ServiceSpecificCredentialId, UserName, ServiceName, Status: 'Active' });
      return ServiceSpecificCredentialId;
    },
  };
}
