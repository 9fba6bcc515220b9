/** The topic of a conversation: how bad, which phase, who leads; and what it is for. */

import type { Incident } from '../incident/incident.ts';
import { PHASE_LABELS } from '../incident/phases.ts';

export function topicOf({ severity, phase, roles, status, mode }: Incident): string {
  const lead = roles.commander ? `commander ${roles.commander.name}` : 'nobody in command';
  const drill = mode === 'drill' ? 'DRILL · ' : '';
  return `${drill}SEV-${severity} · ${status === 'open' ? PHASE_LABELS[phase].title : status} · ${lead}`;
}

/** Nothing in it that an outsider may not know. */
export function purposeOf({ number, codename, mode }: Pick<Incident, 'number' | 'codename' | 'mode'>): string {
  return `${mode === 'drill' ? 'Drill' : 'Incident'} #${number} ${codename}. Members only: what is said here stays here.`;
}
