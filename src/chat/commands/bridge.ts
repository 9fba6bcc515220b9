/** `bridge`: makes a platform a side of the incident: what is said on one side is shown on the others. */

import { z } from 'zod';
import { ROOM, sideName } from '../../incident/sides.ts';
import { inIncident, misunderstood, say, Words } from '../define.ts';
import { notASide, sideWords } from '../sides.ts';
import { roomCard } from '../views/index.ts';

export const bridge = inIncident({
  name: 'bridge',
  summary: 'Carry the incident on another platform too',
  group: 'lead',
  usage: 'slack | teams | room',
  example: 'bridge teams',
  input: z.object({ platform: Words }),
  words: (text) => ({ platform: sideWords(text).platform }),
  run({ platform }, { by, around, incident }) {
    const problem = notASide(platform, around);
    if (problem) return misunderstood(problem);
    // The Room is a side always: what is wanted is the way there.
    if (platform === ROOM) return { kind: 'show', card: roomCard(incident, around.baseUrl) };
    return say(by, { type: 'Bridge', platform }, `${sideName(platform)} is a side of this incident.`);
  },
});
