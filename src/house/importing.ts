/** Brings in an incident that was run without Cordon: the whole history at once, or nothing; the same one once. */

import { v5 } from 'uuid';
import { canonicalJson } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import type { Declare } from '../engine/declare.ts';
import type { Engine } from '../engine/handle.ts';
import type { Actor } from '../incident/actor.ts';
import type { Visibility } from '../incident/events.ts';
import type { History } from '../incident/history.ts';
import type { Severity } from '../incident/policy.ts';
import { readCsvHistory } from '../insight/history-csv.ts';
import { readSlackExport } from '../slack/export-file.ts';
import { unzipText } from '../slack/unzip.ts';

/** A file as it was handed in. */
export interface HandedIn {
  /** Path or name. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface Import {
  readonly kind: 'slack' | 'csv';
  readonly files: readonly HandedIn[];
  /** Channel of a Slack export that holds several. */
  readonly channel?: string;
  readonly title: string;
  readonly severity: Severity;
  readonly incidentType: string;
  readonly visibility: Visibility;
  readonly by: Actor;
}

export interface Imported {
  readonly number: number;
  readonly codename: string;
  readonly entries: number;
  /** It had been brought in before; nothing was changed. */
  readonly known: boolean;
}

/** Entries of one incident: what a person can still read through. */
const MOST_ENTRIES = 5000;
const NAMESPACE = '0d0b6a52-3f0f-4a6e-8a8f-1d4c1f0c5e21';

/** Throws `body_invalid` with every fault of the file, and has brought in nothing then. */
export async function importIncident(
  { engine, declare, roster }: { readonly engine: Engine; readonly declare: Declare; readonly roster: string },
  asked: Import,
): Promise<Imported> {
  const history = asked.kind === 'csv' ? csvHistory(asked) : await slackHistory(asked);
  if (history.messages.length > MOST_ENTRIES) {
    throw new CordonError('body_invalid', `The history has ${history.messages.length} entries.`, {
      remedy: `Bring in at most ${MOST_ENTRIES}: leave out days or rows.`,
    });
  }
  // What was said makes the id: the same history is the same incident, whatever file it came in.
  const incidentId = v5(
    canonicalJson(history.messages.map(({ messageId, ...rest }) => ({ messageId, ...rest }))),
    NAMESPACE,
  );
  const before = await engine.load(incidentId);
  if (before.version > 0) {
    return { number: before.number, codename: before.codename, entries: history.messages.length, known: true };
  }
  const { number, codename } = await declare({
    incidentId,
    title: asked.title,
    incidentType: asked.incidentType,
    severity: asked.severity,
    mode: 'retrospective',
    visibility: asked.visibility,
    because: `brought in from ${asked.kind === 'csv' ? 'a CSV file' : 'a Slack export'} by ${asked.by.name}`,
    roster,
    history: withDetection(history),
    by: asked.by,
  });
  return { number, codename, entries: history.messages.length, known: false };
}

/** Without a milestone of its own, a history counts as detected when it begins; a person may set it right. */
function withDetection(history: History): History {
  const [first] = history.messages;
  if (!first || history.milestones.some(({ milestone }) => milestone === 'detected')) return history;
  const detected = { milestone: 'detected', at: first.sentAt, reason: 'the first entry of the history' } as const;
  return { ...history, milestones: [detected, ...history.milestones] };
}

function csvHistory({ files: [file] }: Import): History {
  const { history, faults } = readCsvHistory(textOf(file));
  if (history) return history;
  throw invalid(faults.map(({ line, what, fix }) => `line ${line}: ${what}. ${fix}`));
}

async function slackHistory({ files, channel }: Import): Promise<History> {
  const [first] = files;
  const isZip = files.length === 1 && first !== undefined && first.bytes[0] === 0x50 && first.bytes[1] === 0x4b;
  const texts = isZip
    ? await unzipText(first.bytes, (path) => path.endsWith('.json'))
    : new Map(files.map((file) => [file.name, textOf(file)]));
  const { history, faults } = readSlackExport(texts, channel);
  if (history) return { messages: history.messages, milestones: [] };
  throw invalid(faults.map(({ at, what, fix }) => `${at}: ${what}. ${fix}`));
}

function textOf(file: HandedIn | undefined): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file?.bytes);
  } catch (cause) {
    throw new CordonError('body_invalid', `${file?.name ?? 'The file'} is not UTF-8 text.`, {
      remedy: 'Save it as UTF-8, or give the zip that Slack made.',
      cause,
    });
  }
}

/** Faults told at once; more would not be read. */
const MOST_FAULTS = 50;

function invalid(faults: readonly string[]): CordonError {
  const more = faults.length > MOST_FAULTS ? [`and ${faults.length - MOST_FAULTS} more`] : [];
  return new CordonError('body_invalid', `Nothing was brought in: ${faults.length} fault(s) in the file.`, {
    remedy: 'Mend each of these and bring it in again.',
    details: [...faults.slice(0, MOST_FAULTS), ...more],
  });
}
