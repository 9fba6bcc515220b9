/**
 * What closing an incident says to GuardDuty and Security Hub: findings are archived there, and their workflow is resolved;
 * reopening takes both back. Only what `clouds.aws.writeBack` allows, and only findings the incident was opened or fed by.
 * Traps: of an organization's findings only the administrator's account archives (GuardDuty API reference, *ArchiveFindings*), by its
 * own detector and region by region; an archived finding is updated silently when it is seen again.
 */

import {
  ArchiveFindingsCommand,
  GuardDutyClient,
  ListDetectorsCommand,
  UnarchiveFindingsCommand,
} from '@aws-sdk/client-guardduty';
import { BatchUpdateFindingsCommand, SecurityHubClient } from '@aws-sdk/client-securityhub';
import { CordonError } from '../../base/errors.ts';
import type { Aws } from './client.ts';
import type { Errand } from './sessions.ts';

export const WRITE_BACK_PERMISSIONS: readonly string[] = [
  'guardduty:ListDetectors',
  'guardduty:ArchiveFindings',
  'guardduty:UnarchiveFindings',
  'securityhub:BatchUpdateFindings',
];

/** A finding of GuardDuty, as its ARN names it. */
export interface FindingArn {
  readonly arn: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly id: string;
}

/** Findings named in a delivery as it arrived, whatever it was wrapped in. */
export function findingsIn(body: string): readonly FindingArn[] {
  const arns = body.matchAll(
    /arn:(aws[a-z-]*):guardduty:([a-z0-9-]+):(\d{12}):detector\/[a-f0-9]+\/finding\/([a-f0-9]+)/g,
  );
  const found = [...arns].map(([arn, partition = '', region = '', account = '', id = '']) => ({
    ...{ arn, partition, region, account, id },
  }));
  return [...new Map(found.map((one) => [one.arn, one])).values()];
}

export interface WriteBack {
  readonly findings: readonly FindingArn[];
  readonly state: 'closed' | 'open';
  /** Shown in Security Hub beside the finding, up to 512 characters. */
  readonly note: string;
  readonly errand: Errand;
}

/** Answers a sentence for each thing that was said; saying it again changes nothing. Throws what AWS says. */
export async function writeBack(
  aws: Aws,
  { findings, state, note, errand }: WriteBack,
  abortSignal: AbortSignal,
): Promise<readonly string[]> {
  const { guardduty, securityHub, account: administrator } = aws.settings.writeBack;
  const said: string[] = [];
  for (const [region = '', own] of Map.groupBy(findings, (one) => one.region)) {
    for (const [account, some] of Map.groupBy(own, (one) => administrator ?? one.account)) {
      const place = { account, region };
      if (guardduty) {
        await archive(aws.of(GuardDutyClient, place, errand), some, state, abortSignal);
        said.push(
          `${some.length} findings ${state === 'closed' ? 'archived' : 'unarchived'} in GuardDuty in ${region}`,
        );
      }
      if (securityHub) {
        await setWorkflow(aws.of(SecurityHubClient, place, errand), some, { state, note }, abortSignal);
        said.push(`${some.length} findings ${WORKFLOW[state]} in Security Hub in ${region}`);
      }
    }
  }
  return said;
}

async function archive(
  client: GuardDutyClient,
  findings: readonly FindingArn[],
  state: WriteBack['state'],
  abortSignal: AbortSignal,
): Promise<void> {
  const { DetectorIds = [] } = await client.send(new ListDetectorsCommand({}), { abortSignal });
  const [DetectorId] = DetectorIds;
  if (!DetectorId) {
    throw new CordonError('not_found', 'GuardDuty has no detector there.', {
      remedy: "Name the administrator's account as clouds.aws.writeBack.account (docs/aws.md).",
    });
  }
  const input = { DetectorId, FindingIds: findings.map(({ id }) => id) };
  if (state === 'closed') await client.send(new ArchiveFindingsCommand(input), { abortSignal });
  else await client.send(new UnarchiveFindingsCommand(input), { abortSignal });
}

const WORKFLOW = { closed: 'RESOLVED', open: 'NOTIFIED' } as const;

/** GuardDuty's findings are in Security Hub under their ARN. */
async function setWorkflow(
  client: SecurityHubClient,
  findings: readonly FindingArn[],
  { state, note }: Pick<WriteBack, 'state' | 'note'>,
  abortSignal: AbortSignal,
): Promise<void> {
  const FindingIdentifiers = findings.map(({ arn, partition, region }) => ({
    ...{ Id: arn, ProductArn: `arn:${partition}:securityhub:${region}::product/aws/guardduty` },
  }));
  const Note = { Text: note.slice(0, 512), UpdatedBy: 'cordon' };
  const input = { FindingIdentifiers, Workflow: { Status: WORKFLOW[state] }, Note };
  const { UnprocessedFindings = [] } = await client.send(new BatchUpdateFindingsCommand(input), { abortSignal });
  const [refused] = UnprocessedFindings;
  if (!refused) return;
  throw new CordonError(
    'vendor_failed',
    `Security Hub did not take ${UnprocessedFindings.length} findings: ${refused.ErrorMessage}`,
    {
      remedy: 'See that Security Hub is on there and takes findings of GuardDuty; set their workflow by hand.',
    },
  );
}
