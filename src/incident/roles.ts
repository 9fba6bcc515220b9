/** People: members, access, and who holds which role. */

import type { Person } from './actor.ts';
import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { EventData, Fact } from './events.ts';
import type { Incident } from './incident.ts';
import { isLead, isMember } from './permissions.ts';
import type { RoleDefinition } from './policy.ts';

export function addMember(command: CommandOf<'AddMember'>, incident: Incident): Decision {
  if (isMember(incident, command.person)) return accept();
  return accept({ type: 'MemberJoined', data: { person: command.person, how: command.how } });
}

export function removeMember(command: CommandOf<'RemoveMember'>, incident: Incident): Decision {
  return leave(command.person, 'removed', incident);
}

export function leaveIncident(command: CommandOf<'LeaveIncident'>, incident: Incident): Decision {
  return leave({ id: command.by.id, name: command.by.name }, 'left', incident);
}

function leave(person: Person, how: 'left' | 'removed', incident: Incident): Decision {
  if (!isMember(incident, person)) return accept();
  if (incident.roles.commander?.id === person.id) {
    return refuse('in_command', `${person.name} is in command.`, 'Hand off first: handoff commander @person.');
  }
  return accept({ type: 'MemberLeft', data: { person, how } });
}

export function requestAccess(command: CommandOf<'RequestAccess'>, incident: Incident): Decision {
  const person = { id: command.by.id, name: command.by.name };
  const waiting = incident.accessRequests.some((request) => request.person.id === person.id);
  if (isMember(incident, person) || waiting) return accept();
  if (incident.visibility === 'open') return accept({ type: 'MemberJoined', data: { person, how: 'joined' } });
  return accept({ type: 'AccessRequested', data: { person, reason: command.reason } });
}

export function allowAccess(command: CommandOf<'AllowAccess'>, incident: Incident): Decision {
  if (isMember(incident, command.person)) return accept();
  return accept({ type: 'MemberJoined', data: { person: command.person, how: 'allowed' } });
}

export function denyAccess(command: CommandOf<'DenyAccess'>, incident: Incident): Decision {
  if (!incident.accessRequests.some(({ person }) => person.id === command.person.id)) return accept();
  return accept({ type: 'AccessDenied', data: { person: command.person, reason: command.reason } });
}

export function takeRole(command: CommandOf<'TakeRole'>, incident: Incident): Decision {
  return give(command.role, { id: command.by.id, name: command.by.name }, 'taken', incident);
}

export function assignRole(command: CommandOf<'AssignRole'>, incident: Incident): Decision {
  return give(command.role, command.person, 'assigned', incident);
}

export function handOffRole(command: CommandOf<'HandOffRole'>, incident: Incident): Decision {
  const holder = incident.roles[command.role];
  if (holder?.id !== command.by.id && !isLead(incident, command.by)) {
    return refuse(
      'not_holder',
      `You do not hold ${command.role}${holder ? `: ${holder.name} does` : ''}.`,
      'Its holder or the commander hands it off; anyone may take a free role.',
    );
  }
  return give(command.role, command.person, 'handed_off', incident, command.handover);
}

export function releaseRole(command: CommandOf<'ReleaseRole'>, incident: Incident): Decision {
  const holder = incident.roles[command.role];
  if (!holder) return accept();
  if (holder.id !== command.by.id && !isLead(incident, command.by)) {
    return refuse('not_holder', `${holder.name} holds ${command.role}.`, 'Its holder or the commander lays it down.');
  }
  return accept({ type: 'RoleReleased', data: { role: command.role, person: holder } });
}

export function recordPage({ person, reason, via }: CommandOf<'RecordPage'>): Decision {
  return accept({ type: 'PersonPaged', data: { person, reason, via } });
}

function give(
  role: string,
  person: Person,
  how: EventData['RoleAssigned']['how'],
  incident: Incident,
  handover?: string,
): Decision {
  const definition = incident.policy.roles.find(({ id }) => id === role);
  if (!definition) {
    const known = incident.policy.roles.map(({ id }) => id).join(', ');
    return refuse('unknown_role', `There is no role ${role} here.`, `Roles: ${known}.`);
  }
  const previous = incident.roles[role];
  if (previous?.id === person.id) return accept();
  const clash = incident.severity === 1 ? clashOf(definition, person, incident) : undefined;
  if (clash) {
    return refuse(
      'roles_apart',
      `${person.name} is ${clash.title}, and at SEV-1 one person cannot also be ${definition.title}.`,
      `Give one of the two to somebody else: handoff ${clash.id} @person.`,
    );
  }
  const facts: Fact[] = isMember(incident, person) ? [] : [{ type: 'MemberJoined', data: { person, how: 'invited' } }];
  return accept(...facts, {
    type: 'RoleAssigned',
    data: {
      role,
      title: definition.title,
      brief: definition.brief,
      person,
      how,
      ...(previous ? { previous } : {}),
      ...(handover ? { handover } : {}),
    },
  });
}

function clashOf(role: RoleDefinition, person: Person, incident: Incident): RoleDefinition | undefined {
  return incident.policy.roles.find(
    (other) =>
      incident.roles[other.id]?.id === person.id &&
      (role.apartFrom.includes(other.id) || other.apartFrom.includes(role.id)),
  );
}
