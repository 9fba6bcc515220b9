/** Where drills play inside this process: the intake's own door, and the simulated cloud. */

import { and, eq, isNotNull } from 'drizzle-orm';
import { CordonError } from '../base/errors.ts';
import type { Intake } from '../engine/intake.ts';
import type { Stage } from '../readiness/play.ts';
import type { Store } from '../store/open.ts';
import { findings } from '../store/schema/alerts.ts';

export interface StageOptions {
  readonly store: Store;
  readonly intake: Intake;
  readonly simulatedUrl: string;
}

export function createStage({ store, intake, simulatedUrl }: StageOptions): Stage {
  return {
    seed: async (name) => {
      const answer = await fetch(`${simulatedUrl}/seed/${encodeURIComponent(name)}`, { method: 'POST' });
      if (answer.ok) return;
      throw new CordonError('drill_failed', `The simulated cloud has no world ${name}.`, {
        remedy: 'Mend the storyline.',
      });
    },
    post: async (source, body, drill) => {
      const request = {
        headers: { 'content-type': 'application/json' },
        body: new TextEncoder().encode(body),
        receivedAt: new Date(),
      };
      await intake(source, request, drill, true);
    },
    incidentOf: async (drill) => {
      const [row] = await store.db
        .select({ number: findings.incidentNumber })
        .from(findings)
        .where(and(eq(findings.drill, drill), isNotNull(findings.incidentNumber)))
        .limit(1);
      return row?.number ?? undefined;
    },
  };
}
