/** The talk of incidents in this house: kept by the store, drawn by the chat room. */

import type { Item } from '../chat/outbox.ts';
import { mirrorCard, type Talk } from '../chat/talk.ts';
import { outsideHeadline } from '../chat/views/index.ts';
import type { Severity } from '../incident/policy.ts';
import type { Store } from '../store/open.ts';
import { createTalk } from '../store/talk.ts';

export function openTalk({ db }: Store): Talk {
  return createTalk<Item>(db, (uttered, { number, codename, severity }) => {
    const card = mirrorCard(uttered, outsideHeadline({ number, codename, severity: severity as Severity }));
    return { key: card.key, item: { kind: 'card', card } };
  });
}
