/** Other incidents like this one: what may be learnt from them, by number and codename, for each reader opens their own. */

import { whyAlike } from '../../incident/likeness.ts';
import { absent, type Block, prompt, table } from '../facts.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { said } from '../words.ts';

export const similarIncidents: Section = { id: 'similar-incidents', title: 'Similar incidents', write };

function write(story: Story): readonly Block[] {
  const last = story.of('SimilarFound').at(-1);
  if (last === undefined || last.data.found.length === 0) {
    return [absent('No other incident like this one was found.')];
  }
  const rows = last.data.found.map(({ number, codename, reasons }) => ({
    cells: [`#${number}`, said(codename), said(whyAlike(reasons))],
    from: [last] as const,
  }));
  return [
    table('Similar incidents', ['Incident', 'Codename', 'Alike in'], rows),
    prompt('What was to follow from them, and was it done? Why did it happen again?'),
  ];
}
