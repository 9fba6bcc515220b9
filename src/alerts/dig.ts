/** Reading what may be there: own members only, so that no name reaches the prototype, and never a throw. */

/** The value below `value` at a path of names and positions, or undefined where any step is missing. */
export function dig(value: unknown, ...path: readonly (string | number)[]): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    if (Array.isArray(at) && typeof step !== 'number') return undefined;
    at = (at as Readonly<Record<string | number, unknown>>)[step];
  }
  return at;
}

/** A non-empty text; numbers and booleans are written out. Anything else is undefined. */
export function text(value: unknown, ...path: readonly (string | number)[]): string | undefined {
  const found = dig(value, ...path);
  if (typeof found === 'string') return found === '' ? undefined : found;
  return typeof found === 'number' || typeof found === 'boolean' ? String(found) : undefined;
}

/** The items of an array; a single object counts as an array of one, anything else as empty. */
export function list(value: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const found = dig(value, ...path);
  if (Array.isArray(found)) return found;
  return typeof found === 'object' && found !== null ? [found] : [];
}

/** The members of an object; anything else has none. */
export function members(
  value: unknown,
  ...path: readonly (string | number)[]
): readonly (readonly [string, unknown])[] {
  const found = dig(value, ...path);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? Object.entries(found) : [];
}

/** The members of an object that are texts, numbers or booleans, as texts. */
export function textMembers(value: unknown, ...path: readonly (string | number)[]): Readonly<Record<string, string>> {
  const found = members(value, ...path).flatMap(([name, item]) => {
    const word = text(item);
    return word === undefined ? [] : [[name, word] as const];
  });
  return Object.fromEntries(found);
}
