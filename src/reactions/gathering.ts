/** What reactions ask of the evidence room: collect one piece about one subject and keep it in the vault. */

import { CordonError } from '../base/errors.ts';
import type { Call, Subject } from '../evidence/collectors/collector.ts';
import { collectorOf } from '../evidence/collectors/index.ts';
import type { Vault } from '../evidence/vault.ts';
import type { Entity } from '../incident/actor.ts';
import type { EventData } from '../incident/events.ts';
import type { EvidenceItem, Incident } from '../incident/incident.ts';

export type Gathered = Pick<
  EventData['EvidenceCollected'],
  'name' | 'mediaType' | 'sha256' | 'bytes' | 'collector' | 'window'
> & { readonly requestIds: readonly string[] };

export interface Gathering {
  readonly vault: Vault;
  /** Collects, hashes and keeps one piece. After a crash, what was stored already is found again. */
  gather(
    item: EvidenceItem,
    incident: Incident,
    fixed: (reference: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Gathered>;
}

export interface GatheringOptions {
  readonly vault: Vault;
  /** Calls of one provider, by its name. */
  readonly callOf: (provider: string) => Call;
  readonly alert: (alertId: string) => Promise<{ readonly body: Uint8Array; readonly mediaType: string }>;
  /** Milliseconds between two looks at what takes its time. */
  readonly pollMs: number;
}

const COLLECTOR = 'cordon';

export function createGathering({ vault, callOf, alert, pollMs }: GatheringOptions): Gathering {
  return {
    vault,
    gather: async (item, incident, fixed, signal) => {
      const held = await vault.find(incident.id, item.evidenceId);
      if (held) return { ...held, requestIds: held.requestIds ?? [] };
      const collector = collectorOf(item.kind);
      if (!collector) {
        throw new CordonError('evidence_missing', `Nothing here collects ${item.kind}.`, {
          remedy: 'Collect it by hand and add the file to the incident.',
        });
      }
      const subject = subjectOf(item.subject, incident);
      const since = incident.alerts.map(({ firstSeenAt, receivedAt }) => firstSeenAt ?? receivedAt).sort()[0];
      const collected = await collector.collect(
        subject,
        {
          incidentId: incident.id,
          evidenceId: item.evidenceId,
          jobKey: `${incident.id}.${item.evidenceId}`,
          call: callOf(subject.provider),
          now: () => new Date(),
          ...(since ? { since: new Date(since) } : {}),
          alert,
          fixed,
          pollMs,
        },
        signal,
      );
      const { name, mediaType, window } = collected;
      const kept = await vault.put(
        {
          incidentId: incident.id,
          key: item.evidenceId,
          kind: item.kind,
          subject: item.subject,
          name,
          mediaType,
          collector: `${COLLECTOR}/${collector.kind}`,
          ...(window ? { window } : {}),
          requestIds: collected.requestIds,
        },
        collected.content,
        { by: 'worker', why: `requested as ${item.evidenceId}` },
      );
      return { ...kept, requestIds: kept.requestIds ?? [] };
    },
  };
}

/** How an entity is named as the subject of evidence: `role/web-prod`. */
export function subjectText({ kind, id }: Pick<Entity, 'kind' | 'id'> | { kind: string; id: string }): string {
  return `${kind}/${id}`;
}

/** The entity of the scope that a subject names; an alert stands for itself. */
export function subjectOf(text: string, incident: Incident): Subject {
  const [kind = '', ...rest] = text.split('/');
  const id = rest.join('/');
  const entity = incident.scope.find((one) => one.kind === kind && one.id === id);
  return {
    provider: providerOf(incident),
    account: entity?.account ?? accountOf(incident),
    kind,
    id,
    ...(entity?.region ? { region: entity.region } : {}),
  };
}

/** Where the incident's things live. Until a provider stands in every entity, one incident speaks of one cloud. */
export function providerOf(_incident: Incident): string {
  return 'simulated';
}

function accountOf(incident: Incident): string {
  const account = incident.scope.find(({ kind }) => kind === 'account')?.id;
  return account ?? incident.scope.find((entity) => entity.account)?.account ?? 'unknown';
}
