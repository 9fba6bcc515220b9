/** One call of the simulated cloud: what it is asked is checked, then it reads the world or changes it. */

import type { z } from 'zod';
import { ApiFault, type World } from './world.ts';

export interface Call {
  /** Changes the world: recorded in the journal and counted. */
  readonly changes: boolean;
  run(world: World, input: unknown, at: number): unknown;
}

/** Answers, and changes nothing. */
export function reading<T>(schema: z.ZodType<T>, run: (world: World, input: T, at: number) => unknown): Call {
  return { changes: false, run: (world, input, at) => run(world, parsed(schema, input), at) };
}

/** Changes the world; answers an empty object where `run` answers nothing. */
export function changing<T>(schema: z.ZodType<T>, run: (world: World, input: T, at: number) => unknown): Call {
  return { changes: true, run: (world, input, at) => run(world, parsed(schema, input), at) ?? {} };
}

function parsed<T>(schema: z.ZodType<T>, input: unknown): T {
  const read = schema.safeParse(input);
  if (read.success) return read.data;
  throw new ApiFault(
    'ValidationError',
    read.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
  );
}
