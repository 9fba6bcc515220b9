/**
 * Cards and forms, said once in words that Block Kit, Adaptive Cards and HTML can all speak.
 * Every string is plain text: there is no markup in the vocabulary, so text from outside cannot carry any.
 */

import type { Person } from '../incident/actor.ts';

/** A button is a chat command with its words filled in. `asks` names a form that is opened first. */
export interface Button {
  readonly label: string;
  /** The words, as somebody would type them after the command's name: `approve a1 7f3a91`. */
  readonly says: string;
  readonly asks?: boolean;
  readonly style?: 'primary' | 'danger';
  /** A question to confirm before the words are said. */
  readonly confirm?: string;
}

export interface ChecklistItem {
  readonly taskId: string;
  readonly text: string;
  readonly state: 'open' | 'done' | 'skipped';
  readonly required: boolean;
  readonly owner?: string;
  readonly due?: string;
  readonly overdue?: boolean;
  readonly why?: string;
  /** Who ticked or skipped it, when, and the reason. */
  readonly outcome?: string;
  /** What saying it does: tick or untick. */
  readonly toggle: Button;
  readonly buttons: readonly Button[];
}

export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'text'; readonly text: string; readonly muted?: boolean; readonly tone?: Tone }
  | {
      readonly kind: 'fields';
      readonly fields: readonly { readonly label: string; readonly value: string; readonly button?: Button }[];
    }
  | { readonly kind: 'checklist'; readonly items: readonly ChecklistItem[] }
  | { readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | {
      readonly kind: 'steps';
      readonly steps: readonly {
        readonly text: string;
        readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'unknown';
      }[];
    }
  | { readonly kind: 'phase'; readonly title: string; readonly index: number; readonly of: number }
  | { readonly kind: 'mention'; readonly people: readonly Person[]; readonly text: string }
  | { readonly kind: 'link'; readonly label: string; readonly url: string }
  | { readonly kind: 'buttons'; readonly buttons: readonly Button[] }
  | { readonly kind: 'divider' };

export type Tone = 'plain' | 'good' | 'warning' | 'danger';

export interface Card {
  /** Which place of a conversation it fills: posted once under this key, edited in place ever after. */
  readonly key: string;
  /** Empty for what somebody said: it has no heading. */
  readonly title: string;
  readonly tone: Tone;
  readonly blocks: readonly Block[];
  /** What is theirs, above the blocks, where the card is shown to one reader. */
  readonly yours?: string;
  /** One line for notifications. Never a restricted fact. */
  readonly preview: string;
}

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly kind: 'text' | 'long' | 'select' | 'person' | 'people' | 'time' | 'date' | 'checkbox';
  readonly required: boolean;
  readonly hint?: string;
  readonly value?: string;
  readonly options?: readonly { readonly value: string; readonly label: string }[];
}

/** Submitting a form runs `command` with the fields as its input: the same shape that its words parse to. */
export interface Form {
  readonly command: string;
  readonly title: string;
  readonly intro?: string;
  readonly submit: string;
  readonly fields: readonly Field[];
}
