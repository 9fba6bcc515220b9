/** People: members, access, and who holds which role. */

import type { Actor, Person } from './actor.ts';
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

export function addMembers({ people, how }: CommandOf<'AddMembers'>, incident: Incident): Decision {
  const coming = new Map(people.map((person) => [person.id, person]));
  const facts = [...coming.values()]
    .filter((person) => !isMember(incident, person))
    .map((person): Fact => ({ type: 'MemberJoined', data: { person, how } }));
  return accept(...facts);
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
  const person = { id: command.by.id, name: command.by.name };
  return heldByAnother(command.role, person, command.by, incident) ?? give(command.role, person, 'taken', incident);
}

export function assignRole(command: CommandOf<'AssignRole'>, incident: Incident): Decision {
  const { role, person, by } = command;
  return heldByAnother(role, person, by, incident) ?? give(role, person, 'assigned', incident);
}

/** A held role changes hands by its holder or by who leads; the deputy's role is free to take when nobody can be asked. */
function heldByAnother(role: string, person: Person, by: Actor, incident: Incident): Decision | undefined {
  const holder = incident.roles[role];
  if (!holder || holder.id === person.id || holder.id === by.id || isLead(incident, by)) return undefined;
  const title = incident.policy.roles.find(({ id }) => id === role)?.title ?? role;
  return refuse(
    'role_held',
    `${holder.name} is ${title}.`,
    `Ask for it: handoff ${role} @person. Where nobody answers, the deputy may take it.`,
  );
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

/** At SEV-1 some roles want two people: of two that one person holds, the one listed later is laid down. */
export function partedRoles(incident: Incident): readonly Fact[] {
  const { roles, policy } = incident;
  const facts: Fact[] = [];
  const kept: RoleDefinition[] = [];
  for (const role of policy.roles) {
    const person = roles[role.id];
    if (!person) continue;
    if (kept.some((other) => roles[other.id]?.id === person.id && areApart(role, other))) {
      facts.push({ type: 'RoleReleased', data: { role: role.id, person } });
    } else kept.push(role);
  }
  return facts;
}

function areApart(a: RoleDefinition, b: RoleDefinition): boolean {
  return a.apartFrom.includes(b.id) || b.apartFrom.includes(a.id);
}

function clashOf(role: RoleDefinition, person: Person, incident: Incident): RoleDefinition | undefined {
  return incident.policy.roles.find((other) => incident.roles[other.id]?.id === person.id && areApart(role, other));
}
