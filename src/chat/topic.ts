/** The topic of a conversation: how bad, which phase, who leads. */

import type { Incident } from '../incident/incident.ts';
import { PHASE_LABELS } from '../incident/phases.ts';

export function topicOf({ severity, phase, roles, status, mode }: Incident): string {
  const lead = roles.commander ? `commander ${roles.commander.name}` : 'nobody in command';
  const drill = mode === 'drill' ? 'DRILL · ' : '';
  return `${drill}SEV-${severity} · ${status === 'open' ? PHASE_LABELS[phase].title : status} · ${lead}`;
}
