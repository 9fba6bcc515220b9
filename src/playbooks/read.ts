/** YAML text → playbook, or every fault of it with line and column. Never throws for what the text says. */

import type { Document } from 'yaml';
import { sha256 } from '../base/chain.ts';
import type { FileFault, Path } from '../base/fault.ts';
import { type Position, readYaml, type Shape } from '../base/yaml-file.ts';
import {
  ClockRule,
  DONE_WHEN,
  EvidenceStep,
  FACTS,
  Item,
  Playbook,
  PlaybookPhase,
  Proposal,
  SeverityRule,
} from './playbook.ts';

/** A playbook that satisfies its schema, with the way back to its text. */
export interface LoadedPlaybook {
  readonly playbook: Playbook;
  readonly file: string;
  /** Of the text as it was read: recorded when it is attached to an incident. */
  readonly sha256: string;
  /** Where a member stands; the nearest one above it when it is not written. */
  at(path: Path): Position;
}

export type Reading =
  | { readonly ok: true; readonly loaded: LoadedPlaybook; readonly warnings: readonly FileFault[] }
  | { readonly ok: false; readonly faults: readonly FileFault[] };

export function readPlaybook(text: string, file: string): Reading {
  const reading = readYaml(text, file, SHAPE);
  if (!reading.ok) return reading;
  const { value: playbook, at, warnings } = reading;
  return { ok: true, loaded: { playbook, file, sha256: sha256(text), at }, warnings };
}

const SHAPE: Shape<Playbook> = { noun: 'playbook', schema: Playbook, keysAt, choices: FACTS };

function keysAt(path: Path, document: Document): readonly string[] {
  const places: Record<string, { shape: object }> = {
    '': Playbook,
    phases: PlaybookPhase,
    'phases.items': Item,
    severityRules: SeverityRule,
    clocks: ClockRule,
    evidencePlan: EvidenceStep,
    proposes: Proposal,
  };
  if (path.at(-1) === 'doneWhen') {
    const fact = String(document.getIn([...path, 'fact']));
    const shape = FACTS.includes(fact as keyof typeof DONE_WHEN) ? DONE_WHEN[fact as keyof typeof DONE_WHEN].shape : {};
    return Object.keys(shape);
  }
  return Object.keys(places[path.filter((part) => typeof part === 'string').join('.')]?.shape ?? {});
}
