import { afterAll, describe, expect, it } from 'vitest';
import type { ActionJob, ContainmentAction } from '../../../src/containment/action.ts';
import { createAws } from '../../../src/containment/aws/client.ts';
import { AwsSettings } from '../../../src/containment/aws/settings.ts';
import { createProviderOf } from '../../../src/containment/clouds.ts';
import { createCatalogue } from '../../../src/containment/index.ts';
import type { Action, Incident } from '../../../src/incident/incident.ts';
import { createContainment } from '../../../src/reactions/containment.ts';
import { contained, given, proposed, ROLE, staffed } from '../../support/given.ts';
import { memoryLedger } from '../../support/ledger.ts';

const ACCOUNT = '111122223333';
const accounts = {
  [ACCOUNT]: {
    role: `arn:aws:iam::${ACCOUNT}:role/CordonResponder`,
    externalId: 'an-external-id-of-the-test',
    regions: ['eu-west-1'],
  },
};
// Nothing listens there: whatever is refused is refused before a call is made.
const aws = createAws({ settings: AwsSettings.parse({ accounts }), endpoint: 'http://127.0.0.1:1' });
afterAll(() => aws[Symbol.dispose]());
const signal = new AbortController().signal;

function containment(clouds: Parameters<typeof createProviderOf>[0]) {
  return createContainment({
    catalogue: createCatalogue({ simulatedUrl: 'http://127.0.0.1:1', aws }),
    ledger: memoryLedger(),
    guards: [],
    providerOf: createProviderOf(clouds),
    leaseMs: 1000,
    pollMs: 10,
    settle: async () => [],
  });
}

const configured = containment([{ provider: 'aws', accounts: [ACCOUNT] }]);
const laptop = containment([]);

function story(mode: Incident['mode'], provider: string, account = ACCOUNT): { incident: Incident; action: Action } {
  const target = { provider, account: ACCOUNT, kind: 'role', id: ROLE.id };
  const { incident } = given(...staffed, proposed({ action: 'revoke-role-sessions', target }));
  const [action] = incident.actions;
  if (!action) throw new Error('nothing was proposed');
  return { incident: { ...incident, mode }, action: { ...action, target: { ...target, account } } };
}

describe('which cloud is acted on', () => {
  it.each([
    ['drill', configured, 'simulated'],
    ['live', configured, 'aws'],
    ['live', laptop, 'simulated'],
    ['drill', laptop, 'simulated'],
  ] as const)('%s', (mode, room, provider) => {
    const { incident } = story(mode, provider);

    expect(room.targetOf(incident, ROLE).provider).toBe(provider);
  });

  it('is never a real one in a drill, whatever was recorded', async () => {
    const { incident, action } = story('drill', 'aws');

    expect(await configured.plan(action, incident, signal)).toMatchObject({ refused: { code: 'wrong_cloud' } });
    expect(
      await configured
        .run(action, incident, { tell: async () => true, evidence: async () => 'there', signal })
        .catch((fault: unknown) => fault),
    ).toMatchObject({ code: 'action_unknown', message: 'This is a drill, and aws is a real cloud.' });
    await expect(configured.verify(action, incident, signal)).rejects.toThrow('This is a drill');
    await expect(configured.release(action, incident, { tell: async () => true, signal })).rejects.toThrow(
      'This is a drill',
    );
  });

  it('is not the simulated one for a live incident once a real one is configured', async () => {
    const { incident, action } = story('live', 'simulated');

    expect(await configured.plan(action, incident, signal)).toMatchObject({ refused: { code: 'wrong_cloud' } });
  });

  it('refuses an account that nobody configured, and says what to add', async () => {
    const { incident, action } = story('live', 'aws', '999988887777');

    const { refused } = await configured.plan(action, { ...incident, scope: [] }, signal);
    const known = await configured.plan(
      action,
      { ...incident, scope: [{ kind: 'role', id: ROLE.id, account: '999988887777' }] },
      signal,
    );

    expect(refused).toMatchObject({ code: 'out_of_scope' });
    expect(known.refused).toMatchObject({
      reason: 'AWS account 999988887777 is not configured.',
      remedy: expect.stringContaining('clouds.aws.accounts'),
    });
  });
});

describe('on whose word it is acted', () => {
  it('is that of who asked and who approved, and of a release that of who asked for it', async () => {
    const jobs: ActionJob[] = [];
    const noSteps = (_target: unknown, _prior: unknown, job: ActionJob) => {
      jobs.push(job);
      return [];
    };
    const action = {
      ...{ id: 'simulated.isolate-instance', title: 'Isolate', evidence: [], settleSeconds: 0, recheckSeconds: 0 },
      target: { safeParse: () => ({ success: true }) },
      capture: async () => ({}),
      blast: async () => ({ radius: [] }),
      ...{ execute: noSteps, release: noSteps, verify: async () => ({ holding: true, seen: 'It holds.' }) },
    } as unknown as ContainmentAction;
    const ledger = memoryLedger();
    const room = createContainment({
      catalogue: { actions: [action], names: [], find: () => action },
      ...{ ledger, guards: [], providerOf: createProviderOf([]), leaseMs: 1000, pollMs: 1 },
      settle: async () => [],
    });
    const story = given(...contained);
    const tools = { tell: async () => true, evidence: async () => 'there' as const, signal };
    const first = ({ incident }: { incident: Incident }): Action => incident.actions[0] as Action;

    await ledger.keepPrior({ incidentId: story.incident.id, actionId: 'a1', jobKey: 'job-1' }, {}, true);
    await room.run(first(story), story.incident, tools);
    const released = story.and({ type: 'RequestRelease', by: 'commander', actionId: 'a1', reason: 'it is clean' });
    await room.release(first(released), released.incident, tools);

    expect(jobs.at(-2)?.actor).toBe('commander account-owner');
    expect(jobs.at(-1)?.actor).toBe('commander');
  });
});
