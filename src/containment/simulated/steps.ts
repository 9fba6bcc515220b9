/** How actions on the simulated cloud read and change it: read-compare-write, so that a retry finds what it did. */

import { z } from 'zod';
import type { Step } from '../action.ts';
import { type Change as AnyChange, changeStep as anyChangeStep } from '../change-step.ts';
import type { SimulatedClient } from './client.ts';

export interface Change extends Omit<AnyChange, 'make'> {
  readonly input:
    | Readonly<Record<string, unknown>>
    | ((signal: AbortSignal) => Promise<Readonly<Record<string, unknown>>>);
}

/** A step that changes one thing by the one call it names, unless it is so already. */
export function changeStep(client: SimulatedClient, { input, ...change }: Change): Step {
  return anyChangeStep({
    ...change,
    make: async (signal) => client.call(change.call, typeof input === 'function' ? await input(signal) : input, signal),
  });
}

/** Reads and checks what the provider answers. */
export async function read<T>(
  client: SimulatedClient,
  call: string,
  input: Readonly<Record<string, unknown>>,
  schema: z.ZodType<T>,
  signal: AbortSignal,
): Promise<T> {
  return schema.parse((await client.call(call, input, signal)).result);
}

const Tagged = z.object({ Tags: z.array(z.object({ Key: z.string(), Value: z.string() })) });

/** Tags of a thing that `call` describes under `member`. */
export async function tagsIn(
  client: SimulatedClient,
  call: string,
  input: Readonly<Record<string, unknown>>,
  member: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const answer = await read(client, call, input, z.record(z.string(), Tagged), signal);
  return Object.fromEntries((answer[member]?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
}
