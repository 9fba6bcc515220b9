/** `clouds.runners` of the configuration: other tools that act on what lives in a real cloud, asked by signed webhooks. */

import { z } from 'zod';

const RunnerEntry = z.strictObject({
  title: z.string().min(1).max(64),
  /** Kind of entity of the scope that it acts on. */
  targetKind: z.string().regex(/^[a-z]+(-[a-z]+)*$/, 'must be a kind of the scope, such as instance'),
  url: z.url({ protocol: /^https?$/ }).refine(isSafe, 'must be https; http only on this machine'),
  /** Environment variable that holds `whsec_` and base64 of at least 24 bytes. */
  secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/, 'must name an environment variable, not hold a secret'),
  tier: z.union([z.literal(1), z.literal(2), z.literal(3)]).default(2),
  /** Whether it takes back what it did; without, nothing releases it. */
  releases: z.boolean().default(false),
  /** Kinds of evidence that must be complete before. */
  evidence: z.array(z.string().min(1)).default([]),
  /** Minutes within which a runner that calls back is to call; each call begins them anew. */
  callbackMinutes: z.number().min(1).max(10_080).default(60),
  /** Minutes it usually takes. */
  minutes: z.number().min(0).max(1440).default(5),
});

export const RunnerEntries = z
  .record(z.string().regex(/^[a-z]+(-[a-z0-9]+)*$/, 'must be a name such as isolate-endpoint'), RunnerEntry)
  .default({});

export interface Runner extends Omit<z.infer<typeof RunnerEntry>, 'secret'> {
  readonly name: string;
  readonly key: Buffer;
}

/** With their keys; what is wrong is told in `faults`, never the secret. */
export function openRunners(
  entries: z.infer<typeof RunnerEntries>,
  secret: (name: string) => string | undefined,
  faults: string[],
): readonly Runner[] {
  return Object.entries(entries).flatMap(([name, { secret: variable, ...entry }]) => {
    const key = /^whsec_([A-Za-z0-9+/]{32,}={0,2})$/.exec(secret(variable) ?? '')?.[1];
    if (key) return [{ ...entry, name, key: Buffer.from(key, 'base64') }];
    faults.push(`clouds.runners.${name}.secret: ${variable} must hold whsec_ followed by at least 24 bytes in base64.`);
    return [];
  });
}

/** What is said names hosts and people: it does not cross a network in the clear. */
function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
