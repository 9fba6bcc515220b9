/** Storylines of drills: which world, which alerts, in which order. Data, read and checked at boot. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { CordonError } from '../base/errors.ts';

const Storyline = z.strictObject({
  slug: z.string().regex(/^[a-z][a-z0-9-]+$/),
  title: z.string().min(1),
  /** What the team is told before it begins. */
  briefing: z.string().min(1),
  /** World of the simulated cloud. */
  seed: z.string().min(1),
  alerts: z
    .array(
      z.strictObject({
        source: z.string().min(1),
        /** Seconds after the first one. */
        afterSeconds: z.number().min(0).default(0),
        body: z.record(z.string(), z.unknown()),
      }),
    )
    .min(1),
});
export type Storyline = z.infer<typeof Storyline>;

const FOLDER = join(import.meta.dirname, 'drills');

/** All that come with Cordon. Throws `drill_failed` naming the file when one does not read. */
export function loadStorylines(): readonly Storyline[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => {
      const read = Storyline.safeParse(parse(readFileSync(join(FOLDER, file), 'utf8')));
      if (read.success && `${read.data.slug}.yaml` === file) return read.data;
      const problem = read.success
        ? `slug ${read.data.slug} differs from the file's name`
        : z.prettifyError(read.error);
      throw new CordonError('drill_failed', `${file}: ${problem}`, { remedy: 'Mend the storyline.' });
    });
}

/** Text of an alert as it would come now: `{{now}}` and `{{ago:90}}` (seconds) become times. */
export function bodyAt(body: unknown, at: Date, run: string): string {
  return JSON.stringify(body)
    .replaceAll('{{now}}', at.toISOString())
    .replaceAll('{{run}}', run)
    .replace(/\{\{ago:(\d+)\}\}/g, (_match, seconds: string) =>
      new Date(at.getTime() - Number(seconds) * 1000).toISOString(),
    );
}
