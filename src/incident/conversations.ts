/** What becomes of an incident's conversations: opened, closed by Cordon, and what people do to them by hand. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision } from './decision.ts';
import type { Conversation, Incident } from './incident.ts';

export function recordConversation(command: CommandOf<'RecordConversation'>, incident: Incident): Decision {
  const { platform, conversation, name, link, isPrivate } = command;
  const known = incident.conversations.find((one) => one.platform === platform);
  if (known?.conversation === conversation && !known.archived) return accept();
  const kept = { ...(link ? { link } : {}), ...(isPrivate === undefined ? {} : { isPrivate }) };
  return accept({ type: 'ConversationOpened', data: { platform, conversation, name, ...kept } });
}

export function recordConversationFailure({
  platform,
  problem,
  remedy,
}: CommandOf<'RecordConversationFailure'>): Decision {
  return accept({ type: 'ConversationFailed', data: { platform, problem, remedy } });
}

export function recordArchive({ platform, conversation }: CommandOf<'RecordArchive'>, incident: Incident): Decision {
  if (find(incident, platform, conversation)?.archived) return accept();
  return accept({ type: 'ConversationArchived', data: { platform, conversation } });
}

/** Platforms tell of the same in several ways, and looking tells it once more: what is known already is no news. */
export function recordLoss(command: CommandOf<'RecordLoss'>, incident: Incident): Decision {
  const { platform, conversation, how, person } = command;
  const known = find(incident, platform, conversation);
  if (!known || known.archived) return accept();
  return accept({ type: 'ConversationLost', data: { platform, conversation, how, ...(person ? { person } : {}) } });
}

export function recordReturn(command: CommandOf<'RecordReturn'>, incident: Incident): Decision {
  const { platform, conversation, person } = command;
  // What Cordon closed with the incident stays closed until the incident is reopened.
  if (!find(incident, platform, conversation)?.archived || incident.status !== 'open') return accept();
  return accept({ type: 'ConversationRestored', data: { platform, conversation, ...(person ? { person } : {}) } });
}

export function recordRename(command: CommandOf<'RecordRename'>, incident: Incident): Decision {
  const { platform, conversation, name, person } = command;
  const known = find(incident, platform, conversation);
  if (!known || known.name === name) return accept();
  const by = person ? { person } : {};
  return accept({ type: 'ConversationRenamed', data: { platform, conversation, name, before: known.name, ...by } });
}

function find(incident: Incident, platform: string, conversation: string): Conversation | undefined {
  return incident.conversations.find((one) => one.platform === platform && one.conversation === conversation);
}
