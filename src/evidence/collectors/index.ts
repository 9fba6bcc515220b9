/** Every collector. A test compares this list with the folder. */

import { alertPayload } from './alert-payload.ts';
import { bucketConfiguration } from './bucket-configuration.ts';
import { cloudtrailWindow } from './cloudtrail-window.ts';
import type { EvidenceCollector } from './collector.ts';
import { diskSnapshot } from './disk-snapshot.ts';
import { iamSnapshot } from './iam-snapshot.ts';
import { instanceDescription } from './instance-description.ts';

export const collectors: readonly EvidenceCollector[] = [
  alertPayload,
  bucketConfiguration,
  cloudtrailWindow,
  diskSnapshot,
  iamSnapshot,
  instanceDescription,
];

/** Kinds of evidence that can be named in playbooks and needed by actions. */
export const EVIDENCE_KINDS: readonly string[] = collectors.map(({ kind }) => kind);

export function collectorOf(kind: string): EvidenceCollector | undefined {
  return collectors.find((collector) => collector.kind === kind);
}
