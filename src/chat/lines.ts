/** The one line the channel is told about an event that everybody must know. Silence for all others. */

import { describe } from '../incident/describe.ts';
import type { EventOf, IncidentEvent } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { PHASE_LABELS } from '../incident/phases.ts';
import { sideName } from '../incident/sides.ts';
import type { Line } from './platform.ts';
import { outsideHeadline } from './views/index.ts';

export function lineFor(event: IncidentEvent, incident: Incident): string | undefined {
  switch (event.type) {
    case 'PhaseEntered': {
      const open = event.data.overridden.length;
      const gate = open > 0 ? ` The gate was overridden with ${open} open.` : '';
      return `Now in ${PHASE_LABELS[event.data.to].title}.${event.data.reason ? ` ${sentence(event.data.reason)}` : ''}${gate}`;
    }
    case 'SeverityChanged':
      return `Severity is now SEV-${event.data.to}, was SEV-${event.data.from}: ${event.data.reason}`;
    case 'RoleAssigned':
      return event.data.role === 'commander' ? `${event.data.person.name} is in command.` : undefined;
    case 'RoleReleased':
      return event.data.role === 'commander'
        ? `Nobody is in command: ${event.data.person.name} laid it down. Take it: take commander.`
        : undefined;
    case 'UpdatePosted':
      return `Update: ${event.data.text}`;
    case 'ActionAuthorized':
      return brokenGlass(event.data, incident);
    case 'ActionHolding': {
      const action = titled(event.data.actionId, incident);
      const read = incident.actions.find(({ actionId }) => actionId === event.data.actionId)?.plan?.effect === 'read';
      return read ? `Done: ${action}.` : `Contained: ${action}. ${event.data.verification}`;
    }
    case 'ActionNotHolding':
      return `NOT holding: ${titled(event.data.actionId, incident)}. ${event.data.seen} ${event.data.remedy}`;
    case 'ActionFailed':
      return `Failed: ${titled(event.data.actionId, incident)}. ${event.data.problem} ${event.data.remedy}`;
    case 'ActionReleased':
      return `Released: ${titled(event.data.actionId, incident)}. ${event.data.restored}`;
    case 'ApprovalsVoided':
      return `The plan of ${titled(event.data.actionId, incident)} changed; approvals given before are void.`;
    case 'ApprovalExpired':
      return `The request for ${titled(event.data.actionId, incident)} expired; nothing was done.`;
    case 'IncidentMerged':
      return `Merged into #${event.data.number} ${event.data.codename}: continue there.`;
    case 'IncidentReopened':
      return `Reopened: ${event.data.reason}`;
    case 'ConversationLost':
      return `${sentence(describe(event))} Go on here or in the Room until it is back.`;
    case 'ConversationRestored':
    case 'ConversationRenamed':
      return sentence(describe(event));
    case 'PlatformBridged':
      return `${sideName(event.data.platform)} is a side of this incident from now on.`;
    case 'PlatformUnbridged':
      return `Nothing of this incident goes to ${sideName(event.data.platform)} any more: ${event.data.reason}`;
    case 'CompromiseReported':
      return `${event.by.name} reports that ${sideName(event.data.platform)} is compromised: ${event.data.reason}. A second member confirms it: compromised ${event.data.platform}`;
    case 'PlatformCutOff':
      return `${sideName(event.data.platform)} is cut off as compromised: ${event.data.reason}. Say nothing of the incident there.`;
    case 'PlatformRestored':
      return `${sideName(event.data.platform)} is a side of this incident again: ${event.data.reason}`;
    default:
      return undefined;
  }
}

/** What everybody is told of an event, in these words. */
export function lineAbout({ seq, recordedAt }: IncidentEvent, incident: Incident, text: string): Line {
  return { text, preview: outsideHeadline(incident), seq, at: recordedAt };
}

/** With a full stop, unless it ends in one. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

function titled(id: string, incident: Incident): string {
  const action = incident.actions.find(({ actionId }) => actionId === id);
  return action ? `${id} ${action.title} ${action.target.id}` : id;
}

/** One person acting alone is told to everybody; what was approved by two is seen in its card. */
function brokenGlass({ how, approvedBy, actionId, reason }: EventOf<'ActionAuthorized'>['data'], incident: Incident) {
  if (how !== 'break_glass') return undefined;
  return `${approvedBy[0]?.name ?? 'Somebody'} broke the glass for ${titled(actionId, incident)}: ${reason ?? ''}`;
}
