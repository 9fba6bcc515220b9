/** The catalogue of containment actions: one file per action, one line here per provider. */

import type { ContainmentAction } from './action.ts';
import { createSimulatedClient } from './simulated/client.ts';
import { simulatedActions } from './simulated/index.ts';

export interface Catalogue {
  readonly actions: readonly ContainmentAction[];
  find(id: string): ContainmentAction | undefined;
}

export interface Providers {
  /** Where the simulated cloud answers. */
  readonly simulatedUrl: string;
}

export function createCatalogue({ simulatedUrl }: Providers): Catalogue {
  const actions = [...simulatedActions(createSimulatedClient(simulatedUrl))];
  return { actions, find: (id) => actions.find((one) => one.id === id) };
}
