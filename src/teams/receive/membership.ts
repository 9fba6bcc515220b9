/** People who come and go in chats of incidents. A channel has the members of its team: who comes there becomes no member. */

import { rootless } from '../bot.ts';
import { isChannel } from '../places.ts';
import { askingOf } from './asking.ts';
import type { Desk } from './desk.ts';
import type { UpdateActivity } from './payloads.ts';
import { isBot } from './words.ts';

export async function hearMembership(desk: Desk, activity: UpdateActivity): Promise<void> {
  const { house, people, appId } = desk;
  const conversation = rootless(activity.conversation.id);
  if (isChannel(conversation) || (await house.numberOf(conversation)) === undefined) return;
  const personsOf = async (members: UpdateActivity['membersAdded']) => {
    const all = members.filter(({ id }) => !isBot(id, appId));
    return Promise.all(
      all.map(({ aadObjectId, id }) =>
        aadObjectId ? people.personOf(aadObjectId) : people.personAt(conversation, id),
      ),
    );
  };
  const isOurs = (members: UpdateActivity['membersAdded']) => members.some(({ id }) => isBot(id, appId));
  const by = isBot(activity.from.id, appId) ? undefined : await askingOf(desk, activity);
  if (isOurs(activity.membersRemoved)) await house.befell(conversation, 'removed', by?.by);
  if (isOurs(activity.membersAdded) && by) await house.befell(conversation, 'back', by.by);
  for (const person of await personsOf(activity.membersAdded)) {
    if (!person) continue;
    const letInBy = by && by.by.id !== person.id ? by.by : undefined;
    await house.joined(conversation, person, letInBy);
  }
  for (const person of await personsOf(activity.membersRemoved)) if (person) await house.left(conversation, person);
}
