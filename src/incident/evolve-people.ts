/** Folds who takes part and who holds which role. */

import type { Person } from './actor.ts';
import type { EventOf } from './events.ts';
import type { Incident } from './incident.ts';

type PeopleEvent = EventOf<
  'MemberJoined' | 'MemberLeft' | 'AccessRequested' | 'AccessDenied' | 'RoleAssigned' | 'RoleReleased' | 'PersonPaged'
>;

export function evolvePeople(incident: Incident, event: PeopleEvent): Incident {
  switch (event.type) {
    case 'MemberJoined':
      return joined(incident, event.data.person);
    case 'MemberLeft': {
      const { id } = event.data.person;
      return {
        ...incident,
        members: incident.members.filter((member) => member.id !== id),
        roles: Object.fromEntries(Object.entries(incident.roles).filter(([, holder]) => holder.id !== id)),
      };
    }
    case 'AccessRequested':
      return {
        ...incident,
        accessRequests: [
          ...withoutRequest(incident, event.data.person),
          { person: event.data.person, reason: event.data.reason, at: event.occurredAt },
        ],
      };
    case 'AccessDenied':
      return { ...incident, accessRequests: withoutRequest(incident, event.data.person) };
    case 'RoleAssigned':
      return {
        ...joined(incident, event.data.person),
        roles: { ...incident.roles, [event.data.role]: event.data.person },
        nags: event.data.role === 'commander' ? withoutCommanderNag(incident) : incident.nags,
      };
    case 'RoleReleased': {
      const { [event.data.role]: _holder, ...roles } = incident.roles;
      return { ...incident, roles };
    }
    case 'PersonPaged':
      return incident;
  }
}

/** A vacancy that is over starts its reminders anew, should it come back. */
function withoutCommanderNag({ nags }: Incident): Incident['nags'] {
  const { 'no-commander': _over, ...others } = nags;
  return others;
}

function joined(incident: Incident, person: Person): Incident {
  const accessRequests = withoutRequest(incident, person);
  if (incident.members.some(({ id }) => id === person.id)) return { ...incident, accessRequests };
  return { ...incident, members: [...incident.members, person], accessRequests };
}

function withoutRequest(incident: Incident, person: Person): Incident['accessRequests'] {
  return incident.accessRequests.filter((request) => request.person.id !== person.id);
}
