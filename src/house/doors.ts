/** The doors alerts come through: every source under its own name, and the configured ones beside them. */

import { Mapping } from '../alerts/mapping.ts';
import type { SourceSettings } from '../alerts/source.ts';
import { findSource, SOURCE_ALIASES, SOURCES } from '../alerts/sources/index.ts';
import { CordonError } from '../base/errors.ts';
import type { Config } from '../config/load.ts';
import type { Door } from '../engine/intake.ts';

const BARE: SourceSettings = { secrets: [], allow: [], vendorSchemeOnly: false };

export interface Doors {
  find(name: string): Door | undefined;
  readonly names: readonly string[];
}

/** Throws `config_invalid` when a configured door names a source that does not exist, or maps it wrongly. */
export function createDoors(configured: Config['sources']): Doors {
  const doors = new Map<string, Door>(SOURCES.map((source) => [source.id, { source, settings: BARE }]));
  const faults: string[] = [];
  for (const [name, { uses, ...settings }] of Object.entries(configured)) {
    const source = findSource(uses ?? name);
    faults.push(...mappingFaults(name, settings.mapping));
    if (source) doors.set(uses ? name : source.id, { source, settings: settingsOf(settings) });
    else
      faults.push(
        `sources.${name}: there is no source ${uses ?? name}. Use one of: ${SOURCES.map(({ id }) => id).join(', ')}.`,
      );
  }
  if (faults.length > 0) {
    throw new CordonError('config_invalid', 'The configured alert sources have faults.', {
      remedy: 'Mend each of these and start again.',
      details: faults,
    });
  }
  return {
    find: (name) => doors.get(name) ?? doors.get(SOURCE_ALIASES.get(name) ?? ''),
    names: [...doors.keys(), ...SOURCE_ALIASES.keys()],
  };
}

function settingsOf({ mapping, ...settings }: Omit<Config['sources'][string], 'uses'>): SourceSettings {
  return mapping ? { ...settings, mapping } : settings;
}

function mappingFaults(name: string, mapping: unknown): readonly string[] {
  if (mapping === undefined) return [];
  const { error } = Mapping.safeParse(mapping);
  return error ? error.issues.map(({ path, message }) => `sources.${name}.mapping.${path.join('.')}: ${message}.`) : [];
}
