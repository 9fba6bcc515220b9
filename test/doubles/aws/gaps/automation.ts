/**
 * Systems Manager Automation, which moto does not know: executions under way for a look or two, a token that is taken once,
 * and outputs that name the backup. What a document does to the world is the test's: it is called once it is through.
 */

import { randomUUID } from 'node:crypto';
import type { Gap } from '../gap.ts';

type Parameters = Readonly<Record<string, readonly string[]>>;

interface Execution {
  readonly id: string;
  readonly document: string;
  readonly token: string;
  readonly parameters: Parameters;
  looks: number;
  status: string;
}

export interface Automation {
  readonly gaps: Readonly<Record<string, Gap>>;
  readonly executions: readonly Execution[];
  /** What the document does once it is through; throws where it fails. */
  effect: (parameters: Parameters) => Promise<void>;
}

const PARAMETERS = [
  ...['InstanceId', 'PrincipalType', 'PrincipalName', 'BucketName', 'BucketRestrictAccess', 'Action', 'DryRun'],
  ...['TagIdentifier', 'AutomationAssumeRole', 'BackupS3BucketName', 'BackupS3KeyName', 'BackupS3BucketAccess'],
];
const LOOKS = 2;

export function automation(): Automation {
  const executions: Execution[] = [];
  const told = ({ id, document, parameters, status }: Execution) => ({
    ...{ AutomationExecutionId: id, DocumentName: document, AutomationExecutionStatus: status, Parameters: parameters },
    ...(status === 'Failed' ? { FailureMessage: 'the step failed' } : { CurrentStepName: 'containFinalOutput' }),
    Outputs: { 'FinalOutput.Output': [`backed up to 2026/11/24/10/30/${id}.json`] },
  });
  async function advance(one: Execution): Promise<void> {
    if (one.status !== 'InProgress') return;
    one.looks += 1;
    if (one.looks < LOOKS) return;
    one.status = await made.effect(one.parameters).then(
      () => 'Success',
      () => 'Failed',
    );
  }
  const made: Automation = {
    executions,
    effect: async () => undefined,
    gaps: {
      DescribeDocument: ({ input }) => ({
        Document: { Name: input.Name, Parameters: PARAMETERS.map((Name) => ({ Name, Type: 'String' })) },
      }),
      StartAutomationExecution: ({ input }) => {
        const { DocumentName = '', ClientToken = '', Parameters: parameters = {} } = input as Record<string, never>;
        if (executions.some(({ token }) => token === ClientToken)) throw new Error('the token was used before');
        const one = { id: randomUUID(), document: DocumentName, token: ClientToken, parameters };
        executions.unshift({ ...one, looks: 0, status: 'InProgress' });
        return { AutomationExecutionId: one.id };
      },
      DescribeAutomationExecutions: () => ({
        AutomationExecutionMetadataList: executions.map(({ id, status }) => ({
          ...{ AutomationExecutionId: id, AutomationExecutionStatus: status },
        })),
      }),
      GetAutomationExecution: async ({ input }) => {
        const one = executions.find(({ id }) => id === input.AutomationExecutionId);
        if (!one) return {};
        await advance(one);
        return { AutomationExecution: told(one) };
      },
    },
  };
  return made;
}
