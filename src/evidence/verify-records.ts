/** The records of a bundle: three chains, and what they say about each other and about the manifest. */

import { z } from 'zod';
import { GENESIS } from '../base/chain.ts';
import { type BundleManifest, CUSTODY, EVENTS, EVIDENCE } from './bundle-form.ts';
import { isBroken, readChainedLine } from './chained-line.ts';
import { evidencePaths } from './evidence-paths.ts';

interface Fault {
  readonly where: string;
  readonly what: string;
}

type Lines = AsyncIterable<string | { readonly fault: string }>;

/** A piece that is not in the bundle because people let it go after its retention. */
export interface DisposedPiece {
  /** Its key, such as `e1`. */
  readonly key: string;
  readonly name: string;
  readonly sha256: string;
  /** When the vault did, as custody says. */
  readonly at: string;
  /** Names of the two who decided it. */
  readonly people: readonly string[];
}

export interface RecordsVerdict {
  readonly faults: readonly Fault[];
  readonly disposed: readonly DisposedPiece[];
  readonly firstBrokenEvent?: number;
}

/** The members of events that speak for the rest of the bundle; everything else is bound by the chain alone. */
const Envelope = z.object({
  ...{ incidentId: z.string(), seq: z.int(), type: z.string(), data: z.unknown() },
  by: z.object({ name: z.string() }).optional().catch(undefined),
});
const Declared = z.object({ number: z.int(), codename: z.string(), title: z.string(), tlp: z.string() });
const Collected = z.object({ evidenceId: z.string(), sha256: z.string(), bytes: z.int() });
const Confirmed = z.object({ evidenceId: z.string(), requestedBy: z.object({ name: z.string() }) });
const Refused = z.object({ evidenceId: z.string() });
const Move = z.object({ verb: z.literal('disposed'), key: z.string(), sha256: z.string(), at: z.string() });
const Piece = z.object({ key: z.string(), name: z.string(), sha256: z.string(), bytes: z.int() });
type Piece = z.infer<typeof Piece>;

export async function verifyRecords(
  manifest: BundleManifest,
  lines: { readonly events: Lines; readonly evidence: Lines; readonly custody: Lines },
): Promise<RecordsVerdict> {
  const told = newTold();
  const events = await walk(EVENTS, lines.events, (record, line) => readEvent(told, manifest, record, line));
  const pieces: Piece[] = [];
  const evidence = await walk(EVIDENCE, lines.evidence, (record) => {
    const piece = Piece.safeParse(record);
    if (!piece.success) return 'is not a piece of evidence';
    pieces.push(piece.data);
    return undefined;
  });
  const custody = await walk(CUSTODY, lines.custody, (record) => {
    const move = Move.safeParse(record);
    if (move.success) told.gone.set(`${move.data.key} ${move.data.sha256}`, move.data.at);
    return undefined;
  });
  const disposed = pieces.flatMap((piece) => disposedPiece(piece, told) ?? []);
  const faults = [...events.faults, ...evidence.faults, ...custody.faults];
  if (events.faults.length === 0) faults.push(...chainFaults(manifest, events), ...headingFaults(manifest, told));
  if (evidence.faults.length === 0) faults.push(...evidenceFaults(manifest, pieces, told));
  return { faults, disposed, ...(events.brokenAt === undefined ? {} : { firstBrokenEvent: events.brokenAt }) };
}

interface Walked {
  readonly count: number;
  readonly head: string;
  readonly faults: readonly Fault[];
  readonly brokenAt?: number;
}

/** Follows a chain to its first break. */
async function walk(
  file: string,
  lines: Lines,
  visit: (record: unknown, line: number) => string | undefined,
): Promise<Walked> {
  let head = GENESIS;
  let count = 0;
  const broken = (what: string): Walked => ({
    ...{ count, head, brokenAt: count + 1 },
    faults: [{ where: `${file}:${count + 1}`, what }],
  });
  for await (const text of lines) {
    if (typeof text !== 'string') return broken(text.fault);
    const read = readChainedLine(text, head, count + 1);
    if (isBroken(read)) return broken(read.what);
    const fault = visit(read.record, count + 1);
    if (fault) return broken(fault);
    head = read.hash;
    count += 1;
  }
  return { count, head, faults: [] };
}

/** What the events say that can be held against the rest. */
interface Told {
  number?: number;
  codename?: string;
  title?: string;
  tlp?: string;
  readonly collected: Map<string, { evidenceId: string; bytes: number }>;
  /** Who decided together to let a piece go, by its id. */
  readonly decided: Map<string, readonly string[]>;
  /** When custody says that a piece went, by key and hash. */
  readonly gone: Map<string, string>;
}

function newTold(): Told {
  return { collected: new Map(), decided: new Map(), gone: new Map() };
}

function readEvent(told: Told, manifest: BundleManifest, record: unknown, line: number): string | undefined {
  const event = Envelope.safeParse(record);
  if (!event.success) return 'is not an event';
  const { incidentId, seq, type, data, by } = event.data;
  if (incidentId !== manifest.incident.id) return `belongs to incident ${incidentId.slice(0, 64)}`;
  if (seq !== line) return `is numbered ${seq}`;
  if (type === 'IncidentDeclared') Object.assign(told, Declared.safeParse(data).data);
  if (type === 'IncidentRetitled')
    Object.assign(
      told,
      z
        .object({ to: z.string() })
        .transform(({ to }) => ({ title: to }))
        .safeParse(data).data,
    );
  const collected = type === 'EvidenceCollected' ? Collected.safeParse(data) : undefined;
  if (collected?.success) told.collected.set(collected.data.sha256, collected.data);
  readDisposal(told, type, data, by?.name);
  return undefined;
}

/** The events are bound by the head that people were shown: without their word nothing may be missing. */
function readDisposal({ decided }: Told, type: string, data: unknown, by = ''): void {
  const confirmed = type === 'EvidenceDisposalConfirmed' ? Confirmed.safeParse(data) : undefined;
  if (confirmed?.success) decided.set(confirmed.data.evidenceId, [confirmed.data.requestedBy.name, by]);
  const refused = type === 'EvidenceDisposalRefused' ? Refused.safeParse(data) : undefined;
  if (refused?.success) decided.delete(refused.data.evidenceId);
}

/** What custody says went and two people had decided to let go. */
function disposedPiece({ key, name, sha256 }: Piece, { gone, decided }: Told): DisposedPiece | undefined {
  const at = gone.get(`${key} ${sha256}`);
  const people = decided.get(key);
  return at && people ? { key, name, sha256, at, people } : undefined;
}

function chainFaults({ chain }: BundleManifest, { count, head }: Walked): Fault[] {
  if (count !== chain.events) return [{ where: EVENTS, what: `has ${count} events instead of ${chain.events}` }];
  if (head !== chain.head) return [{ where: EVENTS, what: `ends with head ${head} instead of ${chain.head}` }];
  return [];
}

function headingFaults({ incident }: BundleManifest, told: Told): Fault[] {
  const names = ['number', 'codename', 'title', 'tlp'] as const;
  return names.flatMap((name) =>
    told[name] === undefined || told[name] === incident[name]
      ? []
      : [{ where: 'manifest.json', what: `says ${name} "${incident[name]}", the events say "${told[name]}"` }],
  );
}

/** Evidence files, the vault's manifest and the events must name the same bytes. */
function evidenceFaults({ files }: BundleManifest, pieces: readonly Piece[], told: Told): Fault[] {
  const faults: Fault[] = [];
  const listed = new Map(files.filter(({ name }) => name.startsWith('evidence/')).map((file) => [file.name, file]));
  const there = pieces.filter((piece) => !disposedPiece(piece, told));
  for (const { path, piece } of evidencePaths(there)) {
    const file = listed.get(path);
    listed.delete(path);
    if (!file) faults.push({ where: path, what: `is named in ${EVIDENCE} but not in the manifest` });
    else if (file.sha256 !== piece.sha256 || file.bytes !== piece.bytes) {
      faults.push({ where: path, what: `is not what ${EVIDENCE} says was collected` });
    }
  }
  for (const path of listed.keys()) faults.push({ where: path, what: `is not named in ${EVIDENCE}` });
  const held = new Map(pieces.map((piece) => [piece.sha256, piece.bytes]));
  for (const [sha256, { evidenceId, bytes }] of told.collected) {
    if (held.get(sha256) === bytes) continue;
    faults.push({ where: EVIDENCE, what: `lacks ${evidenceId}, which the events say was collected (${sha256})` });
  }
  return faults;
}
