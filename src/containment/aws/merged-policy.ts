/**
 * A policy others wrote, to which statements of ours are added and from which they are taken out again, without touching
 * what stands beside them. Where nothing else changed meanwhile, the text that stood before comes back to the byte.
 */

import { z } from 'zod';
import { canonicalJson } from '../../base/chain.ts';

/** As much of a policy as is looked at; statements are kept whole. */
const Policy = z.looseObject({ Statement: z.union([z.array(z.looseObject({})), z.looseObject({})]).optional() });
type Statement = Readonly<Record<string, unknown>>;

/** Tells our statements from others', by their Sids. */
export type IsOurs = (statement: Statement) => boolean;

/** The text with `added` in it, in place of those that are ours already; a new one where there is none. */
export function withStatements(policy: string | null, added: readonly object[], isOurs: IsOurs): string {
  const others = statementsOf(policy).filter((one) => !isOurs(one));
  const whole = policy === null ? { Version: '2012-10-17' } : parsed(policy);
  return JSON.stringify({ ...whole, Statement: [...others, ...added] });
}

/** The text without ours; null where nothing is left. */
export function withoutStatements(policy: string | null, isOurs: IsOurs, prior: string | null): string | null {
  const rest = statementsOf(policy).filter((one) => !isOurs(one));
  if (canonicalJson(rest) === canonicalJson(statementsOf(prior))) return prior;
  return rest.length === 0 ? null : JSON.stringify({ ...parsed(policy ?? '{}'), Statement: rest });
}

export function statementsOf(policy: string | null): readonly Statement[] {
  const { Statement = [] } = parsed(policy ?? '{}');
  return Array.isArray(Statement) ? Statement : [Statement];
}

function parsed(policy: string): z.infer<typeof Policy> {
  return Policy.parse(JSON.parse(policy));
}
