/** The doors collectors call providers through, one for each piece of evidence. */

import { S3Client } from '@aws-sdk/client-s3';
import { CordonError } from '../base/errors.ts';
import { createAwsCall } from '../containment/aws/call.ts';
import type { Aws } from '../containment/aws/client.ts';
import { SIMULATED } from '../containment/clouds.ts';
import { createSimulatedClient } from '../containment/simulated/client.ts';
import type { Call, Forensic, Subject } from '../evidence/collectors/collector.ts';
import { createDrop, type Drop } from '../evidence/drop.ts';
import type { EvidenceSettings } from '../evidence/settings.ts';
import type { EvidenceItem, Incident } from '../incident/incident.ts';

export interface Collecting {
  readonly callOf: (subject: Subject, item: EvidenceItem, incident: Incident) => Call;
  /** Where copies of snapshots go, if anywhere. */
  readonly forensicOf: (subject: Subject, item: EvidenceItem, incident: Incident) => Forensic | undefined;
  /** Where hosts bring what is too large for an answer, if anywhere. */
  readonly dropOf: (subject: Subject) => Drop | undefined;
}

export interface CollectingOptions {
  readonly aws: Aws;
  readonly simulatedUrl: string;
  readonly settings: EvidenceSettings;
}

export function createCollecting({ aws, simulatedUrl, settings }: CollectingOptions): Collecting {
  const simulated = createSimulatedClient(simulatedUrl);
  const onAws = ({ account, region }: Pick<Subject, 'account' | 'region'>, item: EvidenceItem, incident: Incident) =>
    createAwsCall(aws, { account, ...(region ? { region } : {}) }, errandOf(item, incident));
  return {
    callOf: (subject, item, incident) => {
      if (subject.provider === SIMULATED) return simulated.call;
      return subject.provider === 'aws' ? onAws(subject, item, incident) : nothingCollects(subject.provider);
    },
    forensicOf: (subject, item, incident) => {
      const { forensic, retentionDays: days } = settings;
      if (!forensic || subject.provider !== 'aws' || subject.account === forensic.account) return undefined;
      const { account, kmsKeyId, sharedKeyAlias, lock: mode } = forensic;
      const call = onAws({ ...subject, account }, item, incident);
      const keys = { ...(kmsKeyId ? { kmsKeyId } : {}), ...(sharedKeyAlias ? { sharedKeyAlias } : {}) };
      return { account, call, lock: { mode, days }, ...keys };
    },
    dropOf: ({ provider }) => {
      const { drop } = settings;
      if (!drop || provider !== 'aws') return undefined;
      return createDrop(aws.of(S3Client, { account: drop.account, region: drop.region }), drop);
    },
  };
}

function errandOf({ evidenceId, requestedBy }: EvidenceItem, { id, number }: Incident) {
  return { incidentId: id, jobKey: `${id}.${evidenceId}`, number, actor: requestedBy?.id ?? 'cordon' };
}

function nothingCollects(provider: string): Call {
  return async () => {
    throw new CordonError('evidence_missing', `Nothing collects evidence on ${provider}.`, {
      remedy: 'Collect it by hand and add it, or waive it with a reason.',
    });
  };
}
