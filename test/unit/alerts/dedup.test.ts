import { describe, expect, it } from 'vitest';
import { fold } from '../../../src/alerts/dedup.ts';
import { received } from './given.ts';

const first = received({
  updatedAt: '2026-03-02T09:00:00.000Z',
  firstSeenAt: '2026-03-02T08:50:00.000Z',
  lastSeenAt: '2026-03-02T08:55:00.000Z',
  entities: [{ kind: 'role', id: 'web-prod' }],
});
const later = received({
  severity: 'high',
  updatedAt: '2026-03-02T09:30:00.000Z',
  firstSeenAt: '2026-03-02T08:50:00.000Z',
  lastSeenAt: '2026-03-02T09:25:00.000Z',
  entities: [{ kind: 'ip', id: '203.0.113.77' }],
});

describe('folding tellings of one problem', () => {
  it('takes the newer telling and unites what both name', () => {
    const { telling, finding, changes } = fold(first, later);

    expect(telling).toBe('updated');
    expect(finding).toMatchObject({ severity: 'high', lastSeenAt: '2026-03-02T09:25:00.000Z' });
    expect(finding.entities.map(({ id }) => id)).toEqual(['web-prod', '203.0.113.77']);
    expect(changes).toEqual([
      'severity medium → high',
      'also names ip 203.0.113.77',
      'seen again at 2026-03-02T09:25:00.000Z',
    ]);
  });

  it('comes to the same finding in either order', () => {
    const turned = fold(later, first);

    expect(turned.telling).toBe('outdated');
    const { entities, ...rest } = turned.finding;
    const straight = fold(first, later).finding;
    expect({ ...straight, entities: undefined }).toEqual({ ...rest, entities: undefined });
    expect(new Set(entities)).toEqual(new Set(straight.entities));
  });

  it('sees that the same again says nothing new', () => {
    expect(fold(first, first)).toMatchObject({ telling: 'repeated', changes: [] });
  });

  it('starts with the first', () => {
    expect(fold(undefined, first)).toEqual({ telling: 'new', finding: first, changes: [] });
  });

  it('says that the source calls it over', () => {
    expect(fold(first, { ...first, status: 'cleared' }).changes).toEqual(['status open → cleared']);
  });
});
