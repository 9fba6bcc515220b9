/** Every collector. A test compares this list with the folder. */

import { alertPayload } from './alert-payload.ts';
import { bucketConfiguration } from './bucket-configuration.ts';
import { chatFile } from './chat-file.ts';
import { cloudtrailLogs } from './cloudtrail-logs.ts';
import { cloudtrailWindow } from './cloudtrail-window.ts';
import { clusterDescription } from './cluster-description.ts';
import type { EvidenceCollector } from './collector.ts';
import { consoleOutput } from './console-output.ts';
import { databaseDescription } from './database-description.ts';
import { diskSnapshot } from './disk-snapshot.ts';
import { functionDescription } from './function-description.ts';
import { iamSnapshot } from './iam-snapshot.ts';
import { instanceDescription } from './instance-description.ts';
import { memoryImage } from './memory-image.ts';

export const collectors: readonly EvidenceCollector[] = [
  alertPayload,
  bucketConfiguration,
  chatFile,
  cloudtrailLogs,
  cloudtrailWindow,
  clusterDescription,
  consoleOutput,
  databaseDescription,
  diskSnapshot,
  functionDescription,
  iamSnapshot,
  instanceDescription,
  memoryImage,
];

/** Kinds of evidence that can be named in playbooks and needed by actions. */
export const EVIDENCE_KINDS: readonly string[] = collectors.map(({ kind }) => kind);

export function collectorOf(kind: string): EvidenceCollector | undefined {
  return collectors.find((collector) => collector.kind === kind);
}
