/** How it was found, by whom, and how long the finding waited. */

import { type Block, type Fact, fact, paragraph, prompt } from '../facts.ts';
import { intervalsOf, milestonesOf } from '../milestones.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { stopAfter } from '../text.ts';
import { duration } from '../time.ts';
import { onDay, quoted, said, who } from '../words.ts';

export const detection: Section = { id: 'detection', title: 'Detection', write };

function write(story: Story): readonly Block[] {
  return [
    paragraph(...found(story), opened(story), ...waited(story)),
    prompt('How would we have found this in half the time? Which signal was there earlier and not heard?'),
  ];
}

function found(story: Story): readonly [Fact, ...Fact[]] {
  const detected = milestonesOf(story).get('detected');
  const event = detected?.from[0] ?? story.declared;
  if (event.type === 'AlertLinked') {
    const { alert, why } = event.data;
    const when = onDay(alert.receivedAt);
    return [
      fact([event], 'It was first reported by ', said(alert.source), ' on ', when, ': ', quoted(alert.title), '.'),
      fact([event], 'It was linked because: ', said(why), stopAfter(why)),
    ];
  }
  if (event.type === 'MilestoneSet') {
    const { at, reason } = event.data;
    return [fact([event], 'Detection was set by hand to ', onDay(at), ': ', said(reason), stopAfter(reason))];
  }
  const when = onDay(event.occurredAt);
  return [fact([event], 'No alert came before it: it was reported by ', who(event.by), ' on ', when, '.')];
}

function opened({ declared }: Story) {
  return fact(
    [declared],
    'The incident was opened by ',
    who(declared.by),
    ' because: ',
    said(declared.data.because),
    stopAfter(declared.data.because),
  );
}

function waited(story: Story): readonly Fact[] {
  const waiting = intervalsOf(story).find(
    ({ interval }) => interval.from === 'detected' && interval.to === 'acknowledged',
  );
  const first = waiting?.from.at(-1);
  if (waiting?.interval.seconds === undefined || first === undefined) return [];
  const passed = duration(waiting.interval.seconds * 1_000);
  return [fact([first, ...waiting.from], `${passed} passed until a person acted on it: `, who(first.by), '.')];
}
