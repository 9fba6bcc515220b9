/** Several read calls about one subject, kept as one JSON file: what was asked, what was answered, and when. */

import { CordonError } from '../../base/errors.ts';
import type { CollectContext, Collected, Subject } from './collector.ts';
import { jsonFile, member, slug, stamp } from './json-content.ts';

export interface Reading {
  readonly call: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Member of the answer that asks for the next page, and the member of the input it goes into. */
  readonly pages?: { readonly next: string; readonly as: string };
  /** What else is to be read once the answer is known. */
  readonly follow?: (result: unknown) => readonly Reading[];
}

/** Guard against a provider that never stops handing out page tokens. */
const MAX_PAGES = 1000;

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
  const open = [...readings];
  for (let reading = open.shift(); reading; reading = open.shift()) {
    for await (const { input, answer } of pagesOf(reading, context, signal)) {
      answers.push({ call: reading.call, input, ...answer });
      if (!('requestId' in answer)) break;
      requestIds.push(answer.requestId);
      open.push(...(reading.follow?.(answer.result) ?? []));
    }
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

async function* pagesOf(
  { call, input, pages }: Reading,
  context: CollectContext,
  signal: AbortSignal,
): AsyncGenerator<{ readonly input: Reading['input']; readonly answer: Answer }> {
  let token: unknown;
  for (let page = 0; page === 0 || (token && page < MAX_PAGES); page += 1) {
    const asked: Reading['input'] = pages && token ? { ...input, [pages.as]: token } : input;
    const answer = await ask(context, call, asked, signal);
    yield { input: asked, answer };
    token = pages && 'result' in answer ? member(answer.result, pages.next) : undefined;
  }
}

type Answer = { readonly result: unknown; readonly requestId: string } | { readonly absent: string };

async function ask(
  context: CollectContext,
  call: string,
  input: Reading['input'],
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const { result, requestId } = await context.call(call, input, signal);
    return { result, requestId };
  } catch (error) {
    if (error instanceof CordonError && error.code === 'not_found') return { absent: error.message };
    throw error;
  }
}
