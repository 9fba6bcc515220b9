/** Several read calls about one subject, kept as one JSON file: what was asked, what was answered, and when. */

import { CordonError } from '../../base/errors.ts';
import type { CollectContext, Collected, Subject } from './collector.ts';
import { jsonFile, slug, stamp } from './json-content.ts';

export interface Reading {
  readonly call: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * Makes the calls in order. A call that finds nothing is recorded as absent, because releasing differs between
 * *absent* and *empty*; when nothing at all is found the subject itself does not exist, and that is a failure.
 */
export async function snapshotOf(
  kind: string,
  subject: Subject,
  readings: readonly Reading[],
  context: CollectContext,
  signal: AbortSignal,
): Promise<Collected> {
  const at = context.now();
  const answers: object[] = [];
  const requestIds: string[] = [];
  for (const { call, input } of readings) {
    const answer = await ask(context, call, input, signal);
    if ('requestId' in answer) requestIds.push(answer.requestId);
    answers.push({ call, input, ...answer });
  }
  if (requestIds.length === 0) {
    throw new CordonError('not_found', `${subject.kind} ${subject.id} was not found in ${subject.account}.`, {
      remedy: 'Check the account and the region of the scope entry.',
    });
  }
  return {
    name: `${kind}-${slug(subject.id)}-${stamp(at)}.json`,
    mediaType: 'application/json',
    window: { from: at.toISOString(), to: context.now().toISOString() },
    requestIds,
    content: jsonFile({ kind, subject, at: at.toISOString(), answers }),
  };
}

async function ask(
  context: CollectContext,
  call: string,
  input: Reading['input'],
  signal: AbortSignal,
): Promise<{ result: unknown; requestId: string } | { absent: string }> {
  try {
    const { result, requestId } = await context.call(call, input, signal);
    return { result, requestId };
  } catch (error) {
    if (error instanceof CordonError && error.code === 'not_found') return { absent: error.message };
    throw error;
  }
}
