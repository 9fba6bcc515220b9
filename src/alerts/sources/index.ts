/** Every alert source, by name. A new one is a file beside this and a line here. */

import type { AlertSource } from '../source.ts';
import { awsGuardduty } from './aws-guardduty/index.ts';
import { cloudevents } from './cloudevents.ts';
import { generic } from './generic.ts';
import { grafana } from './grafana.ts';
import { prometheusAlertmanager } from './prometheus-alertmanager.ts';

export const SOURCES: readonly AlertSource[] = [awsGuardduty, cloudevents, generic, grafana, prometheusAlertmanager];

/** Names people write instead of the id. */
export const SOURCE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['guardduty', 'aws-guardduty'],
  ['alertmanager', 'prometheus-alertmanager'],
  ['prometheus', 'prometheus-alertmanager'],
  ['cloudevent', 'cloudevents'],
]);

/** The source of an id or alias, or undefined. */
export function findSource(name: string): AlertSource | undefined {
  const id = SOURCE_ALIASES.get(name) ?? name;
  return SOURCES.find((source) => source.id === id);
}
