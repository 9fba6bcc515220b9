/**
 * Slack's way of writing (`mrkdwn`) as plain words: mentions by name, links with their address, the three escapes undone.
 * Source: Slack docs, *Formatting message text*, sections *Retrieving messages* and *Escaping text*.
 */

import type { Person } from '../incident/actor.ts';

const ENTITY = /<([^<>\n]+)>/g;

export function plainText(text: string, users: ReadonlyMap<string, Person>): string {
  return text
    .replace(ENTITY, (whole, inner: string) => inWords(inner, users) ?? whole)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

function inWords(inner: string, users: ReadonlyMap<string, Person>): string | undefined {
  const [target = '', label] = inner.split('|', 2);
  const id = target.slice(1);
  switch (target.charAt(0)) {
    case '@':
      return `@${label || (users.get(id)?.name ?? id)}`;
    case '#':
      return `#${label || id}`;
    case '!':
      return label || `@${id.split('^')[0]}`;
    default:
      return label && label !== target ? `${label} (${target})` : target;
  }
}
