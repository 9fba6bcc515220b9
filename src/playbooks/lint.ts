/** What the schema cannot say: whether a playbook would work in a real incident, at 03:00, in a chat. */

import { type FileFault, pathText } from '../base/fault.ts';
import { clocks, eachItem, type Known, names, type Report, type Rule, reachability } from './lint-names.ts';
import { type ItemPhase, PLAYBOOK_PHASES, type Playbook } from './playbook.ts';
import type { LoadedPlaybook } from './read.ts';

/** Characters of an item that a checklist shows whole on every platform. */
export const MAX_ITEM_LENGTH = 150;

/** Faults in the order of their lines. Warnings do not keep a playbook out. */
export function lintPlaybook(loaded: LoadedPlaybook, known: Known = {}): readonly FileFault[] {
  const faults: FileFault[] = [];
  const report: Report = (severity, path, what, fix) => {
    faults.push({ severity, file: loaded.file, ...loaded.at(path), path: pathText(path), what, fix });
  };
  const { playbook } = loaded;
  for (const rule of RULES) rule(playbook, known, report);
  return faults.sort((a, b) => a.line - b.line || a.column - b.column);
}

const RULES: readonly Rule[] = [
  phaseOrder,
  commander,
  duplicates,
  items,
  names,
  techniques,
  clocks,
  verification,
  reachability,
  evidenceBeforeContainment,
];

function phaseOrder({ phases }: Playbook, _known: Known, report: Report): void {
  let last = -1;
  const seen = new Set<ItemPhase>();
  for (const [index, { id }] of phases.entries()) {
    const place = PLAYBOOK_PHASES.indexOf(id);
    const path = ['phases', index, 'id'];
    if (seen.has(id)) report('error', path, `${id} appears twice`, 'Put its items into one phase.');
    else if (place < last)
      report('error', path, `${id} comes too late`, `Keep the order: ${PLAYBOOK_PHASES.join(', ')}.`);
    seen.add(id);
    last = Math.max(last, place);
  }
  for (const id of ['detection_analysis', 'containment', 'eradication', 'recovery', 'post_incident'] as const) {
    if (!seen.has(id))
      report('warning', ['phases'], `has no ${id}`, `Add the phase, or its gate has nothing to ask for.`);
  }
}

function commander({ phases }: Playbook, _known: Known, report: Report): void {
  const asks = eachItem(phases).some(
    ({ item }) => item.doneWhen?.fact === 'role-held' && item.doneWhen.role === 'commander',
  );
  if (asks) return;
  const fix = 'Add to detection_analysis an item with doneWhen: {fact: role-held, role: commander}.';
  report('error', ['phases'], 'nobody is asked to take command', fix);
}

function duplicates({ phases }: Playbook, _known: Known, report: Report): void {
  const seen = new Map<string, string>();
  for (const { item, path } of eachItem(phases)) {
    const words = item.text
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
    const before = seen.get(words);
    if (before) report('error', [...path, 'text'], `says the same as ${before}`, 'Keep one, or say what differs.');
    else seen.set(words, pathText(path));
  }
}

function items({ phases }: Playbook, _known: Known, report: Report): void {
  const needs = { action: 'action', evidence: 'evidence', clock: 'regime' } as const;
  for (const { item, path } of eachItem(phases)) {
    const at = [...path, 'text'];
    if (item.text.length > MAX_ITEM_LENGTH) {
      report(
        'error',
        at,
        `is ${item.text.length} characters long`,
        `Keep it within ${MAX_ITEM_LENGTH}; move the rest to why.`,
      );
    }
    if (/[\r\n]/.test(item.text)) report('error', at, 'has more than one line', 'Make it one sentence, or two items.');
    for (const [kind, member] of Object.entries(needs)) {
      if (item.kind === kind && kind !== 'action' && !item[member]) {
        report('error', path, `is of kind ${kind} without ${member}`, `Add ${member}, or make it a check.`);
      }
      if (item.kind !== kind && item[member]) {
        report(
          'error',
          [...path, member],
          `stands in an item of kind ${item.kind}`,
          `Set kind: ${kind}, or remove it.`,
        );
      }
    }
  }
}

/** ATT&CK ids: `T1078`, `T1078.004`. */
function techniques({ attack }: Playbook, _known: Known, report: Report): void {
  for (const [index, id] of attack.entries()) {
    if (/^T\d{4}(\.\d{3})?$/.test(id)) continue;
    report('error', ['attack', index], `"${id}" is not an ATT&CK technique`, 'Write T1078 or T1078.004.');
  }
}

/** "Contained" is a claim until somebody looked: a check must follow the last containment action. */
function verification({ phases }: Playbook, _known: Known, report: Report): void {
  for (const [index, { id, items }] of phases.entries()) {
    if (id !== 'containment') continue;
    const last = items.findLastIndex(({ kind }) => kind === 'action');
    if (last < 0 || items.slice(last + 1).some(({ kind }) => kind === 'check')) continue;
    const fix = 'Add a check behind it: what must be silent, for how long, and where to look.';
    report('error', ['phases', index, 'items', last], 'is the last containment action, and nothing verifies it', fix);
  }
}

function evidenceBeforeContainment({ phases, evidencePlan }: Playbook, _known: Known, report: Report): void {
  const contains = phases.findIndex(
    ({ id, items }) => id === 'containment' && items.some(({ kind }) => kind === 'action'),
  );
  const collects = evidencePlan.length > 0 || eachItem(phases).some(({ item }) => item.kind === 'evidence');
  if (contains < 0 || collects) return;
  report('warning', ['phases', contains], 'contains before any evidence is collected', 'Add an evidencePlan.');
}
