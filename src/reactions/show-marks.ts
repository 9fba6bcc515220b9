/** A message on the timeline says so on every side, wherever it was marked. */

import { lineAbout } from '../chat/lines.ts';
import { conversationsOf } from './each-platform.ts';
import { reaction } from './reaction.ts';

export const showMarks = reaction({
  name: 'show-marks',
  on: ['MessageCaptured', 'CaptureWithdrawn'],
  async react({ id, event, incident }, reach) {
    const { entryId, message } = event.data;
    const marked = incident.entries.some((entry) => entry.entryId === entryId && !entry.withdrawn);
    await reach.sides.mark(incident.id, message.platform, message.messageId, marked);
    // Its own side marks it itself when it was marked there.
    if (!marked || event.type !== 'MessageCaptured' || event.by.surface === message.platform) return;
    const text = `On the timeline, by ${event.by.name}: “${message.text}”`;
    for (const { platform, ref } of conversationsOf(incident, reach.sides))
      if (platform.id === message.platform) await platform.say(ref, id, lineAbout(event, incident, text), 'refresh');
  },
});
