/** Writes `blocks.schema.json` anew from the installed `@slack/types`. A test says when it is due. */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';

/** The JSON Schema of every block, as text. Takes seconds: it reads TypeScript. */
export function generateSchema(): string {
  const types = fileURLToPath(new URL('../../../node_modules/@slack/types/dist/index.d.ts', import.meta.url));
  const settings = { path: types, type: 'KnownBlock', skipTypeCheck: true, additionalProperties: false, jsDoc: 'none' };
  return `${JSON.stringify(createGenerator(settings as never).createSchema('KnownBlock'))}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(new URL('blocks.schema.json', import.meta.url), generateSchema());
}
