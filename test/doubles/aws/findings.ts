/** GuardDuty and Security Hub as far as closing an incident speaks to them, behind a role that anybody may assume. */

import { z } from 'zod';
import { json, type Served, serve } from '../serve.ts';

export interface FindingsDouble extends Served {
  /** What was said, in order: `archive f1`, `RESOLVED arn…`. */
  readonly said: string[];
  /** Answers a batch as not processed. */
  refuseBatches: boolean;
}

const DETECTOR = '12abc34d567e8fa901bc2d34e56789f0';
const Batch = z.strictObject({
  FindingIdentifiers: z
    .array(z.strictObject({ Id: z.string(), ProductArn: z.string().startsWith('arn:') }))
    .min(1)
    .max(100),
  Workflow: z.strictObject({ Status: z.enum(['NEW', 'NOTIFIED', 'RESOLVED', 'SUPPRESSED']) }),
  Note: z.strictObject({ Text: z.string().min(1).max(512), UpdatedBy: z.string().min(1).max(512) }),
});
const Findings = z.strictObject({ findingIds: z.array(z.string()).min(1).max(50) });

export async function startFindings(): Promise<FindingsDouble> {
  const said: string[] = [];
  const state = { refuseBatches: false };
  const served = await serve((app) => {
    app.post('/', (_request, reply) => {
      reply.type('text/xml');
      return `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIATEST</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
        <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
    });
    app.get('/detector', () => ({ detectorIds: [DETECTOR] }));
    for (const verb of ['archive', 'unarchive']) {
      app.post(`/detector/${DETECTOR}/findings/${verb}`, ({ body }) => {
        said.push(`${verb} ${json(body, Findings).findingIds.join(' ')}`);
        return {};
      });
    }
    app.patch('/findings/batchupdate', ({ body }) => {
      const { FindingIdentifiers, Workflow } = json(body, Batch);
      if (state.refuseBatches) {
        const refused = { ErrorCode: 'FindingNotFound', ErrorMessage: 'no such finding' };
        return {
          ProcessedFindings: [],
          UnprocessedFindings: FindingIdentifiers.map((FindingIdentifier) => ({ FindingIdentifier, ...refused })),
        };
      }
      said.push(`${Workflow.Status} ${FindingIdentifiers.map(({ Id }) => Id).join(' ')}`);
      return { ProcessedFindings: FindingIdentifiers, UnprocessedFindings: [] };
    });
  });
  return Object.assign(state, { ...served, said, [Symbol.asyncDispose]: () => served[Symbol.asyncDispose]() });
}
