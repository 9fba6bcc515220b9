/** Every playbook built in, in every cloud it is opened in: it proposes nothing that cannot be planned there. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAws } from '../../../src/containment/aws/client.ts';
import { AwsSettings } from '../../../src/containment/aws/settings.ts';
import { createGuards, GuardSettings } from '../../../src/containment/guards.ts';
import { createCatalogue } from '../../../src/containment/index.ts';
import { draftPlan } from '../../../src/containment/plan.ts';
import { SEEDS } from '../../../src/containment/simulated/seeds.ts';
import { type SimulatedCloud, startSimulatedCloud } from '../../../src/containment/simulated/server.ts';
import { EVIDENCE_KINDS } from '../../../src/evidence/collectors/index.ts';
import { DEFAULT_ROLES } from '../../../src/incident/policy.ts';
import { loadPlaybooks } from '../../../src/playbooks/library.ts';

const ACCOUNT = '111122223333';
/** One thing of each kind in the simulated world. */
const THINGS: Readonly<Record<string, string>> = {
  ...{ account: ACCOUNT, role: 'web-prod', user: 'ci-deploy' },
  ...{ instance: 'i-0abc1234def567890', bucket: 'customer-exports-prod' },
};

const aws = createAws({ settings: AwsSettings.parse({}) });
const { names: actions } = createCatalogue({ simulatedUrl: '', aws });
const known = { actions, evidenceKinds: EVIDENCE_KINDS, roles: DEFAULT_ROLES.map(({ id }) => id) };
const { playbooks } = await loadPlaybooks({ known });
const proposals = [...playbooks.values()].flatMap(({ playbook }) =>
  playbook.proposes.map(({ action, targetKind }) => [playbook.id, action, targetKind] as const),
);

describe.each(['simulated', 'aws'])('on %s', (provider) => {
  it.each(proposals)('%s proposes %s for an entity of kind %s, which that action acts on', (_id, action, kind) => {
    const found = createCatalogue({ simulatedUrl: '', aws }).find(action, provider);

    expect(found).toMatchObject({ provider, targetKind: kind });
  });

  it('every item of a checklist that names an action can be done', () => {
    const catalogue = createCatalogue({ simulatedUrl: '', aws });
    const items = [...playbooks.values()].flatMap(({ playbook }) => playbook.phases.flatMap(({ items: all }) => all));
    const missing = items.filter(({ action }) => action && !catalogue.find(action, provider));

    expect(missing).toEqual([]);
  });
});

describe('in a drill', () => {
  let cloud: SimulatedCloud;
  let scratch: string;
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'cordon-proposals-'));
    cloud = await startSimulatedCloud({ dataDir: scratch, propagationMs: 100 });
    for (const name of Object.keys(SEEDS)) await fetch(`${cloud.url}/seed/${name}`, { method: 'POST' });
  });
  afterAll(async () => {
    await cloud[Symbol.asyncDispose]();
    await rm(scratch, { recursive: true, force: true });
  });

  it.each(proposals)('%s gets a plan for %s', async (_id, name, kind) => {
    const action = createCatalogue({ simulatedUrl: cloud.url, aws }).find(name, 'simulated');
    if (!action) throw new Error(`there is no ${name} in a drill`);
    const target = { provider: 'simulated', account: ACCOUNT, kind, id: THINGS[kind] ?? '' };
    const guards = createGuards(GuardSettings.parse({}));

    const drafted = await draftPlan({ action, target, guards, signal: new AbortController().signal });

    expect(drafted.refused).toBeUndefined();
    expect(drafted.plan?.steps.length).toBeGreaterThan(0);
  });
});
