/** Why it could happen: questions for people. A log knows what happened, not why. */

import { type Block, citing, explain, fact, paragraph, prompt } from '../facts.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { stopAfter } from '../text.ts';
import { said, type Words } from '../words.ts';

export const contributingFactors: Section = { id: 'contributing-factors', title: 'Contributing factors', write };

function write(story: Story): readonly Block[] {
  return [
    explain(
      'Several factors usually meet; a single root cause is rarely true. Ask what made each step seem right to the people ' +
        'who took it, not who erred.',
    ),
    ...named(story),
    prompt('Which conditions made this possible? Technical, organisational, in detection, in response.'),
    prompt('Has this or something like it happened before, and what became of the follow-ups then?'),
  ];
}

/** Reasons that people gave when they added follow-ups: the nearest thing to a factor that the log holds. */
function named(story: Story): readonly Block[] {
  const given = story.of('FollowUpAdded').filter((event) => event.data.because !== undefined);
  const from = citing(given);
  if (from === undefined) return [];
  const reasons = given.map((event, index): Words => [index === 0 ? '' : '; ', said(event.data.because ?? '')]);
  return [
    paragraph(
      fact(
        from,
        'Named by responders when they added follow-ups: ',
        reasons,
        stopAfter(given.at(-1)?.data.because ?? ''),
      ),
    ),
  ];
}
