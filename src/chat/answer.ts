/** What comes back to whoever said something: private to them, the same on every surface. */

import type { Refusal } from '../incident/decision.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Card, Form } from './card.ts';

export type Answer =
  | { readonly kind: 'done'; readonly text: string; readonly number: number; readonly events: readonly IncidentEvent[] }
  | ({ readonly kind: 'refused' } & Refusal)
  | { readonly kind: 'card'; readonly card: Card }
  | { readonly kind: 'form'; readonly form: Form }
  | { readonly kind: 'usage'; readonly problem: string; readonly usage: string };

/**
 * What somebody said: words as typed after the prefix, or a form's fields. Said again under the same `request`, by a
 * platform or a process that cannot know whether it was heard, it is done once.
 * `only` is the number of the one incident that the speaker's session is for.
 */
export type Said = { readonly request?: string; readonly only?: number } & (
  | { readonly words: string }
  | { readonly command: string; readonly fields: Readonly<Record<string, string>> }
);
