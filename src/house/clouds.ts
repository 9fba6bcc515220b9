/** The clouds the house acts on: the simulated one always, a real one where it is configured. */

import type { Config } from '../config/load.ts';
import { type Aws, createAws } from '../containment/aws/client.ts';
import { awsGuards } from '../containment/aws/guards.ts';
import { createProviderOf } from '../containment/clouds.ts';
import { createGuards, type Guard } from '../containment/guards.ts';
import { type Catalogue, createCatalogue } from '../containment/index.ts';
import type { Orders } from '../containment/webhook/orders.ts';
import type { ProviderOf } from '../incident/scope.ts';

export interface Clouds extends Disposable {
  readonly aws: Aws;
  readonly catalogue: Catalogue;
  readonly guards: readonly Guard[];
  readonly providerOf: ProviderOf;
}

/** `orders`: what runners were ordered and said; left out where nothing is run. */
export function openClouds(
  { clouds, guards }: Pick<Config, 'clouds' | 'guards'>,
  simulatedUrl: string,
  orders?: Orders,
): Clouds {
  const aws = createAws({ settings: clouds.aws });
  const accounts = Object.keys(clouds.aws.accounts);
  return {
    aws,
    catalogue: createCatalogue({ simulatedUrl, aws, runners: clouds.runners, ...(orders ? { orders } : {}) }),
    guards: [...createGuards(guards), ...awsGuards(aws)],
    providerOf: createProviderOf(accounts.length > 0 ? [{ provider: 'aws', accounts }] : []),
    [Symbol.dispose]: () => aws[Symbol.dispose](),
  };
}
