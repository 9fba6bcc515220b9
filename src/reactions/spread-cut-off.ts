/** A platform that one live incident declares compromised is cut off in every other, with a record of why, and comes back with it. */

import type { Declaring } from './others.ts';
import { type Following, follow, type Reach, reaction } from './reaction.ts';

export const spreadCutOff = reaction({
  name: 'spread-cut-off',
  on: ['PlatformCutOff', 'PlatformRestored', 'IncidentDeclared'],
  async react(delivery, reach) {
    const { event, incident } = delivery;
    const declared = await reach.others.declared();
    if (event.type === 'IncidentDeclared') {
      for (const one of declared) await cutOff(delivery, reach, incident.id, one);
      return;
    }
    const { platform, elsewhere } = event.data;
    // What was cut off for another's sake says no more to the others; a drill says it to nobody.
    if (elsewhere || incident.mode === 'drill') return;
    const mine = declared.find((one) => one.number === incident.number && one.platform === platform);
    for (const id of await reach.others.open()) {
      if (id === incident.id) continue;
      if (mine) await cutOff(delivery, reach, id, mine);
      else await restore(delivery, reach, id, { platform, number: incident.number, codename: incident.codename });
    }
  },
});

async function cutOff(delivery: Following, reach: Reach, id: string, { platform, ...elsewhere }: Declaring) {
  await follow(delivery, reach, { type: 'RecordCutOff', platform, elsewhere }, undefined, id);
}

async function restore(delivery: Following, reach: Reach, id: string, { platform, ...elsewhere }: Declaring) {
  await follow(delivery, reach, { type: 'RecordRestoration', platform, elsewhere }, undefined, id);
}
