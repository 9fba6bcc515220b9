/** The playbook's actions are proposed for what stands in the scope; a person decides whether to ask for approval. */

import { inScope } from '../incident/scope.ts';
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
      for (const entity of incident.scope.filter(({ kind }) => kind === targetKind)) {
        const account = entity.account ?? incident.scope.find(({ kind }) => kind === 'account')?.id;
        const target = {
          provider: providerOf(incident),
          account: account ?? 'unknown',
          kind: entity.kind,
          id: entity.id,
          ...(entity.region ? { region: entity.region } : {}),
        };
        const known = incident.actions.some((one) => one.action === action && one.target.id === entity.id);
        if (known || !inScope(incident, target)) continue;
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
