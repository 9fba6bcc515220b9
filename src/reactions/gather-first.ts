/** Evidence that expires first is asked for at once: the alert itself, and what the playbook plans for the scope. */

import type { Incident } from '../incident/incident.ts';
import { subjectText } from './gathering.ts';
import { follow, type Reach, reaction } from './reaction.ts';

export const gatherFirst = reaction({
  name: 'gather-first',
  on: ['AlertLinked', 'PlaybookAttached', 'EntityAdded'],
  async react(delivery, reach) {
    const { event, incident } = delivery;
    if (incident.mode === 'retrospective') return;
    if (event.type === 'AlertLinked') {
      const subject = subjectText({ kind: 'alert', id: event.data.alert.alertId });
      await follow(delivery, reach, { type: 'RequestEvidence', kind: 'alert-payload', subject });
    }
    for (const { kind, subject } of planned(incident, reach)) {
      await follow(delivery, reach, { type: 'RequestEvidence', kind, subject });
    }
  },
});

function planned(incident: Incident, reach: Reach): readonly { kind: string; subject: string }[] {
  const plan = incident.playbook ? reach.playbooks.get(incident.playbook.slug)?.playbook.evidencePlan : undefined;
  return (plan ?? []).flatMap(({ kind, about }) =>
    incident.scope.filter((entity) => entity.kind === about).map((entity) => ({ kind, subject: subjectText(entity) })),
  );
}
