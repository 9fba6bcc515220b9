/** Typed words → words as every surface takes them: mentions become people, links and escapes become text. */

import type { People } from '../people.ts';

/** https://docs.slack.dev/interactivity/implementing-slash-commands#app_command_handling (escaping) */
export async function wordsOf(text: string, people: People): Promise<string> {
  const found = new Map<string, string>();
  for (const [, account = ''] of text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g))
    found.set(account, (await people.personOf(account)).id);
  return text
    .replace(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/g, (_, account: string) => `@${found.get(account) ?? account}`)
    .replace(/<#[A-Z0-9]+\|([^>]*)>/g, '#$1')
    .replace(/<((?:https?|mailto):[^|>]+)(?:\|[^>]*)?>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}
