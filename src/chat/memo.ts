/** What an open form remembers on a platform that gives it back with the answers. */

import { z } from 'zod';

/** The form's command, where it was opened, and the words that opened it. */
export const Memo = z.object({
  command: z.string(),
  conversation: z.string().optional(),
  words: z.string(),
  /** Fields that go along unseen. */
  hidden: z.record(z.string(), z.string()).optional(),
});
export type Memo = z.infer<typeof Memo>;
