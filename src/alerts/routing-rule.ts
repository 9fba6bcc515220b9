/** The form of a routing rule: data in the configuration, read top down, the first match decides. */

import { z } from 'zod';
import { ENTITY_KINDS } from '../incident/actor.ts';

/** `*` stands for any run of characters; case does not matter. One pattern or several, of which one must match. */
const Patterns = z.union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).min(1)]);

const EntityKind = z.enum(ENTITY_KINDS);

/** Everything named must hold; an empty match takes every finding. */
const Match = z.strictObject({
  source: Patterns.optional(),
  type: Patterns.optional(),
  severityAtLeast: z.enum(['info', 'low', 'medium', 'high', 'critical']).optional(),
  entityKind: z.union([EntityKind, z.array(EntityKind).min(1)]).optional(),
  /** Account of any entity, or an entity of kind account. */
  account: Patterns.optional(),
  /** Label name to pattern. */
  label: z.record(z.string().min(1), Patterns).optional(),
});

const SEVERITY = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);

/** `ignore` keeps the finding and opens nothing; it must say why. */
export const RoutingRule = z
  .strictObject({
    name: z.string().min(1).max(100),
    match: Match.default({}),
    severity: SEVERITY.default(3),
    incidentType: z.string().min(1).max(60).default('generic'),
    playbook: z.string().min(1).max(100).optional(),
    roster: z.string().min(1).max(100).default('cloud-security'),
    visibility: z.enum(['restricted', 'open']).default('restricted'),
    open: z.enum(['auto', 'triage', 'ignore']),
    reason: z.string().min(1).max(500).optional(),
  })
  .refine((rule) => rule.open !== 'ignore' || rule.reason !== undefined, {
    path: ['reason'],
    message: 'a rule that ignores findings must give its reason',
  });
export type RoutingRule = z.infer<typeof RoutingRule>;
