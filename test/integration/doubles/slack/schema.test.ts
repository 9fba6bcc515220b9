/** The committed schema of Block Kit is the one that the installed `@slack/types` makes. */

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { generateSchema } from '../../../doubles/slack/generate-schema.ts';

it('is current; mend with `node test/doubles/slack/generate-schema.ts`', () => {
  const committed = readFileSync(new URL('../../../doubles/slack/blocks.schema.json', import.meta.url), 'utf8');

  expect(committed).toBe(generateSchema());
});
