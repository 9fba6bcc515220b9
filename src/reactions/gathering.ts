/** What reactions ask of the evidence room: collect one piece about one subject and keep it in the vault. */

import type { Call, Subject } from '../evidence/collectors/collector.ts';
import { gather } from '../evidence/gather.ts';
import type { Held, Vault } from '../evidence/vault.ts';
import type { Entity } from '../incident/actor.ts';
import type { EvidenceItem, Incident } from '../incident/incident.ts';

export interface Gathering {
  /** Collects, hashes and keeps one piece. After a crash, what was stored already is found again. */
  gather(
    item: EvidenceItem,
    incident: Incident,
    fixed: (reference: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Held>;
}

export interface GatheringOptions {
  readonly vault: Vault;
  /** Calls of one provider, by its name. */
  readonly callOf: (provider: string) => Call;
  readonly alert: (alertId: string) => Promise<{ readonly body: Uint8Array; readonly mediaType: string }>;
  /** Milliseconds between two looks at what takes its time. */
  readonly pollMs: number;
}

export function createGathering({ vault, callOf, alert, pollMs }: GatheringOptions): Gathering {
  return {
    gather: async (item, incident, fixed, signal) => {
      const subject = subjectOf(item.subject, incident);
      const since = incident.alerts.map(({ firstSeenAt, receivedAt }) => firstSeenAt ?? receivedAt).sort()[0];
      const context = {
        incidentId: incident.id,
        evidenceId: item.evidenceId,
        jobKey: `${incident.id}.${item.evidenceId}`,
        call: callOf(subject.provider),
        now: () => new Date(),
        ...(since ? { since: new Date(since) } : {}),
        alert,
        fixed,
        pollMs,
      };
      const access = { by: 'worker', why: `requested as ${item.evidenceId}` };
      return gather({ kind: item.kind, subject }, context, { vault, access }, signal);
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
