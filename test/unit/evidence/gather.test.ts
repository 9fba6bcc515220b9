import { describe, expect, it } from 'vitest';
import { gather } from '../../../src/evidence/gather.ts';
import { access, clock, INCIDENT, type Workplace, workplace } from './given-bundle.ts';

const role = { provider: 'simulated', account: '111122223333', kind: 'role', id: 'payments' };

function given(place: Workplace) {
  const calls: string[] = [];
  const context = {
    ...{ incidentId: INCIDENT, evidenceId: 'e1', jobKey: 'job-1', pollMs: 1, now: clock },
    fixed: async () => undefined,
    async call(name: string) {
      calls.push(name);
      return { result: { name }, requestId: `request-${calls.length}` };
    },
  };
  const run = (kind: string) =>
    gather({ kind, subject: role }, context, { vault: place.vault, access }, new AbortController().signal);
  return { calls, run };
}

describe('gathering evidence', () => {
  it('puts what the collector found into the vault, with where it came from', async () => {
    await using place = await workplace();

    const held = await given(place).run('iam-snapshot');

    expect(held).toMatchObject({
      ...{ key: 'e1', kind: 'iam-snapshot', subject: 'role/payments', collector: 'simulated.iam-snapshot' },
      requestIds: ['request-1', 'request-2', 'request-3', 'request-4'],
    });
    expect(await place.vault.check(INCIDENT, access)).toEqual([]);
  });

  it('does not collect again what was stored before its worker was killed', async () => {
    await using place = await workplace();
    const { calls, run } = given(place);
    const first = await run('iam-snapshot');

    const again = await run('iam-snapshot');

    expect(again.sha256).toBe(first.sha256);
    expect(calls).toHaveLength(4);
  });

  it.each([
    ['disk-snapshot', 'Ask for it about one of: instance.'],
    ['tea-leaves', expect.stringContaining('iam-snapshot')],
  ])('says what could be collected instead of %s about a role', async (kind, remedy) => {
    await using place = await workplace();

    await expect(given(place).run(kind)).rejects.toMatchObject({ code: 'evidence_missing', remedy });
  });
});
