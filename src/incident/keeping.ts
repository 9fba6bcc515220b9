/**
 * Keeping evidence: legal hold and longer retention, ordered by people for one piece or for all of them. What is ordered
 * is recorded here; the vault carries it out and says what it promises (`EvidenceLocked`).
 */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, type Refusal, refusal, refuse } from './decision.ts';
import type { EvidenceItem, Incident, Ordered, Word } from './incident.ts';
import { isLead } from './permissions.ts';
import type { Timestamp } from './timestamp.ts';
import { notTime } from './timestamps.ts';

/** One thing that the vault is to promise, and on whose word. */
export interface OpenOrder extends Word {
  readonly keeping: { readonly legalHold: boolean } | { readonly until: Timestamp };
}

/** What was ordered about a locked piece, or about all evidence, that the vault has not said yet that it promises. */
export function openOrders(item: EvidenceItem, { ordered: all }: Incident): readonly OpenOrder[] {
  const { locked, ordered: own, state } = item;
  if (!locked || state === 'disposed') return [];
  const orders: OpenOrder[] = [];
  const hold = own?.hold ?? all?.hold;
  if (hold && !locked.legalHold) orders.push({ ...hold, keeping: { legalHold: true } });
  const lifted = newest(own?.lifted, all?.lifted);
  if (!hold && lifted && locked.legalHold) orders.push({ ...lifted, keeping: { legalHold: false } });
  const longest = [own?.longer, all?.longer]
    .filter((one) => one !== undefined)
    .sort(byEnd)
    .at(-1);
  const { until = '' } = longest ?? {};
  if (longest && until > (locked.until ?? '')) orders.push({ ...longest, keeping: { until } });
  return orders;
}

function newest(one: Word | undefined, other: Word | undefined): Word | undefined {
  return one && other ? (one.at > other.at ? one : other) : (one ?? other);
}

const byEnd = (one: { readonly until: Timestamp }, other: { readonly until: Timestamp }): number =>
  one.until < other.until ? -1 : 1;

export function holdEvidence(command: CommandOf<'HoldEvidence'>, incident: Incident): Decision {
  return ordering(command, incident, 'A legal hold wants a reason: the matter it is for.', ({ ordered }) =>
    ordered?.hold ? accept() : accept({ type: 'EvidenceHeld', data: dataOf(command) }),
  );
}

/** Lifting lets evidence be deleted one day: for Legal, or for those who lead. */
export function liftHold(command: CommandOf<'LiftHold'>, incident: Incident): Decision {
  const { by, evidenceId } = command;
  if (!isLead(incident, by) && incident.roles.legal?.id !== by.id) {
    return refuse(
      'not_legal',
      'A legal hold is lifted by Legal & Compliance, the commander or the deputy.',
      'Ask one of them: roles shows who they are.',
    );
  }
  return ordering(command, incident, 'Lifting a hold wants a reason: who decided it, and on what ground.', (one) => {
    if (one.ordered?.hold) return accept({ type: 'HoldLifted', data: dataOf(command) });
    if (evidenceId === undefined || !incident.ordered?.hold) return accept();
    return refuse(
      'held_with_all',
      `${evidenceId} is held together with all evidence of the incident.`,
      'Lift that hold, and place one on each piece that is to stay held: evidence lift all because …',
    );
  });
}

export function extendRetention(command: CommandOf<'ExtendRetention'>, incident: Incident): Decision {
  const { evidenceId } = command;
  const refused = notTime(command.until);
  if (refused) return { refused };
  const until = new Date(command.until).toISOString();
  return ordering(command, incident, 'Keeping evidence for longer wants a reason.', ({ ordered, locked }) => {
    const before =
      [ordered?.longer?.until, locked?.until]
        .filter((at) => at !== undefined)
        .sort()
        .at(-1) ?? '';
    if (ordered?.longer?.until === until) return accept();
    if (until > before) return accept({ type: 'RetentionExtended', data: { ...dataOf(command), until } });
    return refuse(
      'never_shortened',
      `${evidenceId ?? 'All evidence'} is kept until ${before.slice(0, 10)} already, and a lock is never shortened.`,
      'Name a later day.',
    );
  });
}

type Order = CommandOf<'HoldEvidence' | 'LiftHold' | 'ExtendRetention'>;

/** Finds what is ordered about: one piece, or the incident for all of them. */
function ordering(
  { evidenceId, reason }: Order,
  incident: Incident,
  wanting: string,
  decide: (one: { readonly ordered?: Ordered; readonly locked?: EvidenceItem['locked'] }) => Decision,
): Decision {
  const refused = unreasoned(reason, wanting);
  if (refused) return { refused };
  const one = evidenceId === undefined ? incident : incident.evidence.find((item) => item.evidenceId === evidenceId);
  if (one && 'evidenceId' in one && one.state === 'disposed') {
    return refuse('disposed', `${evidenceId} was disposed of.`, 'What is recorded about it stays: evidence.');
  }
  if (one) return decide(one);
  return refuse('unknown_evidence', `There is no evidence ${evidenceId} in this incident.`, 'List it with: evidence.');
}

function unreasoned(reason: string, wanting: string): Refusal | undefined {
  return reason.trim() ? undefined : refusal('reason_missing', wanting, 'Say: … because …');
}

function dataOf({ evidenceId, reason }: Order): { readonly evidenceId?: string; readonly reason: string } {
  return { ...(evidenceId === undefined ? {} : { evidenceId }), reason };
}
