/** Commands that say one thing about one action, with a reason. */

import { z } from 'zod';
import type { Action, Incident } from '../incident/incident.ts';
import type { Form } from './card.ts';
import { type Preset, Words } from './define.ts';
import { actionField, reasonField } from './fields.ts';
import { firstWord, splitReason } from './words.ts';

export const ActionInput = z.object({ action: Words, reason: Words });

/** `a1 because …`, or `a1 …` */
export function actionWords(text: string) {
  const { head, reason } = splitReason(text);
  const [action, rest] = firstWord(head);
  return { action, reason: reason ?? (rest || undefined) };
}

/** `fits` says which actions can be chosen when none was named. */
export function actionForm(
  command: string,
  title: string,
  incident: Incident,
  preset: Preset,
  fits: (action: Action) => boolean,
): Form {
  return {
    command,
    title: `${title} ${preset.action ?? 'an action'}`,
    submit: title,
    fields: [actionField(incident, preset, fits), reasonField(preset)],
  };
}
