/** Evidence: requested, fixed, complete, locked. Gates of actions read these states. */

import type { CommandOf } from './commands.ts';
import type { EvidenceNeed } from './containment-events.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { EvidenceItem, Incident } from './incident.ts';

const ORDER = ['requested', 'fixed', 'complete', 'locked'] as const;

/** Whether an item has reached the state that an action needs. */
export function reached(item: EvidenceItem, need: EvidenceNeed['state']): boolean {
  if (item.state === 'failed' || item.state === 'disposed') return false;
  return ORDER.indexOf(item.state) >= ORDER.indexOf(need);
}

export function requestEvidence(command: CommandOf<'RequestEvidence'>, incident: Incident): Decision {
  const { kind, subject, actionId } = command;
  const known = incident.evidence.find(
    (item) => item.kind === kind && item.subject === subject && item.state !== 'failed' && item.state !== 'disposed',
  );
  if (known) return accept();
  const evidenceId = `e${incident.evidence.length + 1}`;
  return accept({
    type: 'EvidenceRequested',
    data: { evidenceId, kind, subject, ...(actionId ? { actionId } : {}) },
  });
}

export function recordFixed(command: CommandOf<'RecordEvidenceFixed'>, incident: Incident): Decision {
  return withItem(command.evidenceId, incident, (item) => {
    if (reached(item, 'fixed')) return accept();
    const { evidenceId, kind, subject } = item;
    return accept({ type: 'EvidenceFixed', data: { evidenceId, kind, subject, reference: command.reference } });
  });
}

export function recordEvidence(command: CommandOf<'RecordEvidence'>, incident: Incident): Decision {
  return withItem(command.evidenceId, incident, (item) => {
    if (reached(item, 'complete')) return collectedAlready(item, command);
    const { evidenceId, kind, subject } = item;
    const { name, mediaType, sha256, bytes, collector, window } = command;
    return accept({
      type: 'EvidenceCollected',
      data: { evidenceId, kind, subject, name, mediaType, sha256, bytes, collector, ...(window ? { window } : {}) },
    });
  });
}

/** What was collected is never replaced: the same bytes again say nothing new, other bytes are other evidence. */
function collectedAlready({ evidenceId, file }: EvidenceItem, { sha256 }: CommandOf<'RecordEvidence'>): Decision {
  if (!file || file.sha256 === sha256) return accept();
  return refuse(
    'already_collected',
    `${evidenceId} was collected with SHA-256 ${file.sha256}; ${sha256} is something else.`,
    'Request it as new evidence, naming what differs in its subject.',
  );
}

export function recordLock(command: CommandOf<'RecordEvidenceLock'>, incident: Incident): Decision {
  return withItem(command.evidenceId, incident, (item) => {
    const { evidenceId, until, legalHold = false } = command;
    if (item.locked?.until === until && item.locked?.legalHold === legalHold) return accept();
    if (!reached(item, 'complete')) {
      return refuse(
        'not_collected',
        `${item.evidenceId} is ${item.state}, so there is nothing to lock.`,
        'Collect it first.',
      );
    }
    return accept({ type: 'EvidenceLocked', data: { evidenceId, ...(until ? { until } : {}), legalHold } });
  });
}

export function recordEvidenceFailure(command: CommandOf<'RecordEvidenceFailure'>, incident: Incident): Decision {
  return withItem(command.evidenceId, incident, (item) => {
    if (item.state === 'failed' || reached(item, 'complete')) return accept();
    const { evidenceId, kind, subject } = item;
    return accept({
      type: 'EvidenceFailed',
      data: { evidenceId, kind, subject, problem: command.problem, remedy: command.remedy },
    });
  });
}

function withItem(evidenceId: string, incident: Incident, decide: (item: EvidenceItem) => Decision): Decision {
  const item = incident.evidence.find((one) => one.evidenceId === evidenceId);
  // A worker that comes late with something about it changes nothing.
  if (item?.state === 'disposed') return accept();
  if (item) return decide(item);
  return refuse('unknown_evidence', `There is no evidence ${evidenceId} in this incident.`, 'List it with: evidence.');
}
