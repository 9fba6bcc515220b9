/** The end of the stolen session: what was left behind is removed, one control released, one kept by name. */

import { actor, commander, personOf, responder, scribe, type Teller, WORKER } from './teller.ts';

export function eradicate({ say }: Teller): void {
  say(
    'TaskTicked',
    { taskId: 't4', text: 'Decide whether to isolate the instance', how: 'person', note: 'isolated' },
    { by: commander },
  );
  say('PhaseEntered', { from: 'containment', to: 'eradication', overridden: [] }, { by: commander, minute: 41 });
  say(
    'NagRaised',
    { nag: 'update', about: '', text: 'No update for 30 minutes', to: [personOf(commander)], times: 1 },
    { minute: 44 },
  );
  say(
    'UpdatePosted',
    { updateId: 'u2', text: 'Contained at 14:43. Looking for what was left behind.', audience: 'stakeholders' },
    { by: commander, minute: 46 },
  );
}

export function recover({ say }: Teller): void {
  say('PhaseEntered', { from: 'eradication', to: 'recovery', overridden: [] }, { by: commander, minute: 95 });
  say(
    'ReleaseRequested',
    { actionId: 'a1', reason: 'No stolen session can be alive any more' },
    { by: responder, minute: 130 },
  );
  say('ActionReleased', { actionId: 'a1', restored: 'Inline policy deleted' }, { by: WORKER, minute: 131 });
  say(
    'TaskSkipped',
    {
      taskId: 't5',
      text: 'Tell the account owner that the role works again',
      reason: 'The account owner was in the channel',
    },
    { by: scribe, minute: 132 },
  );
  say(
    'ResidualAccepted',
    { actionId: 'a2', title: 'Isolate instance', reason: 'Kept for forensics until the disk is imaged' },
    { by: commander, minute: 150 },
  );
  say(
    'ClockStopped',
    { clockId: 'c1', regime: 'gdpr-33', outcome: 'sent', proof: 'Receipt 2026-7781 of the authority' },
    { by: actor('legal'), minute: 1_210 },
  );
  say('PhaseEntered', { from: 'recovery', to: 'post_incident', overridden: [] }, { by: commander, minute: 1_220 });
  say(
    'SummaryWritten',
    {
      text: 'An attacker read a role session from instance metadata and listed the export bucket.\n\nNothing was downloaded as far as the data events show.',
    },
    { by: commander },
  );
  say(
    'IncidentClosed',
    { resolution: 'Session revoked, instance isolated for forensics, no data downloaded.' },
    { by: commander, minute: 1_230 },
  );
}
