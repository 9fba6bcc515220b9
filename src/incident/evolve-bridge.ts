/** Folds what becomes of an incident's sides. */

import type { EventOf } from './events.ts';
import type { Incident, Severed } from './incident.ts';

type BridgeEvent = EventOf<
  'PlatformBridged' | 'PlatformUnbridged' | 'CompromiseReported' | 'PlatformCutOff' | 'PlatformRestored'
>;

export function evolveBridge(incident: Incident, event: BridgeEvent): Incident {
  const { platform } = event.data;
  const others = incident.severed.filter((one) => one.platform !== platform);
  const reported = incident.reported.filter((one) => one.platform !== platform);
  const sever = (how: Severed['how'], reason: string, elsewhere?: number): Incident => ({
    ...incident,
    severed: [...others, { platform, how, reason, ...(elsewhere === undefined ? {} : { elsewhere }) }],
    reported,
  });
  switch (event.type) {
    case 'PlatformBridged':
    case 'PlatformRestored':
      return {
        ...incident,
        ...{ severed: others, reported },
        bridgedAt: { ...incident.bridgedAt, [platform]: event.occurredAt },
      };
    case 'PlatformUnbridged':
      return sever('unbridged', event.data.reason);
    case 'PlatformCutOff':
      return sever('compromised', event.data.reason, event.data.elsewhere?.number);
    case 'CompromiseReported': {
      const { reason, until } = event.data;
      return { ...incident, reported: [...reported, { platform, reason, until, by: event.by }] };
    }
  }
}
