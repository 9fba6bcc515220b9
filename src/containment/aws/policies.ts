/** Policies that actions write, and the ones that stand: IAM hands documents out URL-encoded, and compares none. */

import {
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  GetRolePolicyCommand,
  GetUserPolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { canonicalJson } from '../../base/chain.ts';
import { type Answered, orAbsent } from './steps.ts';

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** Text of a policy; `2012-10-17` is the current version of the language. */
export function policyText(...Statement: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** An explicit deny ends every permission, whatever allows it (IAM user guide, *Policy evaluation logic*). */
export const DENY_ALL: Statement = { Effect: 'Deny', Action: '*', Resource: '*' };

/** Marks a statement as a job's own: a Sid holds letters and digits only. */
export function sidOf({ jobKey }: { readonly jobKey: string }): string {
  return `IR${jobKey.slice(0, 32)}`;
}

/** Whether two texts say the same, whatever their spaces and the order of their members. */
export function sameDocument(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  try {
    return canonicalJson(JSON.parse(a)) === canonicalJson(JSON.parse(b));
  } catch {
    return a === b;
  }
}

/** One inline policy of an identity. */
export interface InlinePolicy {
  /** Its text, or null where there is none of the name. */
  read(signal: AbortSignal): Promise<string | null>;
  put(text: string, signal: AbortSignal): Promise<Answered>;
  remove(signal: AbortSignal): Promise<Answered>;
}

export function userPolicy(iam: IAMClient, UserName: string, PolicyName: string): InlinePolicy {
  const name = { UserName, PolicyName };
  return {
    read: async (abortSignal) =>
      decoded((await orAbsent(iam.send(new GetUserPolicyCommand(name), { abortSignal })))?.PolicyDocument),
    put: (PolicyDocument, abortSignal) =>
      iam.send(new PutUserPolicyCommand({ ...name, PolicyDocument }), { abortSignal }),
    remove: (abortSignal) => iam.send(new DeleteUserPolicyCommand(name), { abortSignal }),
  };
}

export function rolePolicy(iam: IAMClient, RoleName: string, PolicyName: string): InlinePolicy {
  const name = { RoleName, PolicyName };
  return {
    read: async (abortSignal) =>
      decoded((await orAbsent(iam.send(new GetRolePolicyCommand(name), { abortSignal })))?.PolicyDocument),
    put: (PolicyDocument, abortSignal) =>
      iam.send(new PutRolePolicyCommand({ ...name, PolicyDocument }), { abortSignal }),
    remove: (abortSignal) => iam.send(new DeleteRolePolicyCommand(name), { abortSignal }),
  };
}

/** RFC 3986, as IAM's API reference says of every policy document it returns. */
export function decoded(text: string | undefined): string | null {
  return text === undefined ? null : decodeURIComponent(text);
}
