/** Which platforms are sides of an incident: nothing of it goes to the others, and nothing is heard from there. */

import type { Actor } from './actor.ts';
import { type Refusal, refusal } from './decision.ts';
import type { Conversation, Incident, Severed } from './incident.ts';

/** Cordon's own web war room: always a side, for it is where work goes on when the others fail. */
export const ROOM = 'room';

const NAMES: Readonly<Record<string, string>> = { room: 'the Room', slack: 'Slack', teams: 'Teams' };

/** As people call it. */
export function sideName(platform: string): string {
  return NAMES[platform] ?? platform;
}

/** Why nothing of the incident goes to the platform, or undefined. */
export function severance(incident: Incident, platform: string): Severed | undefined {
  const said = incident.severed.find((one) => one.platform === platform);
  if (said) return said;
  const there = incident.conversations.find((one) => one.platform === platform);
  return there && isTooOpen(incident, there) ? { platform, how: 'too_open', reason: 'restricted' } : undefined;
}

/** Platforms that nothing of the incident goes to. */
export function severedPlatforms(incident: Incident): readonly string[] {
  const tooOpen = incident.conversations.filter((one) => isTooOpen(incident, one));
  return [...new Set([...incident.severed, ...tooOpen].map(({ platform }) => platform))];
}

/** Platforms that this incident declares compromised for all of them. A drill harms none but itself. */
export function compromisedPlatforms({ mode, severed }: Incident): readonly string[] {
  if (mode === 'drill') return [];
  return severed.flatMap(({ platform, how, elsewhere }) =>
    how === 'compromised' && elsewhere === undefined ? [platform] : [],
  );
}

/** The strictest side counts: a restricted incident goes nowhere where others than its members read. */
function isTooOpen({ visibility }: Incident, { isPrivate }: Conversation): boolean {
  return visibility === 'restricted' && isPrivate === false;
}

/** Somebody speaks from where nothing of the incident may be told: they are refused without a word about it. */
export function unheard({ surface }: Actor, incident: Incident): Refusal | undefined {
  if (surface === undefined || !severance(incident, surface)) return undefined;
  return refusal('severed', 'Cordon does not speak about this incident here.', 'Go on where you were told to.');
}
