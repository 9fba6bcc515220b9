/** What reactions ask of the evidence room: collect one piece about one subject and keep it in the vault. */

import type { Call, Forensic, Subject } from '../evidence/collectors/collector.ts';
import type { Drop } from '../evidence/drop.ts';
import { gather } from '../evidence/gather.ts';
import type { Access, Held, Keeping, Locked, Vault } from '../evidence/vault.ts';
import type { Entity } from '../incident/actor.ts';
import type { EvidenceItem, Incident } from '../incident/incident.ts';
import { type ProviderOf, targetOf } from '../incident/scope.ts';

export interface Gathering {
  /** Collects, hashes and keeps one piece. After a crash, what was stored already is found again. */
  gather(
    item: EvidenceItem,
    incident: Incident,
    fixed: (reference: string) => Promise<void>,
    signal: AbortSignal,
  ): Promise<Held>;
  /** Locks what was gathered for the vault's retention, or as people ordered it; `access` says on whose word. */
  /** Lets go of what was gathered, on the word of those who decided it. */
  dispose(item: EvidenceItem, incident: Incident, access: Access): Promise<{ readonly freed: boolean }>;
  lock(item: EvidenceItem, incident: Incident, keeping?: Keeping, access?: Access): Promise<Locked>;
}

type FileOf = (
  platform: string,
  id: string,
  signal: AbortSignal,
) => Promise<{ readonly name: string; readonly body: Uint8Array; readonly mediaType: string }>;

export interface GatheringOptions {
  readonly vault: Vault;
  readonly providerOf: ProviderOf;
  /** Calls of the provider a subject lives at, in its account and region, for one piece of evidence of an incident. */
  readonly callOf: (subject: Subject, item: EvidenceItem, incident: Incident) => Call;
  /** Where copies of snapshots go, if anywhere. */
  readonly forensicOf: (subject: Subject, item: EvidenceItem, incident: Incident) => Forensic | undefined;
  /** Where a host of the subject's provider brings what is too large for an answer, if anywhere. */
  readonly dropOf: (subject: Subject) => Drop | undefined;
  readonly alert: (alertId: string) => Promise<{ readonly body: Uint8Array; readonly mediaType: string }>;
  /** Bytes of a file that was dropped into a conversation of that platform. */
  readonly file: FileOf;
  /** Milliseconds between two looks at what takes its time. */
  readonly pollMs: number;
}

export function createGathering(options: GatheringOptions): Gathering {
  const { vault, providerOf, callOf, forensicOf, dropOf, alert, file, pollMs } = options;
  return {
    gather: async (item, incident, fixed, signal) => {
      const subject = subjectOf(item.subject, incident, providerOf);
      const since = incident.alerts.map(({ firstSeenAt, receivedAt }) => firstSeenAt ?? receivedAt).sort()[0];
      const forensic = forensicOf(subject, item, incident);
      const drop = dropOf(subject);
      const context = {
        incidentId: incident.id,
        evidenceId: item.evidenceId,
        jobKey: `${incident.id}.${item.evidenceId}`,
        call: callOf(subject, item, incident),
        ...(forensic ? { forensic } : {}),
        ...(drop ? { drop } : {}),
        now: () => new Date(),
        ...(since ? { since: new Date(since) } : {}),
        alert,
        file,
        fixed,
        pollMs,
      };
      const access = accessFor(item);
      return gather({ kind: item.kind, subject }, context, { vault, access }, signal);
    },
    dispose: (item, incident, access) => vault.dispose(incident.id, item.evidenceId, access),
    lock: (item, incident, keeping, access = accessFor(item)) =>
      vault.lock(incident.id, item.evidenceId, access, keeping),
  };
}

function accessFor({ evidenceId }: EvidenceItem): Access {
  return { by: 'worker', why: `requested as ${evidenceId}` };
}

/** How an entity is named as the subject of evidence: `role/web-prod`. */
export function subjectText({ kind, id }: Pick<Entity, 'kind' | 'id'> | { kind: string; id: string }): string {
  return `${kind}/${id}`;
}

/** The entity of the scope that a subject names; an alert stands for itself. */
function subjectOf(text: string, incident: Incident, providerOf: ProviderOf): Subject {
  const [kind = '', ...rest] = text.split('/');
  const id = rest.join('/');
  const entity = incident.scope.find((one) => one.kind === kind && one.id === id);
  return targetOf(incident, entity ?? { kind, id }, providerOf);
}
