import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { replay } from '../../../src/incident/evolve.ts';
import type { Containment } from '../../../src/reactions/containment.ts';
import type { Delivery, Reach } from '../../../src/reactions/reaction.ts';
import { runAction } from '../../../src/reactions/run-action.ts';
import {
  approved,
  cordon,
  given,
  INCIDENT_ID,
  planned,
  proposed,
  staffed,
  started,
  worker,
} from '../../support/given.ts';

const evidence = [{ kind: 'disk', state: 'fixed' }] as const;

/** Approved and waiting for a snapshot; two facts about it have come when the first change is begun. */
const { events } = given(
  ...staffed,
  proposed(),
  planned('hash-1', { evidence }),
  approved('account-owner'),
  { type: 'RequestEvidence', by: cordon, kind: 'disk', subject: 'instance i-0abc' },
  { type: 'RecordEvidenceFixed', by: worker, evidenceId: 'e1', reference: 'snap-1' },
  { type: 'RecordEvidenceFailure', by: worker, evidenceId: 'e1', problem: 'throttled', remedy: 'wait' },
  started(),
);
const [fixed, failed] = ['EvidenceFixed', 'EvidenceFailed'].map((type) => events.find((event) => event.type === type));

/** The names of the actions that are run when `event` is delivered, where a delivery of `carrier` had begun the change. */
async function ranAt(event: IncidentEvent | undefined, carrier: IncidentEvent | undefined): Promise<readonly string[]> {
  const told = events.map((one) => (one.type === 'StepStarted' ? { ...one, source: { cause: carrier?.id } } : one));
  const ran: string[] = [];
  const containment: Pick<Containment, 'run'> = {
    run: async ({ actionId }) => {
      ran.push(actionId);
      return { result: 'stopped' };
    },
  };
  const incident = replay(INCIDENT_ID, told as readonly IncidentEvent[]);
  const delivery = { id: 'delivery-1', event, incident, signal: new AbortController().signal } as Delivery;
  await runAction.react(delivery, { containment } as unknown as Reach);
  return ran;
}

describe('a fact about evidence', () => {
  it('goes on with the action it had set going, when the worker that carried it died', async () => {
    expect(await ranAt(fixed, fixed)).toEqual(['a1']);
  });

  it('leaves an action alone that another one is at', async () => {
    expect(await ranAt(failed, fixed)).toEqual([]);
  });
});
