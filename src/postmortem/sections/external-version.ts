/** What leaves the house, for review: three sections without anything internal, compiled here with their marks. */

import { EXTERNAL_ID, externalParts } from '../external.ts';
import { type Block, bullets, explain, heading, prompt } from '../facts.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';

export const externalVersion: Section = { id: EXTERNAL_ID, title: 'External version, for review', write };

function write(story: Story): readonly Block[] {
  return [
    explain(
      'These sentences, without their marks, are the external version. What people write here goes out in their place, ' +
        'with every name, id, account and host that the log knows withheld.',
    ),
    ...externalParts(story).flatMap(({ title, facts }, index) => [
      heading(3, title, `${EXTERNAL_ID}-${index + 1}`),
      bullets(facts),
    ]),
    prompt('What should those concerned do? Legal and Communications: is this what we want to say, and to whom?'),
  ];
}
