/** Forms that a message opened: what they begin with, and what goes along unseen so that the message is found again. */

import { z } from 'zod';
import type { CapturedMessage } from '../incident/events.ts';
import { cut } from './text.ts';

/** Characters of a message that a form begins with. What goes along must fit where Slack keeps it: 3,000 characters. */
const WORDS = 500;

/** What opens the form, and fields of it that nobody sees. */
export interface FromMessage {
  readonly words: string;
  readonly hidden: Readonly<Record<string, string>>;
}

export function fromMessage(verb: 'task' | 'new', message: CapturedMessage): FromMessage {
  const text = cut(message.text.replace(/\s+/g, ' ').trim(), WORDS);
  const words = `${verb} ${text}`.trim();
  if (verb === 'task') return { words, hidden: { why: whereFrom(message) } };
  return {
    words,
    hidden: { message: JSON.stringify({ ...message, text: cut(message.text.trim(), WORDS) || 'A message' }) },
  };
}

function whereFrom({ author, sentAt, permalink }: CapturedMessage): string {
  const at = `${sentAt.slice(0, 16).replace('T', ' ')} UTC`;
  return `From a message of ${author.name}, ${at}${permalink ? `: ${permalink}` : ''}`;
}

/** The message that an incident is declared from, as its form brings it along. */
export const Brought = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'is no message' });
      return z.NEVER;
    }
  })
  .pipe(
    z.object({
      platform: z.string().max(40),
      conversation: z.string().max(400),
      messageId: z.string().max(200),
      author: z.object({ id: z.string().max(200), name: z.string().max(200) }),
      text: z
        .string()
        .min(1)
        .max(WORDS + 10),
      sentAt: z.iso.datetime(),
      permalink: z
        .url({ protocol: /^https?$/ })
        .max(1000)
        .optional(),
    }),
  )
  .transform(({ permalink, ...rest }): CapturedMessage => ({ ...rest, ...(permalink ? { permalink } : {}) }));
