/** What an action acts on, checked at its door. */

import { z } from 'zod';
import type { ActionTarget } from './action.ts';

/** A target of one provider and one kind. */
export function targetOf(provider: string, kind: string): z.ZodType<ActionTarget> {
  return z.object({
    provider: z.literal(provider),
    account: z.string().min(1),
    region: z.string().optional(),
    kind: z.literal(kind),
    id: z.string().min(1).max(256),
  }) as unknown as z.ZodType<ActionTarget>;
}
