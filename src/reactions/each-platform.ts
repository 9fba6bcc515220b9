/** The conversations of an incident with the platform each lives on. */

import type { ChatPlatform, ConversationRef } from '../chat/platform.ts';
import type { Incident } from '../incident/incident.ts';
import { severance } from '../incident/sides.ts';
import type { Sides } from './sides.ts';

/** Conversations that the incident is carried in, on platforms that are connected here. */
export function conversationsOf(incident: Incident, { platforms }: Pick<Sides, 'platforms'>): readonly Placed[] {
  return everyConversationOf(incident, { platforms }).filter(({ platform }) => !severance(incident, platform.id));
}

/** Also those where nothing of the incident may go any more. */
export function everyConversationOf(incident: Incident, { platforms }: Pick<Sides, 'platforms'>): readonly Placed[] {
  return incident.conversations.flatMap(({ platform: id, conversation }) => {
    const platform = platforms.find((one) => one.id === id);
    return platform ? [{ platform, ref: { incidentId: incident.id, conversation } }] : [];
  });
}

export interface Placed {
  readonly platform: ChatPlatform;
  readonly ref: ConversationRef;
}
