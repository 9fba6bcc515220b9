/** A world in which an action was carried out, so that what it wrote can be read where it wrote it. */

import { setTimeout as pause } from 'node:timers/promises';
import type { ActionJob } from '../../../../src/containment/action.ts';
import { createCatalogue } from '../../../../src/containment/index.ts';
import type { Lab } from '../../../support/aws-lab.ts';

const JOB: ActionJob = {
  ...{ incidentId: 'incident-1', codename: 'sapphire-heron', number: 42, actionId: 'a1' },
  jobKey: 'c0ffee'.repeat(10),
};

/** Every step of `aws.NAME` on a thing of the lab's account, each until it is through. */
export async function carryOut(lab: Lab, name: string, thing: { kind: string; id: string }): Promise<void> {
  const action = createCatalogue({ simulatedUrl: '', aws: lab.aws }).find(name, 'aws');
  if (!action) throw new Error(`there is no action aws.${name}`);
  const { signal } = new AbortController();
  const target = { provider: 'aws', account: lab.account, region: lab.region, ...thing };
  const prior = await action.capture(target, signal);
  for (const step of action.execute(target, prior, JOB)) {
    while ((await step.run(signal)).outcome === 'pending') await pause(20);
  }
}
