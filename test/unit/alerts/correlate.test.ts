import { describe, expect, it } from 'vitest';
import { type Candidate, correlate } from '../../../src/alerts/correlate.ts';
import type { Entity } from '../../../src/incident/actor.ts';
import { NOW, received } from './given.ts';

const role: Entity = { kind: 'role', id: 'web-prod', account: '111122223333' };
const key: Entity = { kind: 'access-key', id: 'ASIAIOSFODNN7EXAMPLE', account: '111122223333' };
const attacker: Entity = { kind: 'ip', id: '203.0.113.77' };
const account: Entity = { kind: 'account', id: '111122223333' };

function candidate(entities: readonly Entity[], given: Partial<Candidate> = {}): Candidate {
  return { incidentId: 'i1', open: true, lastActivityAt: '2026-03-02T08:00:00.000Z', entities, ...given };
}

const join = (
  mine: readonly Entity[],
  theirs: readonly Candidate[],
  given: { windowMinutes?: number; ownAddresses?: string[] } = {},
) => correlate(received({ entities: mine }), theirs, { windowMinutes: 240, at: NOW, ...given });

describe('correlation', () => {
  it('joins by a shared principal and says so in words', () => {
    expect(join([account, role], [candidate([account, role])])).toEqual({
      incidentId: 'i1',
      why: 'names the same role web-prod',
    });
  });

  it('names the strongest reason first', () => {
    const why = join([attacker, role, key], [candidate([role, attacker, key])])?.why;

    expect(why).toBe('names the same access key ASIAIOSFODNN7EXAMPLE, role web-prod and address 203.0.113.77');
  });

  it.each<[string, Entity]>([
    ['an account alone', account],
    ['a private address', { kind: 'ip', id: '10.1.2.3' }],
    ['a private address in IPv6 clothes', { kind: 'ip', id: '::ffff:10.1.2.3' }],
    ['a link-local address', { kind: 'ip', id: '169.254.169.254' }],
    ['a unique local address', { kind: 'ip', id: 'fd00::1' }],
    ['a public resolver', { kind: 'ip', id: '8.8.8.8' }],
    ["an address of the cloud's own", { kind: 'ip', id: '203.0.113.77', account: 'aws' }],
    ['what is no address', { kind: 'ip', id: 'unknown' }],
    ["the cloud's own domain", { kind: 'domain', id: 's3.eu-west-1.amazonaws.com' }],
    ['a cluster', { kind: 'cluster', id: 'prod', account: '111122223333' }],
    ['anything unnamed', { kind: 'other', id: 'x' }],
    ['root of who knows which account', { kind: 'user', id: 'root' }],
    ['a service-linked role without account', { kind: 'role', id: 'AWSServiceRoleForSupport' }],
  ])('does not join by %s', (_what, entity) => {
    expect(join([entity], [candidate([entity])])).toBeUndefined();
  });

  it("does not join by an address the configuration calls the house's own", () => {
    const theirs = [candidate([attacker])];

    expect(join([attacker], theirs)?.why).toBe('names the same address 203.0.113.77');
    expect(join([attacker], theirs, { ownAddresses: ['203.0.113.0/24'] })).toBeUndefined();
  });

  it('tells roles of the same name in two accounts apart, and joins root of one account', () => {
    const root: Entity = { kind: 'user', id: 'root', account: '111122223333' };

    expect(join([role], [candidate([{ ...role, account: '444455556666' }])])).toBeUndefined();
    expect(join([root], [candidate([root])])?.incidentId).toBe('i1');
  });

  it('takes the closest, then the most recent, then the lower id', () => {
    const weak = candidate([attacker], { incidentId: 'weak', lastActivityAt: '2026-03-02T09:14:00.000Z' });
    const old = candidate([key], { incidentId: 'old', lastActivityAt: '2026-03-02T07:00:00.000Z' });
    const recent = candidate([key], { incidentId: 'recent', lastActivityAt: '2026-03-02T08:30:00.000Z' });

    expect(join([attacker, key], [weak, old, recent])?.incidentId).toBe('recent');
    expect(join([attacker, key], [recent, old, weak])?.incidentId).toBe('recent');
    expect(
      join(
        [key],
        [
          { ...old, incidentId: 'b' },
          { ...old, incidentId: 'a' },
        ],
      )?.incidentId,
    ).toBe('a');
  });

  it('looks no further than the window', () => {
    const theirs = [candidate([role], { lastActivityAt: '2026-03-02T08:14:59.000Z' })];

    expect(join([role], theirs, { windowMinutes: 61 })).toBeDefined();
    expect(join([role], theirs, { windowMinutes: 60 })).toBeUndefined();
  });

  it('never joins a closed incident', () => {
    expect(join([role], [candidate([role], { open: false })])).toBeUndefined();
  });

  it('never lets drill and live meet, nor two drills', () => {
    const at = { windowMinutes: 240, at: NOW };
    const drilled = received({ entities: [role], drill: 'd1' });

    expect(correlate(drilled, [candidate([role])], at)).toBeUndefined();
    expect(correlate(drilled, [candidate([role], { drill: 'd2' })], at)).toBeUndefined();
    expect(correlate(received({ entities: [role] }), [candidate([role], { drill: 'd1' })], at)).toBeUndefined();
    expect(correlate(drilled, [candidate([role], { drill: 'd1' })], at)?.incidentId).toBe('i1');
  });

  it('never joins a sample to a live incident', () => {
    const sample = received({ entities: [role], sample: true });

    expect(correlate(sample, [candidate([role])], { windowMinutes: 240, at: NOW })).toBeUndefined();
  });
});
