/** The catalogue of containment actions: one file per action, one line here per provider. */

import type { ContainmentAction } from './action.ts';
import type { Aws } from './aws/client.ts';
import { awsActions } from './aws/index.ts';
import { createSimulatedClient } from './simulated/client.ts';
import { simulatedActions } from './simulated/index.ts';
import { memoryOrders, type Orders } from './webhook/orders.ts';
import { runByWebhook } from './webhook/run-by-webhook.ts';
import type { Runner } from './webhook/settings.ts';

export interface Catalogue {
  readonly actions: readonly ContainmentAction[];
  /** Verb and noun of every action: what playbooks and people say, whatever the provider. */
  readonly names: readonly string[];
  find(name: string, provider: string): ContainmentAction | undefined;
}

export interface Providers {
  /** Where the simulated cloud answers. */
  readonly simulatedUrl: string;
  readonly aws: Aws;
  /** Other tools that act on what lives in the real cloud. */
  readonly runners?: readonly Runner[];
  /** What they were ordered and said; of this process alone where left out. */
  readonly orders?: Orders;
}

export function createCatalogue({ simulatedUrl, aws, runners = [], orders = memoryOrders() }: Providers): Catalogue {
  const actions = [
    ...simulatedActions(createSimulatedClient(simulatedUrl)),
    ...awsActions(aws),
    ...runners.map((runner) => runByWebhook(runner, 'aws', orders)),
  ];
  return {
    actions,
    names: [...new Set(actions.map(nameOf))],
    find: (name, provider) => actions.find((one) => one.id === `${provider}.${name}`),
  };
}

/** `aws.isolate-instance` is called `isolate-instance` by playbooks and people. */
export function nameOf({ id, provider }: Pick<ContainmentAction, 'id' | 'provider'>): string {
  return id.slice(provider.length + 1);
}
