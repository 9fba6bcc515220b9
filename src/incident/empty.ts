/** The incident before its first event. */

import type { Incident } from './incident.ts';
import { DEFAULT_POLICY } from './policy.ts';
import { NOTHING_WRITTEN } from './write-up.ts';

const NEVER = '1970-01-01T00:00:00.000Z';

export function emptyIncident(id: string): Incident {
  return {
    id,
    version: 0,
    number: 0,
    codename: '',
    title: '',
    incidentType: 'unknown',
    severity: 3,
    severityConfirmed: false,
    mode: 'live',
    visibility: 'restricted',
    tlp: 'AMBER',
    policy: DEFAULT_POLICY,
    because: '',
    summary: '',
    phase: 'detection_analysis',
    status: 'open',
    declaredAt: NEVER,
    declaredBy: { kind: 'service', id: 'cordon', name: 'Cordon' },
    phaseEnteredAt: NEVER,
    roster: '',
    members: [],
    accessRequests: [],
    roles: {},
    alerts: [],
    scope: [],
    tasks: [],
    actions: [],
    evidence: [],
    clocks: [],
    followUps: [],
    entries: [],
    conversations: [],
    severed: [],
    reported: [],
    milestones: {},
    nags: {},
    writeUp: NOTHING_WRITTEN,
    touchedAt: NEVER,
  };
}
