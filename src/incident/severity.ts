/** Severity: confirmed or changed, always with a reason. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import type { Incident } from './incident.ts';
import { partedRoles } from './roles.ts';

export function setSeverity(command: CommandOf<'SetSeverity'>, incident: Incident): Decision {
  const { to, reason } = command;
  if (!reason.trim()) {
    return refuse(
      'reason_missing',
      'Severity wants a reason, for whoever reads this later.',
      `Say: severity ${to} because …`,
    );
  }
  if (to !== incident.severity) {
    const changed: Fact = { type: 'SeverityChanged', data: { from: incident.severity, to, reason } };
    return accept(changed, ...(to === 1 ? partedRoles(incident) : []));
  }
  if (incident.severityConfirmed) return accept();
  return accept({ type: 'SeverityConfirmed', data: { severity: to, reason } });
}
