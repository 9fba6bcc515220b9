/** A Kubernetes cluster as its cloud sees it: endpoint, logging, who has access, which pods take which roles. */

import type { EvidenceCollector } from './collector.ts';
import { snapshotOf } from './snapshot-of.ts';

export const clusterDescription: EvidenceCollector = {
  kind: 'cluster-description',
  title: 'Description of the cluster',
  subjects: ['cluster'],
  permissions: ['eks:DescribeCluster', 'eks:ListAccessEntries', 'eks:ListPodIdentityAssociations'],
  collect(subject, context, signal) {
    const pages = { next: 'nextToken', as: 'nextToken' };
    const readings = [
      { call: 'DescribeCluster', input: { name: subject.id } },
      { call: 'ListAccessEntries', input: { clusterName: subject.id }, pages },
      { call: 'ListPodIdentityAssociations', input: { clusterName: subject.id }, pages },
    ];
    return snapshotOf('cluster-description', subject, readings, context, signal);
  },
};
