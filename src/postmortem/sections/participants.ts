/** Who took part, in which role and for how long. */

import type { Person } from '../../incident/actor.ts';
import type { EventOf } from '../../incident/events.ts';
import { absent, type Block, heading, type Row, table } from '../facts.ts';
import { type RoleSpell, roleSpells } from '../roles.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { at, identity, said, who } from '../words.ts';

export const participants: Section = { id: 'participants', title: 'Participants and roles', write };

function write(story: Story): readonly Block[] {
  const roles = roleSpells(story).map(roleRow);
  const people = peopleRows(story);
  return [
    heading(3, 'Roles', 'participants-roles'),
    roles.length === 0
      ? absent('No role was held.')
      : table('Roles', ['Role', 'Person', 'From (UTC)', 'Until (UTC)', 'How'], roles),
    heading(3, 'Members', 'participants-members'),
    people.length === 0
      ? absent('Nobody joined.')
      : table('Members', ['Person', 'Joined (UTC)', 'How', 'Left (UTC)'], people),
  ];
}

function roleRow({ since, until, person }: RoleSpell): Row {
  const { title, how, handover } = since.data;
  return {
    cells: [
      said(title),
      who(person),
      at(since.occurredAt),
      until === undefined ? 'the end' : at(until.occurredAt),
      [how.replaceAll('_', ' '), handover === undefined ? '' : [': ', said(handover)]],
    ],
    from: until === undefined ? [since] : [since, until],
  };
}

interface Stay {
  readonly person: Person;
  readonly joined: EventOf<'MemberJoined'>;
  left: EventOf<'MemberLeft'> | undefined;
}

function peopleRows(story: Story): readonly Row[] {
  const stays: Stay[] = [];
  const present = new Map<string, Stay>();
  const changes = [...story.of('MemberJoined'), ...story.of('MemberLeft')].sort((a, b) => a.seq - b.seq);
  for (const event of changes) {
    const { person } = event.data;
    const stay = present.get(person.id);
    if (event.type === 'MemberLeft') {
      if (stay !== undefined) stay.left = event;
      present.delete(person.id);
    } else if (stay === undefined) {
      const begun: Stay = { person, joined: event, left: undefined };
      present.set(person.id, begun);
      stays.push(begun);
    }
  }
  return stays.map(({ person, joined, left }) => ({
    cells: [
      identity(person),
      at(joined.occurredAt),
      joined.data.how,
      left === undefined ? '' : [at(left.occurredAt), ` (${left.data.how})`],
    ],
    from: left === undefined ? [joined] : [joined, left],
  }));
}
