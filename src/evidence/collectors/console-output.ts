/** What a machine last wrote to its console, and a picture of its screen (a PNG or JPEG in base64). Both go when it stops. */

import type { EvidenceCollector } from './collector.ts';
import { snapshotOf } from './snapshot-of.ts';

export const consoleOutput: EvidenceCollector = {
  kind: 'console-output',
  title: 'Console output and screenshot',
  subjects: ['instance'],
  permissions: ['ec2:GetConsoleOutput', 'ec2:GetConsoleScreenshot'],
  collect(subject, context, signal) {
    const readings = [
      { call: 'GetConsoleOutput', input: { InstanceId: subject.id } },
      { call: 'GetConsoleScreenshot', input: { InstanceId: subject.id, WakeUp: true } },
    ];
    return snapshotOf('console-output', subject, readings, context, signal);
  },
};
