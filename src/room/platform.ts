/** The Room as a chat platform: conversations, cards and messages kept in its own memory. */

import type { ChatPlatform } from '../chat/platform.ts';
import type { RoomMemory } from './memory.ts';

export interface RoomOptions {
  readonly memory: RoomMemory;
  readonly baseUrl: string;
}

export function createRoom({ memory, baseUrl }: RoomOptions): ChatPlatform {
  return {
    id: 'room',
    openConversation: async ({ incidentId, name, topic }) => {
      await memory.open(incidentId, name, topic);
      const number = /^[a-z]+-(\d+)-/.exec(name)?.[1];
      return { conversation: incidentId, ...(number ? { link: `${baseUrl}/incidents/${number}` } : {}) };
    },
    setTopic: ({ incidentId }, topic) => memory.setTopic(incidentId, topic),
    setMembers: ({ incidentId }, members) => memory.setMembers(incidentId, members),
    put: ({ incidentId }, card, version) => memory.putCard(incidentId, card, version),
    say: ({ incidentId }, deliveryId, text) =>
      memory.post({ id: deliveryId, incidentId, text, at: new Date().toISOString() }),
    whisper: ({ incidentId }, deliveryId, to, card) =>
      memory.post({
        id: `${deliveryId}.${to.id}`,
        incidentId,
        text: card.title,
        at: new Date().toISOString(),
        to: to.id,
        card,
      }),
    announce: (incidentId, card, version) => memory.putAnnouncement(incidentId, card, version),
    archive: ({ incidentId }) => memory.setArchived(incidentId, true),
    unarchive: ({ incidentId }) => memory.setArchived(incidentId, false),
  };
}
