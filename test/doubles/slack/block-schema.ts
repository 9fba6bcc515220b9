/** Block Kit's shapes: the JSON Schema generated from `@slack/types` (`node test/doubles/slack/generate-schema.ts`). */

import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';

interface Schema {
  readonly definitions: Readonly<Record<string, { readonly properties?: { readonly type?: { const?: string } } }>>;
}

const schema = JSON.parse(readFileSync(new URL('blocks.schema.json', import.meta.url), 'utf8')) as Schema;
const ajv = new Ajv({ strict: false, allErrors: false });
ajv.addSchema(schema, 'blocks');
const byType = new Map(
  Object.entries(schema.definitions).flatMap(([name, { properties }]) =>
    name.endsWith('Block') && properties?.type?.const ? [[properties.type.const, name] as const] : [],
  ),
);

/** What is wrong with a block's shape, in words and with the JSON pointer; undefined when nothing is. */
export function shapeFault(block: unknown, pointer: string): string | undefined {
  const type = typeof block === 'object' && block !== null && 'type' in block ? String(block.type) : '';
  const name = byType.get(type);
  if (!name) return `unsupported type: ${type} [json-pointer:${pointer}/type]`;
  const validate: ValidateFunction | undefined = ajv.getSchema(`blocks#/definitions/${name}`);
  if (!validate) throw new Error(`No schema of ${name}`);
  if (validate(block)) return undefined;
  const deepest = [...(validate.errors ?? [])].sort((a, b) => b.instancePath.length - a.instancePath.length)[0];
  const beside = JSON.stringify(deepest?.params ?? {});
  return `${deepest?.message ?? 'is wrong'} ${beside} [json-pointer:${pointer}${deepest?.instancePath ?? ''}]`;
}
