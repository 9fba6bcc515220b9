/** The Room as a chat platform: conversations, cards and messages kept in its own memory. */

import { CordonError } from '../base/errors.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import type { RoomMemory } from './memory.ts';

export interface RoomOptions {
  readonly memory: RoomMemory;
  readonly baseUrl: string;
}

export function createRoom({ memory, baseUrl }: RoomOptions): ChatPlatform {
  return {
    id: 'room',
    openConversation: async ({ incidentId, number, name, topic }) => {
      await memory.open(incidentId, name, topic);
      return { conversation: incidentId, name, link: `${baseUrl}/incidents/${number}` };
    },
    setTopic: ({ incidentId }, topic) => memory.setTopic(incidentId, topic),
    // Its pages show the links of an incident themselves.
    setLinks: async () => undefined,
    setMembers: ({ incidentId }, members) => memory.setMembers(incidentId, members),
    put: ({ incidentId }, card, version) => memory.putCard(incidentId, card, version),
    say: ({ incidentId }, deliveryId, { text }) =>
      memory.post({ id: deliveryId, incidentId, text, at: new Date().toISOString() }),
    // It is a side of every incident: what it is told, it may be told.
    notice: async () => undefined,
    admit: async () => undefined,
    whisper: ({ incidentId }, deliveryId, to, card) =>
      memory.post({
        id: `${deliveryId}.${to.id}`,
        incidentId,
        text: card.title,
        at: new Date().toISOString(),
        to: to.id,
        card,
      }),
    // What is shared stands on the incident's own pages, where members read it.
    share: async () => undefined,
    fetchFile: async (id) => {
      throw new CordonError('not_found', `The Room has no file ${id}.`, { remedy: 'Add it to the evidence by hand.' });
    },
    announce: (incidentId, card, version) => memory.putAnnouncement(incidentId, card, version),
    // Its follow-ups page lists them all, for whoever may see them.
    bulletin: async () => undefined,
    archive: ({ incidentId }) => memory.setArchived(incidentId, true),
    unarchive: ({ incidentId }) => memory.setArchived(incidentId, false),
  };
}
