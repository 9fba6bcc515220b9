/** Who asks, and where: the same for words, clicks, dialogs and message actions. */

import type { Person } from '../../incident/actor.ts';
import { rootless } from '../bot.ts';
import type { Desk } from './desk.ts';
import type { Base } from './payloads.ts';

/** Somebody who waits for an answer. */
export interface Asking {
  readonly by: Person;
  /** Object id of them in the directory. */
  readonly account: string;
  /** The conversation it was said in. */
  readonly conversation: string;
  /** Whether nobody else reads that conversation. */
  readonly alone: boolean;
}

/** Undefined for senders that are nobody in this directory. */
export async function askingOf({ people }: Desk, { from, conversation }: Base): Promise<Asking | undefined> {
  const at = rootless(conversation.id);
  const by = from.aadObjectId ? await people.personOf(from.aadObjectId) : await people.personAt(at, from.id);
  const account = from.aadObjectId ?? (by && (await people.accountOf(by)));
  if (!by || !account) return undefined;
  return { by, account, conversation: at, alone: conversation.conversationType === 'personal' };
}

/** The same for every repetition of what somebody did. */
export function requestOf({ id, conversation }: Base): { readonly request?: string } {
  return id === undefined ? {} : { request: `${conversation.id} ${id}` };
}
