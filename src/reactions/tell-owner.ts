/** Who answers for a follow-up is told in private, once, what became of its issue that a person has to settle. */

import { issueNewsCard } from '../chat/views/index.ts';
import { whoFor } from '../incident/after-nags.ts';
import type { TrackedIssue } from '../incident/incident.ts';
import { conversationsOf } from './each-platform.ts';
import { type Delivery, reaction } from './reaction.ts';

export const tellOwner = reaction({
  name: 'tell-owner',
  on: ['TrackerFieldsSeen', 'TrackerIssueLost'],
  async react({ id, event, incident }, reach) {
    const followUp = incident.followUps.find(({ followUpId }) => followUpId === event.data.followUpId);
    const issue = followUp?.tracked.find(({ tracker }) => tracker === event.data.tracker);
    if (!followUp || !issue || !isNews(event, issue)) return;
    const card = issueNewsCard(incident, followUp, issue);
    for (const { platform, ref } of conversationsOf(incident, reach.sides)) {
      for (const person of whoFor(incident, followUp)) await platform.whisper(ref, id, person, card, 'direct');
    }
  },
});

/** What a later event says anew is told by that one; what was settled meanwhile by none. */
function isNews(event: Delivery<'TrackerFieldsSeen' | 'TrackerIssueLost'>['event'], issue: TrackedIssue): boolean {
  if (event.type === 'TrackerIssueLost') return issue.lost === event.data.key;
  return issue.differsSince === event.seq && (issue.differs ?? []).length > 0;
}
