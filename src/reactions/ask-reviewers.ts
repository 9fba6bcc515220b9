/** Those who are to review the post-mortem are asked in private, once. */

import { reviewWantedCard } from '../chat/views/index.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const askReviewers = reaction({
  name: 'ask-reviewers',
  on: ['PostmortemMoved', 'ReviewerNamed'],
  async react({ id, event, incident }, reach) {
    if (incident.writeUp.status !== 'in_review') return;
    const named = event.type === 'ReviewerNamed' ? event.data.reviewer.id : undefined;
    const asked = incident.writeUp.reviewers.filter(
      ({ person, verdict }) => !verdict && (named === undefined || named === person.id),
    );
    const card = reviewWantedCard(incident, reach.baseUrl);
    for (const { platform, ref } of conversationsOf(incident, reach.sides)) {
      for (const { person } of asked) await platform.whisper(ref, id, person, card, 'direct');
    }
  },
});
