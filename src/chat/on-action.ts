/** Commands that say one thing about one action, with a reason. */

import { z } from 'zod';
import type { Form } from './card.ts';
import { Maybe, type Preset, Words } from './define.ts';
import { firstWord, splitReason } from './words.ts';

export const ActionInput = z.object({ action: Words, reason: Maybe });

/** `a1 because …`, or `a1 …` */
export function actionWords(text: string) {
  const { head, reason } = splitReason(text);
  const [action, rest] = firstWord(head);
  return { action, reason: reason ?? (rest || undefined) };
}

export function actionForm(command: string, title: string, submit: string, preset: Preset): Form {
  return {
    command,
    title: `${title} ${preset.action ?? ''}`.trim(),
    submit,
    fields: [
      { name: 'action', label: 'Action', kind: 'text', required: true, value: preset.action ?? '' },
      { name: 'reason', label: 'Why', kind: 'text', required: true },
    ],
  };
}
