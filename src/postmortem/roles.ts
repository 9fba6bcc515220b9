/** Who held which role, from when to when. */

import type { Person } from '../incident/actor.ts';
import type { EventOf, IncidentEvent } from '../incident/events.ts';
import type { Story } from './story.ts';

export interface RoleSpell {
  readonly role: string;
  readonly person: Person;
  readonly since: EventOf<'RoleAssigned'>;
  /** The hand-over or release that ended it; missing while it lasts. */
  readonly until: IncidentEvent | undefined;
}

/** Every holding of every role, in the order it began. Linear in the role events. */
export function roleSpells(story: Story): readonly RoleSpell[] {
  const spells: { -readonly [K in keyof RoleSpell]: RoleSpell[K] }[] = [];
  const current = new Map<string, number>();
  const changes = [...story.of('RoleAssigned'), ...story.of('RoleReleased')].sort((a, b) => a.seq - b.seq);
  for (const event of changes) {
    const open = spells[current.get(event.data.role) ?? -1];
    if (open !== undefined) open.until = event;
    current.delete(event.data.role);
    if (event.type === 'RoleReleased') continue;
    current.set(event.data.role, spells.length);
    spells.push({ role: event.data.role, person: event.data.person, since: event, until: undefined });
  }
  return spells;
}
