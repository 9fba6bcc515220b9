/** Talk that becomes record: notes, captured messages and status updates. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Incident } from './incident.ts';
import { notPast } from './timestamps.ts';

export function addNote(command: CommandOf<'AddNote'>, incident: Incident, at: Date): Decision {
  const { text, occurredAt } = command;
  const refused = occurredAt ? notPast(occurredAt, at) : undefined;
  if (refused) return { refused };
  const data = { entryId: `n${incident.entries.length + 1}`, text };
  return accept({ type: 'NoteAdded', data, ...(occurredAt ? { occurredAt } : {}) });
}

export function editEntry(command: CommandOf<'EditEntry'>, incident: Incident): Decision {
  const entry = incident.entries.find(({ entryId }) => entryId === command.entryId);
  if (!entry) return refuse('unknown_entry', `There is no entry ${command.entryId}.`, 'List them with: timeline.');
  if (entry.text === command.text) return accept();
  return accept({
    type: 'EntryEdited',
    data: { entryId: entry.entryId, text: command.text, before: entry.text },
  });
}

/** The message's own time is when it occurred. Marking twice is marking once. */
export function capture({ message, source }: CommandOf<'CaptureMessage'>, incident: Incident): Decision {
  const known = entryOf(incident, message);
  if (known && !known.withdrawn) return accept();
  const entryId = known?.entryId ?? `n${incident.entries.length + 1}`;
  const permalink = message.permalink ? { permalink: message.permalink } : {};
  return accept({
    type: 'MessageCaptured',
    data: { entryId, message },
    occurredAt: message.sentAt,
    source: { ...source, ...permalink },
  });
}

export function withdraw(command: CommandOf<'WithdrawCapture'>, incident: Incident): Decision {
  const entry = entryOf(incident, command);
  if (!entry?.message || entry.withdrawn) return accept();
  return accept({ type: 'CaptureWithdrawn', data: { entryId: entry.entryId, message: entry.message } });
}

export function postUpdate(command: CommandOf<'PostUpdate'>, incident: Incident): Decision {
  const updateId = `u${(incident.updates ?? 0) + 1}`;
  return accept({ type: 'UpdatePosted', data: { updateId, text: command.text, audience: command.audience } });
}

function entryOf(incident: Incident, at: { platform: string; conversation: string; messageId: string }) {
  return incident.entries.find(
    ({ message }) =>
      message?.platform === at.platform &&
      message.conversation === at.conversation &&
      message.messageId === at.messageId,
  );
}
