/**
 * Restart a trail that was stopped or blinded: logging on again, management events selected again, integrity digests and
 * all regions on again. The first thing to do when logging was tampered with: everything else is seen through it
 * (CloudTrail user guide, *Starting and stopping logging*; ATT&CK T1562.008).
 * Not released: logging is not turned off again by us. Traps: what happened while it was off is only in the 90 days of
 * event history, and only management events; a trail whose bucket refuses it logs nothing although it is on.
 */

import {
  CloudTrailClient,
  type EventSelector,
  GetEventSelectorsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  UpdateTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import type { ActionJob, ActionTarget, ContainmentAction, Step } from '../action.ts';
import { targetOf } from '../target.ts';
import type { Aws } from './client.ts';
import { awsStep } from './steps.ts';

interface Trail {
  readonly logging: boolean;
  readonly everyRegion: boolean;
  readonly digests: boolean;
  /** Whether reads and writes of the control plane are recorded; advanced selectors are not judged. */
  readonly management: boolean;
  readonly selectors: readonly EventSelector[];
}

interface Prior extends Trail {
  readonly [name: string]: unknown;
}

export function restartTrail(aws: Aws): ContainmentAction<Prior> {
  const trails = (target: ActionTarget, job?: ActionJob) => aws.of(CloudTrailClient, target, job);

  return {
    id: 'aws.restart-trail',
    title: 'Restart trail',
    provider: 'aws',
    targetKind: 'trail',
    target: targetOf('aws', 'trail'),
    effect: 'irreversible',
    tier: 1,
    evidence: [],
    permissions: [
      'cloudtrail:GetTrail',
      'cloudtrail:GetTrailStatus',
      'cloudtrail:GetEventSelectors',
      'cloudtrail:StartLogging',
      'cloudtrail:PutEventSelectors',
      'cloudtrail:UpdateTrail',
    ],
    attack: ['T1562.008', 'T1070'],
    d3fend: ['D3-RC'],
    undo: 'None, and none is wanted: logging stays on.',
    // Files arrive about every five minutes (CloudTrail user guide, *How CloudTrail works*).
    settleSeconds: 30,
    recheckSeconds: 900,
    capture: async (target, signal) => {
      const { logging, everyRegion, digests, management, selectors } = await trailOf(trails(target), target.id, signal);
      return { logging, everyRegion, digests, management, selectors };
    },
    blast: async (target, { logging, everyRegion, management, digests }, signal) => {
      const { stoppedAt, deliveryError } = await trailOf(trails(target), target.id, signal);
      return {
        estimate: { seconds: 5, cost: 'delivery of events beyond the first copy, and their storage' },
        radius: [
          logging
            ? `${target.id} is on`
            : `${target.id} is off${stoppedAt ? ` since ${stoppedAt}` : ''}: that time is dark`,
          `management events ${management ? 'are' : 'are not'} recorded, in ${everyRegion ? 'every region' : 'one region'}, digests ${digests ? 'on' : 'off'}`,
          'nothing that runs is affected',
        ],
        warnings: [
          ...(deliveryError ? [`Files do not arrive: ${deliveryError}. See to the bucket and its key too.`] : []),
          ...(logging ? [] : ['Mark the gap on the timeline: event history has management events of 90 days only.']),
        ],
      };
    },
    execute: (target, { everyRegion, digests, management, selectors }, job) => [
      startStep(trails(target, job), target),
      ...(management ? [] : [selectorsStep(trails(target, job), target, selectors)]),
      ...(everyRegion && digests ? [] : [reachStep(trails(target, job), target)]),
    ],
    verify: async (target, _prior, _job, signal) => {
      const { logging, management, everyRegion, digests } = await trailOf(trails(target), target.id, signal);
      const holding = logging && management && everyRegion && digests;
      const seen = `Logging ${onOff(logging)}, management events ${onOff(management)}, every region ${onOff(everyRegion)}, digests ${onOff(digests)}.`;
      return { holding, seen, ...(holding ? {} : { remedy: 'Find who turned it off, contain them, and try again.' }) };
    },
  };
}

function startStep(trails: CloudTrailClient, { id: Name }: ActionTarget): Step {
  return awsStep({
    id: 'start',
    call: 'StartLogging',
    on: Name,
    prior: 'off',
    wanted: 'on',
    make: (abortSignal) => trails.send(new StartLoggingCommand({ Name }), { abortSignal }),
    holds: async (signal) => (await trailOf(trails, Name, signal)).logging,
  });
}

/** What data events were recorded stays recorded; management events are added to the first selector. */
function selectorsStep(
  trails: CloudTrailClient,
  { id: TrailName }: ActionTarget,
  prior: readonly EventSelector[],
): Step {
  const [first = {}, ...others] = prior;
  const EventSelectors = [{ ...first, IncludeManagementEvents: true, ReadWriteType: 'All' as const }, ...others];
  return awsStep({
    id: 'select-events',
    call: 'PutEventSelectors',
    on: TrailName,
    prior: 'management events not recorded in full',
    wanted: 'management events recorded, reads and writes',
    make: (abortSignal) => trails.send(new PutEventSelectorsCommand({ TrailName, EventSelectors }), { abortSignal }),
    holds: async (signal) => (await trailOf(trails, TrailName, signal)).management,
  });
}

function reachStep(trails: CloudTrailClient, { id: Name }: ActionTarget): Step {
  return awsStep({
    id: 'reach',
    call: 'UpdateTrail',
    on: Name,
    prior: 'one region or no digests',
    wanted: 'every region, with digests',
    make: (abortSignal) => {
      const input = { Name, IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true, EnableLogFileValidation: true };
      return trails.send(new UpdateTrailCommand(input), { abortSignal });
    },
    holds: async (signal) => {
      const { everyRegion, digests } = await trailOf(trails, Name, signal);
      return everyRegion && digests;
    },
  });
}

/** With why files do not arrive, where they do not, and since when it is off. */
async function trailOf(trails: CloudTrailClient, Name: string, abortSignal: AbortSignal) {
  const { Trail: trail } = await trails.send(new GetTrailCommand({ Name }), { abortSignal });
  const status = await trails.send(new GetTrailStatusCommand({ Name }), { abortSignal });
  const selected = await trails.send(new GetEventSelectorsCommand({ TrailName: Name }), { abortSignal });
  const selectors = selected.EventSelectors ?? [];
  const advanced = (selected.AdvancedEventSelectors ?? []).length > 0;
  return {
    logging: status.IsLogging ?? false,
    everyRegion: trail?.IsMultiRegionTrail ?? false,
    digests: trail?.LogFileValidationEnabled ?? false,
    management: advanced || selectors.some((one) => one.IncludeManagementEvents && one.ReadWriteType === 'All'),
    selectors: JSON.parse(JSON.stringify(selectors)) as EventSelector[],
    deliveryError: status.LatestDeliveryError || null,
    stoppedAt: status.StopLoggingTime?.toISOString() ?? null,
  };
}

function onOff(is: boolean): string {
  return is ? 'on' : 'off';
}
