/** The playbook's actions are proposed for what stands in the scope; a person decides whether to ask for approval. */

import type { ActionTarget } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { providerOf } from './gathering.ts';
import { follow, reaction } from './reaction.ts';

export const proposeActions = reaction({
  name: 'propose-actions',
  on: ['AlertLinked', 'EntityAdded', 'PlaybookAttached', 'PhaseEntered'],
  async react(delivery, reach) {
    const { incident } = delivery;
    const playbook = incident.playbook ? reach.playbooks.get(incident.playbook.slug)?.playbook : undefined;
    if (!playbook || incident.mode === 'retrospective') return;
    for (const { action, targetKind, when } of playbook.proposes) {
      for (const target of targetsOf(incident, targetKind)) {
        if (incident.actions.some((one) => one.action === action && one.target.id === target.id)) continue;
        await follow(delivery, reach, {
          type: 'ProposeAction',
          action,
          title: reach.containment.titleOf(action),
          target,
          reason: when ?? `proposed by the playbook ${playbook.title}`,
          requested: false,
        });
      }
    }
  },
});

function targetsOf(incident: Incident, kind: string): readonly ActionTarget[] {
  const account = incident.scope.find((entity) => entity.kind === 'account')?.id ?? 'unknown';
  return incident.scope
    .filter((entity) => entity.kind === kind)
    .map(({ id, account: own, region }) => ({
      provider: providerOf(incident),
      account: own ?? account,
      kind,
      id,
      ...(region ? { region } : {}),
    }));
}
