/** Rules about what a playbook names: actions, evidence, roles and clocks that exist, conditions that can come true. */

import { type FileFault, type Path, suggest } from '../base/fault.ts';
import type { Item, Playbook } from './playbook.ts';

/** What this installation knows. A list left out is not checked. */
export interface Known {
  readonly actions?: readonly string[];
  readonly evidenceKinds?: readonly string[];
  readonly roles?: readonly string[];
  readonly playbooks?: readonly string[];
}

export type Report = (severity: FileFault['severity'], path: Path, what: string, fix: string) => void;
export type Rule = (playbook: Playbook, known: Known, report: Report) => void;

export function names(playbook: Playbook, known: Known, report: Report): void {
  for (const { noun, name, path } of namesIn(playbook)) {
    const list = known[noun];
    if (!list || list.includes(name)) continue;
    report('error', path, `names the unknown ${NOUNS[noun]} ${name}`, suggest(name, list));
  }
  for (const [index, slug] of playbook.related.entries()) {
    const path = ['related', index];
    if (slug === playbook.id) report('warning', path, 'names the playbook itself', 'Remove it.');
    else if (known.playbooks && !known.playbooks.includes(slug)) {
      report('warning', path, `names the unknown playbook ${slug}`, suggest(slug, known.playbooks));
    }
  }
}

const NOUNS = { actions: 'action', evidenceKinds: 'evidence kind', roles: 'role' } as const;

interface Name {
  readonly noun: keyof typeof NOUNS;
  readonly name: string;
  readonly path: Path;
}

function namesIn({ phases, evidencePlan, proposes }: Playbook): Name[] {
  return [
    ...eachItem(phases).flatMap(({ item, path }) => [...namesOfItem(item, path), ...namesOfCondition(item, path)]),
    ...evidencePlan.map(({ kind }, index): Name => {
      return { noun: 'evidenceKinds', name: kind, path: ['evidencePlan', index, 'kind'] };
    }),
    ...proposes.map(
      ({ action }, index): Name => ({ noun: 'actions', name: action, path: ['proposes', index, 'action'] }),
    ),
  ];
}

function namesOfItem({ action, evidence, role }: Item, path: Path): Name[] {
  const found: Name[] = [];
  if (action) found.push({ noun: 'actions', name: action, path: [...path, 'action'] });
  if (evidence) found.push({ noun: 'evidenceKinds', name: evidence, path: [...path, 'evidence'] });
  if (role) found.push({ noun: 'roles', name: role, path: [...path, 'role'] });
  return found;
}

function namesOfCondition({ doneWhen: done }: Item, path: Path): Name[] {
  const inside = [...path, 'doneWhen'];
  if (done?.fact === 'role-held') return [{ noun: 'roles', name: done.role, path: [...inside, 'role'] }];
  if (done?.fact === 'evidence-complete') {
    return [{ noun: 'evidenceKinds', name: done.kind, path: [...inside, 'kind'] }];
  }
  if (done && 'action' in done) return [{ noun: 'actions', name: done.action, path: [...inside, 'action'] }];
  return [];
}

export function clocks({ phases, clocks }: Playbook, _known: Known, report: Report): void {
  const regimes = clocks.map(({ regime }) => regime);
  for (const { item, path } of eachItem(phases)) {
    const regime = item.regime ?? (item.doneWhen?.fact === 'clock-started' ? item.doneWhen.regime : undefined);
    if (regime === undefined || regimes.includes(regime)) continue;
    report('error', path, `speaks of the clock ${regime}, which clocks does not list`, suggest(regime, regimes));
  }
  for (const [index, regime] of regimes.entries()) {
    if (regimes.indexOf(regime) !== index) report('error', ['clocks', index], `${regime} appears twice`, 'Keep one.');
    else if (!eachItem(phases).some(({ item }) => item.regime === regime)) {
      report(
        'warning',
        ['clocks', index],
        `no item starts ${regime}`,
        `Add an item of kind clock with regime: ${regime}.`,
      );
    }
  }
}

/** A condition that nothing in the playbook can bring about would keep its item open for ever. */
export function reachability({ phases, evidencePlan, proposes }: Playbook, _known: Known, report: Report): void {
  const all = eachItem(phases);
  const actions = new Set([...proposes.map(({ action }) => action), ...all.flatMap(({ item }) => item.action ?? [])]);
  const kinds = new Set([...evidencePlan.map(({ kind }) => kind), ...all.flatMap(({ item }) => item.evidence ?? [])]);
  for (const { item, path } of all) {
    const done = item.doneWhen;
    const at = [...path, 'doneWhen'];
    if (done && 'action' in done && !actions.has(done.action)) {
      report('error', at, `waits for ${done.action}, which nothing here proposes`, 'Add it to proposes.');
    }
    if (done?.fact === 'evidence-complete' && !kinds.has(done.kind)) {
      report('error', at, `waits for ${done.kind}, which nothing here collects`, 'Add it to evidencePlan.');
    }
    if (done && 'action' in done && item.action && item.action !== done.action) {
      report('warning', at, `waits for another action than its own ${item.action}`, 'Name the same action in both.');
    }
  }
}

/** Every item with its path. */
export function eachItem(phases: Playbook['phases']): { item: Item; path: Path }[] {
  return phases.flatMap(({ items }, phase) =>
    items.map((item, index) => ({ item, path: ['phases', phase, 'items', index] })),
  );
}
