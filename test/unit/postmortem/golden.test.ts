import { describe, expect, it } from 'vitest';
import { writePostmortem } from '../../../src/postmortem/document.ts';
import { tellStolenSession } from '../../support/storyline.ts';
import { tellPublicBucket } from '../../support/storyline-bucket.ts';
import { tellVmCompromise } from '../../support/storyline-vm.ts';

/** Read the difference before it is accepted: `npx vitest run --project unit golden -u` writes these files anew. */
describe('the whole document, as people read it', () => {
  it.each([
    ['stolen-role-session', tellStolenSession],
    ['vm-compromise', tellVmCompromise],
    ['public-storage-bucket', tellPublicBucket],
  ])('of %s is the one that was reviewed', async (name, tell) => {
    const { markdown } = writePostmortem(tell(), { chainHead: 'f'.repeat(64) });

    await expect(markdown).toMatchFileSnapshot(`golden/${name}.md`);
  });
});
