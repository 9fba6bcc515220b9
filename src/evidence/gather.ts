/** Collects one requested piece into the vault, once: what a killed worker had already stored is not collected again. */

import { CordonError } from '../base/errors.ts';
import type { CollectContext, Subject } from './collectors/collector.ts';
import { collectorOf, EVIDENCE_KINDS } from './collectors/index.ts';
import type { Access, Held, Vault } from './vault.ts';

export interface Wanted {
  readonly kind: string;
  readonly subject: Subject;
}

/**
 * The piece under `context.evidenceId`. Fails with `evidence_missing` when the kind is unknown or not about such a
 * subject, and with what the collector and the vault fail with.
 */
export async function gather(
  { kind, subject }: Wanted,
  context: CollectContext,
  { vault, access }: { readonly vault: Vault; readonly access: Access },
  signal: AbortSignal,
): Promise<Held> {
  const { incidentId, evidenceId: key } = context;
  const before = await vault.find(incidentId, key);
  if (before) return before;
  const collector = collectorOf(kind);
  if (!collector?.subjects.includes(subject.kind)) {
    throw new CordonError('evidence_missing', `Nothing collects ${kind} about ${subject.kind} ${subject.id}.`, {
      remedy: collector
        ? `Ask for it about one of: ${collector.subjects.join(', ')}.`
        : `Ask for one of: ${EVIDENCE_KINDS.join(', ')}.`,
    });
  }
  const { name, mediaType, window, requestIds, content, cleanUp } = await collector.collect(subject, context, signal);
  const { provider, account, region } = subject;
  const deposit = {
    ...{ incidentId, key, kind, subject: `${subject.kind}/${subject.id}`, name, mediaType },
    ...{ collector: `${provider}.${kind}`, requestIds },
    source: { provider, account, ...(region ? { region } : {}) },
    ...(window ? { window } : {}),
  };
  const held = await vault.put(deposit, content, access);
  await cleanUp?.();
  return held;
}
