/** Asks AWS whether it would let a call through, without making it (EC2 API reference, *DryRun*). */

import { CordonError } from '../../base/errors.ts';

/** Resolves when the call would be allowed; what refuses it is thrown as it is. EC2 answers a dry run with a fault. */
export async function preflight(dryRun: Promise<unknown>): Promise<void> {
  try {
    await dryRun;
  } catch (fault) {
    if (fault instanceof CordonError && fault.cause instanceof Error && fault.cause.name === 'DryRunOperation') return;
    throw fault;
  }
}
