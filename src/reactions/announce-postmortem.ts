/** The post-mortem is posted where people talked, as link and as file; then the conversation is archived. */

import type { SharedFile } from '../chat/platform.ts';
import { closureCard } from '../chat/views/index.ts';
import type { Incident } from '../incident/incident.ts';
import { conversationsOf } from './each-platform.ts';
import { follow, reaction } from './reaction.ts';

export const announcePostmortem = reaction({
  name: 'announce-postmortem',
  on: ['PostmortemWritten'],
  async react(delivery, reach) {
    const { incident } = delivery;
    if (incident.status !== 'closed') return;
    const markdown = await reach.documents.markdown(incident.id);
    for (const { platform, ref } of conversationsOf(incident, reach.sides)) {
      // Told once: what people write later is read in the document, and an archived conversation takes nothing.
      const placed = incident.conversations.find((one) => one.platform === platform.id);
      if (placed?.archived) continue;
      await platform.put(ref, closureCard(incident, reach.baseUrl), incident.version, 'normal');
      if (markdown) await platform.share(ref, delivery.id, fileOf(incident, markdown));
      await platform.archive(ref, incident.version);
      await follow(delivery, reach, { type: 'RecordArchive', platform: platform.id, conversation: ref.conversation });
    }
  },
});

function fileOf({ codename }: Incident, text: string): SharedFile {
  return {
    name: `${codename}-postmortem.md`,
    title: `Post-mortem of ${codename}`,
    mediaType: 'text/markdown; charset=utf-8',
    text,
  };
}
