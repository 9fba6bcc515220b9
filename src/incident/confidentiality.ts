/** Who may read what. A view is built for an audience; an outsider of a restricted incident sees four facts. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision } from './decision.ts';
import type { Incident } from './incident.ts';
import { isMember } from './permissions.ts';
import type { Phase } from './phases.ts';
import type { Severity } from './policy.ts';

export type Audience = 'member' | 'outsider';

export function audienceOf(personId: string, incident: Incident): Audience {
  return incident.visibility === 'open' || isMember(incident, { id: personId }) ? 'member' : 'outsider';
}

/** All that an outsider may know of a restricted incident, by construction. */
export interface OutsideFacts {
  readonly number: number;
  readonly codename: string;
  readonly severity: Severity;
  readonly phase: Phase;
}

export function outsideFacts({ number, codename, severity, phase }: Incident): OutsideFacts {
  return { number, codename, severity, phase };
}

export function setVisibility(command: CommandOf<'SetVisibility'>, incident: Incident): Decision {
  if (command.to === incident.visibility) return accept();
  return accept({
    type: 'VisibilityChanged',
    data: { from: incident.visibility, to: command.to, reason: command.reason },
  });
}
