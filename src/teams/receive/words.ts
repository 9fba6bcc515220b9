/** Typed words → words as every surface takes them: the bot's own mention goes, other mentions become people. */

import type { Person } from '../../incident/actor.ts';
import type { MessageActivity } from './payloads.ts';

export async function wordsOf(
  { text, entities }: Pick<MessageActivity, 'text' | 'entities'>,
  appId: string,
  personOf: (id: string) => Promise<Person | undefined>,
): Promise<string> {
  let words = text;
  for (const { type, text: mention, mentioned } of entities) {
    if (type !== 'mention' || !mention || !mentioned) continue;
    if (isBot(mentioned.id, appId)) {
      words = words.replaceAll(mention, ' ');
      continue;
    }
    const person = await personOf(mentioned.id);
    words = words.replace(mention, person ? `@${person.id}` : `@${mentioned.name ?? ''}`);
  }
  return words
    .replaceAll(/<at>([^<]*)<\/at>/g, '@$1')
    .replaceAll('&nbsp;', ' ')
    .replaceAll(/[\u00a0\t ]+/g, ' ')
    .trim();
}

export function isBot(id: string, appId: string): boolean {
  return id === `28:${appId}` || id === appId;
}
