/** How actions on AWS change one thing by one call of the SDK. */

import { CordonError } from '../../base/errors.ts';
import type { Step } from '../action.ts';
import { type Change, changeStep } from '../change-step.ts';

/** What every answer of the SDK carries. */
export interface Answered {
  readonly $metadata: { readonly requestId?: string | undefined };
}

/** As `changeStep`, with the SDK's answer as what making the change comes to. */
export function awsStep(
  change: Omit<Change, 'make'> & { readonly make: (signal: AbortSignal) => Promise<Answered> },
): Step {
  return changeStep({
    ...change,
    make: async (signal) => (await change.make(signal)).$metadata,
  });
}

/** Tags as the services list them, as a record. */
export function tagsOf(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries((tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
}

/** The answer, or undefined where AWS says that there is no such thing. */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (fault) {
    if (fault instanceof CordonError && fault.code === 'not_found') return undefined;
    throw fault;
  }
}
