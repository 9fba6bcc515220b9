/**
 * Unshare a snapshot of a database or of a database cluster (RDS API reference, *ModifyDBSnapshotAttribute* and
 * *ModifyDBClusterSnapshotAttribute*). Which of the two it is, is looked up: their names do not tell.
 */

import {
  type DBSnapshotAttribute,
  DescribeDBClusterSnapshotAttributesCommand,
  DescribeDBSnapshotAttributesCommand,
  ModifyDBClusterSnapshotAttributeCommand,
  ModifyDBSnapshotAttributeCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { ContainmentAction } from '../action.ts';
import type { Aws } from './client.ts';
import { orAbsent } from './steps.ts';
import { type Sharing, unsharing } from './unshare.ts';

export function unshareDbSnapshot(aws: Aws): ContainmentAction {
  return unsharing({
    id: 'aws.unshare-db-snapshot',
    noun: 'database snapshot',
    kind: 'db-snapshot',
    call: 'ModifyDBSnapshotAttribute',
    permissions: [
      'rds:DescribeDBSnapshotAttributes',
      'rds:ModifyDBSnapshotAttribute',
      'rds:DescribeDBClusterSnapshotAttributes',
      'rds:ModifyDBClusterSnapshotAttribute',
    ],
    sharing: (target, job) => sharingOf(aws.of(RDSClient, target, job), target.id),
  });
}

/** The attribute that says who may restore and copy it. */
const RESTORE = 'restore';

function sharingOf(rds: RDSClient, id: string): Sharing {
  const ofCluster = { DBClusterSnapshotIdentifier: id, AttributeName: RESTORE };
  const ofInstance = { DBSnapshotIdentifier: id, AttributeName: RESTORE };
  const modify = async (change: object, abortSignal: AbortSignal) =>
    (await clusterShares(rds, id, abortSignal))
      ? rds.send(new ModifyDBClusterSnapshotAttributeCommand({ ...ofCluster, ...change }), { abortSignal })
      : rds.send(new ModifyDBSnapshotAttributeCommand({ ...ofInstance, ...change }), { abortSignal });
  return {
    read: async (signal) => (await clusterShares(rds, id, signal)) ?? (await instanceShares(rds, id, signal)),
    take: (from, signal) => modify({ ValuesToRemove: [...from] }, signal),
    give: (to, signal) => modify({ ValuesToAdd: [...to] }, signal),
  };
}

/** Undefined where there is no cluster snapshot of the name. */
async function clusterShares(rds: RDSClient, id: string, abortSignal: AbortSignal) {
  const ask = new DescribeDBClusterSnapshotAttributesCommand({ DBClusterSnapshotIdentifier: id });
  const found = await orAbsent(rds.send(ask, { abortSignal }));
  return found && sharesIn(found.DBClusterSnapshotAttributesResult?.DBClusterSnapshotAttributes);
}

async function instanceShares(rds: RDSClient, id: string, abortSignal: AbortSignal) {
  const ask = new DescribeDBSnapshotAttributesCommand({ DBSnapshotIdentifier: id });
  const found = await rds.send(ask, { abortSignal });
  return sharesIn(found.DBSnapshotAttributesResult?.DBSnapshotAttributes);
}

function sharesIn(attributes: readonly DBSnapshotAttribute[] | undefined): readonly string[] {
  const restore = attributes?.find(({ AttributeName }) => AttributeName === RESTORE);
  return [...(restore?.AttributeValues ?? [])].sort();
}
