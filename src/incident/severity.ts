/** Severity: confirmed or changed, always with a reason. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Incident } from './incident.ts';

export function setSeverity(command: CommandOf<'SetSeverity'>, incident: Incident): Decision {
  const { to, reason } = command;
  if (!reason) {
    return refuse(
      'reason_missing',
      'Severity wants a reason, for whoever reads this later.',
      `Say: severity ${to} because …`,
    );
  }
  if (to !== incident.severity) {
    return accept({ type: 'SeverityChanged', data: { from: incident.severity, to, reason } });
  }
  if (incident.severityConfirmed) return accept();
  return accept({ type: 'SeverityConfirmed', data: { severity: to, reason } });
}
