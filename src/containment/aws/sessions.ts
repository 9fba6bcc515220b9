/**
 * Credentials of one account: the configured role is assumed with its external id, and the session says in the
 * account's own CloudTrail for which incident and job it acts (IAM user guide, *Pass session tags in AWS STS*).
 */

import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AwsSettings } from './settings.ts';

/** What the SDK takes as credentials. */
export interface SessionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

/** Why something is called: an action's job, or a piece of evidence. Calls of planning have none. */
export interface Errand {
  readonly incidentId: string;
  readonly jobKey: string;
  readonly number?: number;
  readonly actionId?: string;
  /** On whose word, for the account's own CloudTrail. */
  readonly actor?: string;
}

export interface Sessions {
  /** Assumed anew shortly before it expires. Fails with what STS says. */
  of(account: string, errand?: Errand): Promise<SessionCredentials>;
}

/** A session with less than this left is not begun with: the slowest step fits in it. */
const SPARE_MS = 5 * 60_000;

/** `sts` runs with Cordon's own identity. */
export function createSessions(settings: AwsSettings, sts: () => STSClient): Sessions {
  const held = new Map<string, Promise<SessionCredentials>>();

  async function assume(account: string, errand: Errand | undefined): Promise<SessionCredentials> {
    const { role, externalId } = settings.accounts[account] ?? { role: '', externalId: '' };
    const { Credentials } = await sts().send(
      new AssumeRoleCommand({
        RoleArn: role,
        ExternalId: externalId,
        RoleSessionName: sessionName(errand),
        DurationSeconds: settings.sessionMinutes * 60,
        Tags: errand
          ? [
              { Key: 'ir:incident', Value: errand.incidentId },
              { Key: 'ir:job', Value: errand.jobKey },
              { Key: 'ir:actor', Value: tagValue(errand.actor ?? 'cordon') },
            ]
          : [],
      }),
    );
    return {
      accessKeyId: Credentials?.AccessKeyId ?? '',
      secretAccessKey: Credentials?.SecretAccessKey ?? '',
      sessionToken: Credentials?.SessionToken ?? '',
      expiration: Credentials?.Expiration ?? new Date(),
    };
  }

  return {
    of: async (account, errand) => {
      const key = JSON.stringify([account, errand?.incidentId, errand?.jobKey, errand?.actor]);
      const known = await held.get(key)?.catch(() => undefined);
      if (known && known.expiration.getTime() - Date.now() > SPARE_MS) return known;
      forgetOldest(held);
      const fresh = assume(account, errand);
      held.set(key, fresh);
      return fresh;
    },
  };
}

/** Sessions that are kept at once; incidents come and go. */
const MOST = 500;

function forgetOldest(held: Map<string, unknown>): void {
  if (held.size < MOST) return;
  const [oldest] = held.keys();
  if (oldest !== undefined) held.delete(oldest);
}

/** Up to 256 of the characters that a session tag takes. */
function tagValue(text: string): string {
  return text.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '-').slice(0, 256);
}

/** Up to 64 of the characters that STS takes: `cordon-42-a3`. */
function sessionName(errand: Errand | undefined): string {
  const parts = ['cordon', errand?.number, errand?.actionId].filter((part) => part !== undefined);
  return parts
    .join('-')
    .replace(/[^\w+=,.@-]/g, '-')
    .slice(0, 64);
}
