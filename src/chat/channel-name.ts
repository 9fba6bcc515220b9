/** The name of an incident's channel: number and codename, never the title. Fits Slack's `[a-z0-9_-]`, 80 at most. */

import type { Incident } from '../incident/incident.ts';

export function channelName({ number, codename, mode }: Pick<Incident, 'number' | 'codename' | 'mode'>): string {
  return `${mode === 'drill' ? 'drill' : 'inc'}-${number}-${codename}`.slice(0, 80);
}
