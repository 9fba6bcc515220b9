/** An AWS account of a test's own on moto, seen twice: by Cordon through the gateway, and by the test directly. */

import { randomInt } from 'node:crypto';
import { type Aws, createAws, type ServiceClient } from '../../src/containment/aws/client.ts';
import { AwsSettings } from '../../src/containment/aws/settings.ts';
import { type Agent, agent } from '../doubles/aws/gaps/agent.ts';
import { type Automation, automation } from '../doubles/aws/gaps/automation.ts';
import { type History, history } from '../doubles/aws/gaps/lookup-events.ts';
import { type ProvisionedSets, provisionedSets } from '../doubles/aws/gaps/provisioned-sets.ts';
import { type ServiceCredentials, serviceCredentials } from '../doubles/aws/gaps/service-credentials.ts';
import { type Gateway, startGateway } from '../doubles/aws/gateway.ts';

export interface Lab extends AsyncDisposable {
  readonly account: string;
  readonly region: string;
  /** Cordon's own clients; what they change is counted by the gateway. */
  readonly aws: Aws;
  readonly gateway: Gateway;
  readonly credentials: ServiceCredentials;
  readonly sets: ProvisionedSets;
  /** CloudTrail's event history. */
  readonly history: History;
  /** Runbooks of Systems Manager. */
  readonly automation: Automation;
  /** The agent of Systems Manager on every host. */
  readonly agent: Agent;
  /** A client of the account that the gateway does not see: for making the world and looking at it. */
  of<C extends object>(Service: ServiceClient<C>): C;
}

export interface LabOptions {
  readonly motoUrl: string;
  readonly labels?: AwsSettings['accounts'][string]['labels'];
  /** Other members of `clouds.aws`. */
  readonly settings?: object;
}

const REGION = 'eu-west-1';

/** moto gives every account a world of its own, made when somebody first assumes a role there. */
export async function openLab({ motoUrl, labels = [], settings = {} }: LabOptions): Promise<Lab> {
  // moto takes any key; the SDK wants one.
  process.env.AWS_ACCESS_KEY_ID ??= 'test';
  process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
  const account = String(randomInt(1e11, 1e12));
  const accounts = {
    [account]: {
      role: `arn:aws:iam::${account}:role/CordonResponder`,
      externalId: 'an-external-id-of-the-test',
      regions: [REGION],
      labels,
    },
  };
  const configured = AwsSettings.parse({ accounts, callsPerSecond: 100, ...settings });
  const credentials = serviceCredentials();
  const sets = provisionedSets();
  const events = history();
  const runbooks = automation();
  const hosts = agent();
  const gateway = await startGateway(motoUrl, {
    ...credentials.gaps,
    ...sets.gaps,
    ...hosts.gaps,
    ...events.gaps,
    ...runbooks.gaps,
  });
  const aws = createAws({ settings: configured, endpoint: gateway.url });
  const direct = createAws({ settings: configured, endpoint: motoUrl });
  return {
    account,
    region: REGION,
    aws,
    gateway,
    credentials,
    sets,
    history: events,
    automation: runbooks,
    agent: hosts,
    of: (Service) => direct.of(Service, { account, region: REGION }),
    [Symbol.asyncDispose]: async () => {
      aws[Symbol.dispose]();
      direct[Symbol.dispose]();
      await gateway[Symbol.asyncDispose]();
    },
  };
}
