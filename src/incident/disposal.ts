/**
 * Disposal of evidence whose retention has ended: one person asks, a second one confirms, the vault carries it out or
 * refuses. What is recorded about the evidence stays: its hash, its custody and who let it go.
 */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, type Refusal, refusal, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import type { EvidenceItem, Incident } from './incident.ts';
import { isLead } from './permissions.ts';

/** Days that a second person has to confirm. Nothing burns: whoever is away for a week is not passed over. */
const CONFIRM_DAYS = 7;

/** Without an id it is about all evidence that is past its retention. */
export function disposeEvidence(command: CommandOf<'DisposeEvidence'>, incident: Incident, at: Date): Decision {
  const { evidenceId, reason } = command;
  if (!reason.trim()) {
    return refuse('reason_missing', 'Disposing of evidence wants a reason.', 'Say: evidence dispose … because …');
  }
  if (incident.status === 'open') {
    return refuse('not_closed', 'Evidence of an open incident is not disposed of.', 'Close the incident first.');
  }
  const items = incident.evidence.filter((one) =>
    evidenceId === undefined ? isDue(one, incident, at) : one.evidenceId === evidenceId,
  );
  if (items.length === 0) return nothingThere(evidenceId);
  const answers = items.map((item) => disposeOne(command, item, incident, at));
  const facts = answers.flatMap(({ accepted = [] }) => accepted);
  const [refused] = answers.flatMap((one) => (one.refused ? [one.refused] : []));
  return facts.length === 0 && refused ? { refused } : accept(...facts);
}

/** What was asked for in time and is not confirmed yet. */
export function awaitsConfirmation({ disposal }: EvidenceItem, at: Date): boolean {
  return (
    disposal !== undefined && !disposal.confirmed && !disposal.refused && Date.parse(disposal.validUntil) > at.getTime()
  );
}

/** Collected, past its retention, under no legal hold, and still there. */
export function isDue(item: EvidenceItem, incident: Incident, at: Date): boolean {
  return whyKept(item, incident, at) === undefined;
}

/** Why a piece is to be kept, or is no longer there to be disposed of; undefined where nothing speaks against disposal. */
export function whyKept(item: EvidenceItem, incident: Incident, at: Date): Refusal | undefined {
  const { evidenceId, state, locked, ordered } = item;
  if (state === 'disposed') {
    return refusal('disposed', `${evidenceId} was disposed of already.`, 'What is recorded about it stays: evidence.');
  }
  if (state !== 'locked' || !locked?.until) {
    return refusal('not_due', `${evidenceId} is ${state}: the vault has promised no retention.`, 'Collect it first.');
  }
  const hold = ordered?.hold ?? incident.ordered?.hold;
  if (hold || locked.legalHold) {
    const whose = hold ? ` by ${hold.by.name}: ${hold.reason}` : '';
    return refusal(
      'held',
      `${evidenceId} is under legal hold${whose}.`,
      'Legal lifts a hold: evidence lift … because …',
    );
  }
  const until = [locked.until, ordered?.longer?.until, incident.ordered?.longer?.until]
    .filter((one) => one !== undefined)
    .sort()
    .at(-1);
  if (until === undefined || Date.parse(until) <= at.getTime()) return undefined;
  return refusal('not_due', `${evidenceId} is kept until ${until.slice(0, 10)}.`, 'Ask again after that day.');
}

function disposeOne(command: CommandOf<'DisposeEvidence'>, item: EvidenceItem, incident: Incident, at: Date): Decision {
  const { by } = command;
  const { evidenceId, disposal } = item;
  const reason = command.reason.trim();
  const refused = whyKept(item, incident, at);
  if (refused) return { refused };
  if (disposal?.confirmed) return accept();
  if (!disposal || !awaitsConfirmation(item, at)) {
    const validUntil = new Date(at.getTime() + CONFIRM_DAYS * 86_400_000).toISOString();
    return accept({ type: 'EvidenceDisposalRequested', data: { evidenceId, reason, validUntil } });
  }
  const { asked } = disposal;
  if (asked.by.id === by.id) {
    return refuse(
      'own_request',
      `You asked for the disposal of ${evidenceId} yourself, so a second person must confirm it.`,
      `Another member says: evidence dispose ${evidenceId} because …`,
    );
  }
  if (![asked.by, by].some((one) => isLead(incident, one) || incident.roles.legal?.id === one.id)) {
    return refuse(
      'not_legal',
      'One of the two must be Legal & Compliance, the commander or the deputy.',
      'Ask one of them to confirm it: roles shows who they are.',
    );
  }
  const requestedBy = { id: asked.by.id, name: asked.by.name };
  const confirmed: Fact = { type: 'EvidenceDisposalConfirmed', data: { evidenceId, reason, requestedBy } };
  return accept(confirmed);
}

function nothingThere(evidenceId: string | undefined): Decision {
  if (evidenceId === undefined) {
    return refuse('not_due', 'No evidence of this incident is past its retention.', 'See until when: evidence.');
  }
  return refuse('unknown_evidence', `There is no evidence ${evidenceId} in this incident.`, 'List it with: evidence.');
}

/** Said by the worker that asked the vault. `freed` is false where other evidence keeps the same content. */
export function recordDisposal({ evidenceId, freed }: CommandOf<'RecordDisposal'>, incident: Incident): Decision {
  const item = incident.evidence.find((one) => one.evidenceId === evidenceId);
  if (!item?.disposal?.confirmed || !item.file || item.state === 'disposed') return accept();
  const { asked, confirmed } = item.disposal;
  const people = [asked.by, confirmed.by].map(({ id, name }) => ({ id, name }));
  return accept({ type: 'EvidenceDisposed', data: { evidenceId, sha256: item.file.sha256, freed, people } });
}

export function recordDisposalRefusal(command: CommandOf<'RecordDisposalRefusal'>, incident: Incident): Decision {
  const { evidenceId, problem, remedy } = command;
  const item = incident.evidence.find((one) => one.evidenceId === evidenceId);
  if (!item?.disposal?.confirmed || item.state === 'disposed') return accept();
  return accept({ type: 'EvidenceDisposalRefused', data: { evidenceId, problem, remedy } });
}
