/** At SEV-1 and SEV-2 the first of the roster is paged to take command. */

import { follow, reaction } from './reaction.ts';

export const pageCommander = reaction({
  name: 'page-commander',
  on: ['IncidentDeclared'],
  async react(delivery, reach) {
    const { severity, mode, roster } = delivery.event.data;
    const [onCall] = roster.members;
    if (!onCall || severity > 2 || mode === 'retrospective' || delivery.incident.roles.commander) return;
    await follow(delivery, reach, {
      type: 'RecordPage',
      person: onCall,
      reason: `SEV-${severity}, nobody in command`,
      via: `roster ${roster.id}`,
    });
  },
});
