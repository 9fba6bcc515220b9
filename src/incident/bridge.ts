/** Bridging an incident to a platform and taking it away again, and the switch for a compromised one. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import { followUpId } from './followups.ts';
import type { Incident } from './incident.ts';
import { isLead } from './permissions.ts';
import { ROOM, severance, sideName } from './sides.ts';

/** Minutes that a second person has to confirm that a platform is compromised. */
const CONFIRM_MINUTES = 30;

export function bridge({ platform }: CommandOf<'Bridge'>, incident: Incident): Decision {
  const severed = severance(incident, platform);
  if (severed?.how === 'compromised') {
    return refuse(
      'compromised',
      `${sideName(platform)} was declared compromised.`,
      `The commander says when that is over: compromised ${platform} over because …`,
    );
  }
  if (severed?.how === 'too_open') {
    return refuse(
      'too_open',
      `The conversation in ${sideName(platform)} can be read by others than members, and this incident is restricted.`,
      'Go on in the Room or on another platform.',
    );
  }
  const there = incident.conversations.some((one) => one.platform === platform);
  if (platform === ROOM || (there && !severed)) return accept();
  return accept({ type: 'PlatformBridged', data: { platform } });
}

export function unbridge({ platform, reason }: CommandOf<'Unbridge'>, incident: Incident): Decision {
  if (platform === ROOM) return roomStays();
  if (incident.severed.some((one) => one.platform === platform)) return accept();
  return accept({ type: 'PlatformUnbridged', data: { platform, reason } });
}

/** Two people throw the switch, or the commander alone, which is reviewed afterwards. */
export function reportCompromise(command: CommandOf<'ReportCompromise'>, incident: Incident, at: Date): Decision {
  const { platform, by, alone } = command;
  const reason = command.reason.trim();
  if (platform === ROOM) return roomStays();
  if (severance(incident, platform)?.how === 'compromised') return accept();
  if (alone) return breakGlass(command, incident);
  const first = incident.reported.find((one) => one.platform === platform && Date.parse(one.until) > at.getTime());
  if (first && first.by.id !== by.id) {
    const reportedBy = { id: first.by.id, name: first.by.name };
    const why = reason === '' || reason === first.reason ? first.reason : `${first.reason}; ${reason}`;
    return accept({ type: 'PlatformCutOff', data: { platform, reason: why, how: 'two_people', reportedBy } });
  }
  if (first) {
    return refuse(
      'own_request',
      'You reported it yourself, so a second person must confirm it.',
      `Another member says: compromised ${platform}. Where nobody can be had, the commander breaks the glass.`,
    );
  }
  if (reason === '') return reasonMissing(platform, '');
  const until = new Date(at.getTime() + CONFIRM_MINUTES * 60_000).toISOString();
  return accept({ type: 'CompromiseReported', data: { platform, reason, until } });
}

function breakGlass({ platform, by, reason }: CommandOf<'ReportCompromise'>, incident: Incident): Decision {
  if (!isLead(incident, by)) {
    return refuse(
      'not_lead',
      'Only the commander or the deputy breaks the glass.',
      `Report it, and have a second person confirm it: compromised ${platform} because …`,
    );
  }
  if (reason.trim() === '') return reasonMissing(platform, 'breakglass ');
  return accept(
    { type: 'PlatformCutOff', data: { platform, reason, how: 'break_glass' } },
    {
      type: 'FollowUpAdded',
      data: {
        followUpId: followUpId(incident),
        text: `Review the break-glass use on ${sideName(platform)}`,
        kind: 'respond',
        because: reason,
      },
    },
  );
}

/** Never from the platform itself: what is said there is not heard. */
export function restorePlatform({ platform, reason }: CommandOf<'RestorePlatform'>, incident: Incident): Decision {
  const severed = severance(incident, platform);
  if (severed?.how !== 'compromised') return accept();
  if (severed.elsewhere !== undefined) {
    return refuse(
      'compromised',
      `#${severed.elsewhere} declared ${sideName(platform)} compromised, for all incidents.`,
      `It is said there when that is over: ${severed.elsewhere} compromised ${platform} over because …`,
    );
  }
  if (reason.trim() === '') return reasonMissing(platform, 'over ');
  return accept({ type: 'PlatformRestored', data: { platform, reason } });
}

/** What another incident declares counts here too; an own declaration stands by itself. */
export function recordCutOff({ platform, elsewhere }: CommandOf<'RecordCutOff'>, incident: Incident): Decision {
  if (severance(incident, platform)?.how === 'compromised' || elsewhere.number === incident.number) return accept();
  const reason = `declared in #${elsewhere.number} ${elsewhere.codename}`;
  return accept({ type: 'PlatformCutOff', data: { platform, reason, how: 'elsewhere', elsewhere } });
}

export function recordRestoration(command: CommandOf<'RecordRestoration'>, incident: Incident): Decision {
  const { platform, elsewhere } = command;
  if (severance(incident, platform)?.elsewhere !== elsewhere.number) return accept();
  const reason = `said in #${elsewhere.number} ${elsewhere.codename}`;
  return accept({ type: 'PlatformRestored', data: { platform, reason, elsewhere } });
}

function reasonMissing(platform: string, how: string): Decision {
  return refuse(
    'reason_missing',
    'This wants a reason, for whoever reads it later.',
    `Say: compromised ${platform} ${how}because …`,
  );
}

function roomStays(): Decision {
  return refuse(
    'room_stays',
    'The Room is always a side of the incident: it is where work goes on when others fail.',
    'Name another platform.',
  );
}
