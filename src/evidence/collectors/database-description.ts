/** A database, its snapshots, and with whom each snapshot is shared. */

import type { EvidenceCollector } from './collector.ts';
import { list, member } from './json-content.ts';
import { type Reading, snapshotOf } from './snapshot-of.ts';

export const databaseDescription: EvidenceCollector = {
  kind: 'database-description',
  title: 'Description of the database',
  subjects: ['database', 'other'],
  permissions: ['rds:DescribeDBInstances', 'rds:DescribeDBSnapshots', 'rds:DescribeDBSnapshotAttributes'],
  collect(subject, context, signal) {
    const input = { DBInstanceIdentifier: subject.id };
    const pages = { next: 'Marker', as: 'Marker' };
    const readings: readonly Reading[] = [
      { call: 'DescribeDBInstances', input },
      { call: 'DescribeDBSnapshots', input, pages, follow: shares },
    ];
    return snapshotOf('database-description', subject, readings, context, signal);
  },
};

function shares(result: unknown): readonly Reading[] {
  return list(result, 'DBSnapshots').map((snapshot) => ({
    call: 'DescribeDBSnapshotAttributes',
    input: { DBSnapshotIdentifier: member(snapshot, 'DBSnapshotIdentifier') },
  }));
}
