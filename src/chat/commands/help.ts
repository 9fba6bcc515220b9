/** `help`: what can be said, by intent, from the table of commands itself. */

import { z } from 'zod';
import type { ChatCommand } from '../command.ts';
import { anywhere, Maybe, misunderstood } from '../define.ts';
import { tableCard } from '../views/index.ts';
import { nearest } from '../words.ts';

const GROUPS: Readonly<Record<ChatCommand['group'], string>> = {
  start: 'Begin',
  lead: 'Lead',
  work: 'Work the checklist',
  contain: 'Contain',
  record: 'Record',
  finish: 'Finish',
};

/** Made from the table it stands in, so it is given it. */
export function helpFor(commands: () => readonly ChatCommand[]) {
  return anywhere({
    name: 'help',
    aliases: ['?', 'commands'],
    summary: 'Show what can be said',
    group: 'start',
    usage: '[command]',
    example: 'help contain',
    input: z.object({ command: Maybe }),
    words: (command) => ({ command }),
    run({ command: name }, _by, around) {
      const all = commands();
      if (!name) {
        const rows = Object.keys(GROUPS).flatMap((group) =>
          all
            .filter((one) => one.group === group)
            .map((one, index) => [index === 0 ? GROUPS[one.group] : '', one.name, one.summary]),
        );
        return { kind: 'show', card: tableCard('help', `After ${around.prefix}`, ['', 'Say', 'To'], rows, '') };
      }
      const one = all.find((command) => [command.name, ...command.aliases].includes(name.toLowerCase()));
      if (!one) {
        const near = nearest(
          name.toLowerCase(),
          all.map((command) => command.name),
        );
        return misunderstood(`There is no command ${name.slice(0, 40)}.${near ? ` Did you mean ${near}?` : ''}`);
      }
      const lines = [
        one.summary,
        `${around.prefix} ${one.name} ${one.usage}`.trim(),
        `For example: ${around.prefix} ${one.example}`,
        one.aliases.length > 0 ? `Also: ${one.aliases.join(', ')}` : '',
      ];
      return {
        kind: 'show',
        card: {
          key: 'help',
          title: one.name,
          tone: 'plain',
          preview: 'Help',
          blocks: lines.filter(Boolean).map((text) => ({ kind: 'text', text })),
        },
      };
    },
  });
}
