/** A function: configuration, who may invoke it, its versions, and what triggers it. Its variables may hold secrets: it stays in the vault. */

import type { EvidenceCollector } from './collector.ts';
import { snapshotOf } from './snapshot-of.ts';

export const functionDescription: EvidenceCollector = {
  kind: 'function-description',
  title: 'Description of the function',
  subjects: ['function'],
  permissions: [
    'lambda:GetFunction',
    'lambda:GetPolicy',
    'lambda:ListVersionsByFunction',
    'lambda:ListEventSourceMappings',
  ],
  collect(subject, context, signal) {
    const input = { FunctionName: subject.id };
    const pages = { next: 'NextMarker', as: 'Marker' };
    const readings = [
      { call: 'GetFunction', input },
      { call: 'GetPolicy', input },
      { call: 'ListVersionsByFunction', input, pages },
      { call: 'ListEventSourceMappings', input, pages },
    ];
    return snapshotOf('function-description', subject, readings, context, signal);
  },
};
