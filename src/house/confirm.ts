/** Confirms an SNS subscription: one GET to an address that was rebuilt here, never the sender's own. */

import { CordonError } from '../base/errors.ts';

const TIMEOUT_MS = 5000;

export async function confirmSubscription(url: string): Promise<void> {
  const answer = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      throw new CordonError('vendor_failed', 'The SNS subscription could not be confirmed: no answer.', {
        remedy: 'SNS sends the request again by itself; see that this host may reach it.',
        retryable: true,
        cause,
      });
    },
  );
  if (answer.ok) return;
  throw new CordonError('vendor_failed', `The SNS subscription was not confirmed: HTTP ${answer.status}.`, {
    remedy: 'Ask for the confirmation anew in the SNS console.',
  });
}
