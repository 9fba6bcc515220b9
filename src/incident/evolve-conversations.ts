/** Folds what becomes of an incident's conversations. */

import type { EventOf } from './events.ts';
import type { Conversation, Incident } from './incident.ts';

type ConversationEvent = EventOf<
  | 'ConversationOpened'
  | 'ConversationFailed'
  | 'ConversationArchived'
  | 'ConversationLost'
  | 'ConversationRestored'
  | 'ConversationRenamed'
>;

export function evolveConversations(incident: Incident, event: ConversationEvent): Incident {
  switch (event.type) {
    case 'ConversationFailed':
      return incident;
    case 'ConversationOpened': {
      const others = incident.conversations.filter(({ platform }) => platform !== event.data.platform);
      return { ...incident, conversations: [...others, { ...event.data, archived: false }] };
    }
    case 'ConversationArchived':
    case 'ConversationLost':
      return changed(incident, event.data.platform, { archived: true });
    case 'ConversationRestored':
      return changed(incident, event.data.platform, { archived: false });
    case 'ConversationRenamed':
      return changed(incident, event.data.platform, { name: event.data.name });
  }
}

function changed(incident: Incident, platform: string, change: Partial<Conversation>): Incident {
  return {
    ...incident,
    conversations: incident.conversations.map((one) => (one.platform === platform ? { ...one, ...change } : one)),
  };
}
