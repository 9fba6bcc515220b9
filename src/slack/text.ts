/** Text for Slack that cannot become markup. Plain text objects are not parsed; where Slack parses, text is escaped. */

import type { PlainTextElement } from '@slack/types';
import { cut } from '../chat/text.ts';

export function plain(text: string, most: number): PlainTextElement {
  return { type: 'plain_text', text: cut(text, most), emoji: false };
}

/** `&`, `<` and `>` are all that Slack takes for control: https://docs.slack.dev/messaging/formatting-message-text#escaping */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
