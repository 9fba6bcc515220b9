/** The rules an incident was opened under. Written into its first event, so that replay needs no configuration. */

/** SEV-1 is the worst. Targets follow the triage guide of AWS's incident response playbooks (P1 to P4). */
export type Severity = 1 | 2 | 3 | 4;

/**
 * Approval tier of an action: T0 reads, T1 is reversible on one resource, T2 is reversible but hits a service,
 * T3 is irreversible or spans accounts.
 */
export type Tier = 0 | 1 | 2 | 3;

/** What an action of one tier needs before it may run. The requester never counts as an approver. */
export interface ApprovalRule {
  /** Distinct people other than the requester who must approve. 0 runs at once. */
  readonly approvals: number;
  /** Roles of which each must be among requester and approvers; a deputy stands for the commander. */
  readonly roles: readonly string[];
  /** Minutes until an open request expires, closed. */
  readonly expiresMinutes: number;
  /** The approver must type the name of the target. */
  readonly typedTarget: boolean;
}

export interface RoleDefinition {
  readonly id: string;
  readonly title: string;
  /** What the holder does: sent to them in private when they get the role. */
  readonly brief: string;
  /** Roles one person may not hold together with this one while severity is SEV-1. */
  readonly apartFrom: readonly string[];
}

export interface Policy {
  readonly approvals: Readonly<Record<`T${Tier}`, ApprovalRule>>;
  /** Minutes between status updates, by severity. 0 asks for none. */
  readonly updateMinutes: Readonly<Record<`SEV-${Severity}`, number>>;
  /** Minutes without a commander before somebody is nagged. */
  readonly commanderMinutes: number;
  readonly roles: readonly RoleDefinition[];
  /** Incident types for which the commander's request alone authorises tiers 1 and 2 at SEV-1. */
  readonly standingAuthority: readonly string[];
  /** Absent in incidents that were opened before there was such a rule: then the default counts. */
  readonly postmortem?: PostmortemPolicy;
}

/** Days from the closure until the post-mortem is to be in review, and published, by severity. 0 asks for none. */
export interface PostmortemPolicy {
  readonly reviewDays: Readonly<Record<`SEV-${Severity}`, number>>;
  readonly publicationDays: Readonly<Record<`SEV-${Severity}`, number>>;
}

export const DEFAULT_ROLES: readonly RoleDefinition[] = [
  {
    id: 'commander',
    title: 'Incident Commander',
    brief:
      'You decide. Confirm severity, see that every role is held, approve or refuse containment, keep the update cadence.',
    apartFrom: ['scribe'],
  },
  {
    id: 'deputy',
    title: 'Deputy Commander',
    brief: 'You stand in for the commander: watch the gates, chase overdue tasks, take over on hand-off.',
    apartFrom: [],
  },
  {
    id: 'scribe',
    title: 'Scribe',
    brief:
      'You keep the record: mark messages for the timeline, note decisions and who took them, back-date what was said aloud.',
    apartFrom: ['commander'],
  },
  {
    id: 'communications',
    title: 'Communications Lead',
    brief:
      'You speak for the incident: post updates on the cadence, prepare notices, watch the notification clocks with Legal.',
    apartFrom: [],
  },
  {
    id: 'forensics',
    title: 'Forensics Lead',
    brief: 'You guard the evidence: see that it is fixed before containment and complete before anything is destroyed.',
    apartFrom: [],
  },
  {
    id: 'account-owner',
    title: 'Cloud/Account Owner',
    brief: 'You know what the resource serves: say what containment breaks, and approve or refuse it.',
    apartFrom: [],
  },
  {
    id: 'legal',
    title: 'Legal & Compliance',
    brief: 'You own the clocks: decide which notification duties apply and record the proof of sending.',
    apartFrom: [],
  },
  {
    id: 'sponsor',
    title: 'Executive Sponsor',
    brief: 'You remove obstacles and take the business decisions: downtime, ransom, public statements.',
    apartFrom: [],
  },
];

/** PagerDuty's incident response guide, post-mortem template: 3 calendar days for SEV-1, 5 business days for SEV-2. */
export const DEFAULT_POSTMORTEM: PostmortemPolicy = {
  reviewDays: { 'SEV-1': 3, 'SEV-2': 7, 'SEV-3': 14, 'SEV-4': 0 },
  publicationDays: { 'SEV-1': 7, 'SEV-2': 14, 'SEV-3': 28, 'SEV-4': 0 },
};

/** Used where configuration says nothing. Sources: `docs/architecture.md`, section *Policies*. */
export const DEFAULT_POLICY: Policy = {
  approvals: {
    T0: { approvals: 0, roles: [], expiresMinutes: 60, typedTarget: false },
    T1: { approvals: 1, roles: ['commander'], expiresMinutes: 30, typedTarget: false },
    T2: { approvals: 1, roles: ['commander', 'account-owner'], expiresMinutes: 30, typedTarget: false },
    T3: { approvals: 2, roles: ['commander', 'account-owner'], expiresMinutes: 10, typedTarget: true },
  },
  updateMinutes: { 'SEV-1': 30, 'SEV-2': 120, 'SEV-3': 240, 'SEV-4': 0 },
  commanderMinutes: 5,
  roles: DEFAULT_ROLES,
  standingAuthority: ['ransomware'],
  postmortem: DEFAULT_POSTMORTEM,
};
