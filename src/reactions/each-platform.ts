/** The conversations of an incident with the platform each lives on. */

import type { ChatPlatform, ConversationRef } from '../chat/platform.ts';
import type { Incident } from '../incident/incident.ts';
import type { Reach } from './reaction.ts';

/** Open conversations on platforms that are connected here. */
export function conversationsOf(incident: Incident, reach: Pick<Reach, 'platforms'>): readonly Placed[] {
  return incident.conversations.flatMap(({ platform: id, conversation }) => {
    const platform = reach.platforms.find((one) => one.id === id);
    return platform ? [{ platform, ref: { incidentId: incident.id, conversation } }] : [];
  });
}

export interface Placed {
  readonly platform: ChatPlatform;
  readonly ref: ConversationRef;
}
