/** What is asked beside the file when an incident is brought in. */

import { z } from 'zod';

export const ImportFields = z.object({
  kind: z.enum(['slack', 'csv']),
  title: z.string().trim().min(1, 'is needed').max(300),
  severity: z.coerce.number().int().min(1).max(4),
  incidentType: z.string().trim().max(60).default('generic'),
  visibility: z.enum(['restricted', 'open']),
  channel: z.string().trim().max(80).default(''),
});
export type ImportFields = z.infer<typeof ImportFields>;
