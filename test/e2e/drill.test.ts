import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { playThrough } from '../../src/cli/play-through.ts';
import { BACKENDS } from '../support/database.ts';
import { startHouse } from '../support/start-house.ts';

describe.each(BACKENDS)('a whole drill on $backend', ({ backend, available }) => {
  it.skipIf(!available)('plays a stolen role session to the end, every stage of it', async () => {
    await using test = await startHouse({}, backend);
    const scratch = await mkdtemp(join(tmpdir(), 'cordon-drill-test-'));

    const { score, documents } = await playThrough(test.house, 'stolen-role-session', scratch, () => undefined);

    expect(score.stages.filter(({ happened }) => !happened)).toEqual([]);
    const markdown = documents.find(({ name }) => name === 'postmortem.md')?.content ?? '';
    expect(Buffer.from(markdown).toString()).toContain('Credentials for instance role web-prod');
    await rm(scratch, { recursive: true, force: true });
  });
});

describe('other storylines', () => {
  it.each(['vm-compromise', 'public-storage-bucket'])('plays %s to the end', async (slug) => {
    await using test = await startHouse();
    const scratch = await mkdtemp(join(tmpdir(), 'cordon-drill-test-'));

    const { score } = await playThrough(test.house, slug, scratch, () => undefined);

    expect(score.stages.filter(({ happened }) => !happened)).toEqual([]);
    await rm(scratch, { recursive: true, force: true });
  });
});
