/**
 * Containment by AWS's own runbooks of Systems Manager Automation, where they are preferred to Cordon's actions: started once,
 * followed until they end, and released by their own release, which needs the backup that containing wrote (Systems Manager
 * Automation Runbook Reference, *AWSSupport-Contain…*). What a runbook does is AWS's; Cordon holds it to its evidence, its
 * approvals and its ledger, and looks at the resource itself whether anything changed.
 * Traps: `DryRun` is on unless told otherwise; a runbook runs with a role of its own, which must exist beforehand; AWS may change
 * its parameters, so they are compared with the document before anything is approved.
 */

import {
  type AutomationExecution,
  DescribeDocumentCommand,
  GetAutomationExecutionCommand,
  paginateDescribeAutomationExecutions,
  SSMClient,
  StartAutomationExecutionCommand,
} from '@aws-sdk/client-ssm';
import { CordonError } from '../../base/errors.ts';
import type { ActionJob, ActionTarget, ContainmentAction, Receipt, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';

export interface Runbook
  extends Pick<ContainmentAction, 'id' | 'title' | 'targetKind' | 'evidence' | 'permissions' | 'attack' | 'd3fend'> {
  readonly document: string;
  /** Value of its parameter `Action` that undoes what `Contain` did. */
  readonly release: 'Release' | 'Restore';
  /** Parameters that name the target and who keeps access. */
  readonly parameters: (target: ActionTarget) => Readonly<Record<string, readonly string[]>>;
  /** Looks at the resource itself. Throws `not_found`. */
  readonly look: (target: ActionTarget, signal: AbortSignal) => Promise<Seen>;
  readonly radius: string;
}

export interface Seen {
  /** What the runbook changes, as one text: a plan is for this state and no other. */
  readonly state: string;
  /** Whether what AWS documents of `Contain` is there. */
  readonly contained: boolean;
}

interface Prior {
  readonly [name: string]: unknown;
  readonly state: string;
}

/** Role in each account that the runbooks run with; `docs/aws.md` says what it needs. */
export const RUNBOOK_ROLE = 'CordonRunbook';
/** Executions of a document that are looked through for ours, newest first. */
const MOST = 50;

export function byRunbook(aws: Aws, runbook: Runbook): ContainmentAction<Prior> {
  const { document, release, parameters, look, radius, permissions, ...declared } = runbook;
  const ssm = (target: ActionTarget, job?: ActionJob) => aws.of(SSMClient, target, job);
  const orders = (target: ActionTarget, job: ActionJob, action: string) => ({
    ...parameters(target),
    ...standing(aws, target),
    Action: [action],
    TagIdentifier: [tagOf(job)],
  });

  return {
    ...declared,
    provider: 'aws',
    target: targetOf('aws', declared.targetKind),
    effect: 'reversible',
    tier: 2,
    permissions: [
      'ssm:DescribeDocument',
      'ssm:StartAutomationExecution',
      'ssm:DescribeAutomationExecutions',
      'ssm:GetAutomationExecution',
      'iam:PassRole',
      ...permissions,
    ],
    undo: `The runbook's own ${release}, from the backup that it wrote.`,
    settleSeconds: 30,
    recheckSeconds: 300,
    capture: async (target, signal) => {
      const names = ['Action', 'TagIdentifier', 'BackupS3KeyName'];
      const wanted = [...names, ...Object.keys({ ...parameters(target), ...standing(aws, target) })];
      await refuseUnknown(ssm(target), document, wanted, signal);
      const { state } = await look(target, signal);
      return { state };
    },
    blast: async () => ({
      radius: [radius],
      warnings: [`What ${document} does in detail is AWS's; it runs as ${RUNBOOK_ROLE}.`],
      estimate: { seconds: 180, cost: 'steps of Systems Manager Automation, and what the backup takes in S3' },
    }),
    execute: (target, _prior, job) => [
      followStep(ssm(target, job), {
        ...{ id: 'contain', document, on: target.id, action: 'Contain', job },
        parameters: async () => orders(target, job, 'Contain'),
      }),
    ],
    verify: async (target, _prior, job, signal) => {
      const ran = await executionOf(ssm(target), document, 'Contain', job, signal);
      const { contained } = await look(target, signal);
      const holding = isThrough(ran) && contained;
      const seen = `${document} ${ran?.AutomationExecutionStatus ?? 'has not run'}; the resource ${contained ? 'is contained' : 'is not contained'}.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who took it back, contain them, and try again.' }) };
    },
    release: (target, _prior, job) => [
      followStep(ssm(target, job), {
        ...{ id: 'release', document, on: target.id, action: release, job },
        parameters: async (signal) => {
          const ran = await executionOf(ssm(target), document, 'Contain', job, signal);
          return { ...orders(target, job, release), BackupS3KeyName: [backupOf(ran, document)] };
        },
      }),
    ],
  };
}

/** Parameters that every one of the three documents has. */
function standing({ settings }: Aws, { account }: ActionTarget): Readonly<Record<string, readonly string[]>> {
  const { partition, runbooks, accounts } = settings;
  if (!runbooks) {
    throw new CordonError('not_allowed', 'Where runbooks keep their backups is not configured.', {
      remedy: 'Name a bucket as clouds.aws.runbooks.bucket and make the role CordonRunbook (docs/aws.md).',
    });
  }
  return {
    DryRun: ['false'],
    AutomationAssumeRole: [`arn:${partition}:iam::${account}:role/${RUNBOOK_ROLE}`],
    BackupS3BucketName: [runbooks.bucket],
    BackupS3BucketAccess: [accounts[account]?.role ?? ''],
  };
}

interface Following {
  readonly id: string;
  readonly document: string;
  readonly on: string;
  readonly action: string;
  readonly job: ActionJob;
  readonly parameters: (signal: AbortSignal) => Promise<Readonly<Record<string, readonly string[]>>>;
}

/** Started unless it was, and looked at until it ends; an execution is found again by the tag among its parameters. */
function followStep(ssm: SSMClient, following: Following): Step {
  const { id, document, on, action, job, parameters } = following;
  const wanted = `${document} has done ${action}`;
  const find = (signal: AbortSignal) => executionOf(ssm, document, action, job, signal);
  let begun = false;
  return {
    ...{ id, call: 'StartAutomationExecution', on, wanted },
    prior: action === 'Contain' ? 'as it is' : 'contained by the runbook',
    run: async (abortSignal): Promise<Receipt> => {
      const ran = await find(abortSignal);
      if (isThrough(ran))
        return { outcome: begun ? 'done' : 'already', detail: `${wanted}: ${ran?.AutomationExecutionId}` };
      if (ran) refuseEnded(document, ran);
      else {
        const Parameters = mutable(await parameters(abortSignal));
        const input = { DocumentName: document, ClientToken: tokenOf(job, action), Parameters };
        await ssm.send(new StartAutomationExecutionCommand(input), { abortSignal });
      }
      begun = true;
      return { outcome: 'pending', detail: `at ${ran?.CurrentStepName ?? 'its beginning'}` };
    },
    look: async (signal) => (isThrough(await find(signal)) ? 'done' : 'not_done'),
  };
}

async function executionOf(
  client: SSMClient,
  document: string,
  action: string,
  job: ActionJob,
  abortSignal: AbortSignal,
): Promise<AutomationExecution | undefined> {
  const Filters = [{ Key: 'DocumentNamePrefix' as const, Values: [document] }];
  let seen = 0;
  for await (const page of paginateDescribeAutomationExecutions({ client }, { Filters }, { abortSignal })) {
    for (const { AutomationExecutionId } of page.AutomationExecutionMetadataList ?? []) {
      const ask = new GetAutomationExecutionCommand({ AutomationExecutionId });
      const { AutomationExecution: ran } = await client.send(ask, { abortSignal });
      const { Action = [], TagIdentifier = [] } = ran?.Parameters ?? {};
      if (Action[0] === action && TagIdentifier[0] === tagOf(job)) return ran;
      seen += 1;
      if (seen === MOST) return undefined;
    }
  }
  return undefined;
}

function isThrough(ran: AutomationExecution | undefined): boolean {
  return ran?.AutomationExecutionStatus === 'Success' || ran?.AutomationExecutionStatus === 'CompletedWithSuccess';
}

const ENDED = /^(Failed|TimedOut|Cancelled|Cancelling|Rejected|Exited|CompletedWithFailure)$/;

function refuseEnded(document: string, ran: AutomationExecution): void {
  const status = ran.AutomationExecutionStatus ?? '';
  if (!ENDED.test(status)) return;
  const why = ran.FailureMessage ?? 'it does not say why';
  throw new CordonError('vendor_failed', `${document} ended as ${status}: ${why}`, {
    remedy: `Look at execution ${ran.AutomationExecutionId} in Systems Manager; use Cordon's own action instead.`,
  });
}

/** Compared with what AWS's document takes today. */
async function refuseUnknown(
  ssm: SSMClient,
  Name: string,
  wanted: readonly string[],
  abortSignal: AbortSignal,
): Promise<void> {
  const { Document } = await ssm.send(new DescribeDocumentCommand({ Name }), { abortSignal });
  const known = (Document?.Parameters ?? []).map((one) => one.Name);
  const strange = wanted.filter((name) => !known.includes(name));
  if (strange.length === 0) return;
  throw new CordonError('not_allowed', `${Name} no longer takes ${strange.join(', ')}.`, {
    remedy: "Use Cordon's own action instead, or run it in Systems Manager by hand.",
  });
}

/** `YEAR/MONTH/DAY/HOUR/MINUTE/EXECUTION.json`, somewhere in what the runbook said at its end. */
function backupOf(ran: AutomationExecution | undefined, document: string): string {
  const said = JSON.stringify([ran?.Outputs, ran?.StepExecutions?.map(({ Outputs }) => Outputs)]);
  const [key] = new RegExp(`(\\d+/){5}${ran?.AutomationExecutionId}\\.json`).exec(said) ?? [];
  if (key) return key;
  throw new CordonError('not_found', `${document} did not say where its backup is.`, {
    remedy: 'Find it in the bucket of the backups and run the release in Systems Manager by hand.',
  });
}

function tagOf({ jobKey }: ActionJob): string {
  return `Key=ir:job,Value=${jobKey}`;
}

/** A UUID of the job and what is to be done: a second start with it is refused (Systems Manager API reference). */
function tokenOf({ jobKey }: ActionJob, action: string): string {
  const hex = `${action === 'Contain' ? 'c' : 'd'}${jobKey.slice(0, 31)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function mutable(parameters: Readonly<Record<string, readonly string[]>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, [...values]]));
}
