/** The playbook's actions are proposed for what stands in the scope; a person decides whether to ask for approval. */

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
        const target = reach.containment.targetOf(incident, entity);
        if (incident.actions.some((one) => one.action === action && one.target.id === target.id)) continue;
        await follow(delivery, reach, {
          type: 'ProposeAction',
          action,
          title: reach.containment.titleOf(action, target.provider),
          target,
          reason: when ?? `proposed by the playbook ${playbook.title}`,
          requested: false,
        });
      }
    }
  },
});
