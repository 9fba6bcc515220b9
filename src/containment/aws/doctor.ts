/** Looks whether Cordon can do in AWS what the configuration says: who it is, whether each role lets it in, and the clock. */

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CordonError } from '../../base/errors.ts';
import type { Aws } from './client.ts';

export interface Examination {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** Revocation stamps and signatures want a clock that agrees; AWS refuses signatures from 5 minutes on. */
const MOST_SKEW_MS = 5000;

/** Nothing where no account is configured. */
export async function examineAws(aws: Aws): Promise<readonly Examination[]> {
  const accounts = Object.entries(aws.settings.accounts);
  if (accounts.length === 0) return [];
  const self = await look('AWS identity', async () => `Cordon runs as ${(await aws.self()).arn}`);
  const clock = self.ok ? [clockOf(aws)] : [];
  const roles = await Promise.all(
    accounts.map(([account, { name, labels }]) =>
      look(`AWS account ${account}${name ? ` (${name})` : ''}`, async () => {
        const { Arn } = await aws.of(STSClient, { account }).send(new GetCallerIdentityCommand({}));
        return `acts as ${Arn}${labels.length > 0 ? `; ${labels.join(', ')}` : ''}`;
      }),
    ),
  );
  return [self, ...clock, ...roles];
}

function clockOf(aws: Aws): Examination {
  const aheadMs = Math.round(aws.aheadMs());
  const ok = Math.abs(aheadMs) <= MOST_SKEW_MS;
  const seconds = (Math.abs(aheadMs) / 1000).toFixed(1);
  const detail = ok
    ? 'agrees with AWS'
    : `is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} AWS: synchronise it, or sessions are revoked up to the wrong moment.`;
  return { name: 'clock', ok, detail };
}

async function look(name: string, work: () => Promise<string>): Promise<Examination> {
  try {
    return { name, ok: true, detail: await work() };
  } catch (fault) {
    if (!(fault instanceof CordonError)) throw fault;
    return { name, ok: false, detail: `${fault.message} ${fault.remedy}` };
  }
}
