/** What becomes of a finding: which incident it deserves, on whose roster, opened at once or offered for triage. */

import type { Visibility } from '../incident/events.ts';
import type { Severity } from '../incident/policy.ts';
import { DEFAULT_RULES } from './default-rules.ts';
import type { ReceivedFinding } from './finding.ts';
import { RoutingRule } from './routing-rule.ts';
import type { FindingSeverity } from './source.ts';

export { DEFAULT_RULES, RoutingRule };

export interface Route {
  /** `auto` declares, `triage` shows a card with *Declare*, *Link to…*, *Dismiss*; `ignore` only keeps the finding. */
  readonly open: 'auto' | 'triage' | 'ignore';
  /** Name of the rule that decided. */
  readonly rule: string;
  /** A sentence naming the rule and what it matched. */
  readonly because: string;
  readonly severity: Severity;
  readonly incidentType: string;
  readonly playbook?: string;
  readonly roster: string;
  readonly visibility: Visibility;
}

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const satisfies readonly FindingSeverity[];

/** The first rule that matches decides; without any, the finding is offered for triage: nothing is dropped in silence. */
export function route(finding: ReceivedFinding, rules: readonly RoutingRule[]): Route {
  const opensNothing = standsAside(finding);
  if (opensNothing) return { ...UNROUTED, open: 'ignore', rule: 'built-in', because: opensNothing };
  for (const rule of rules) {
    const grounds = groundsOf(finding, rule);
    if (grounds) return routeBy(rule, grounds);
  }
  return { ...UNROUTED, because: 'No routing rule matches this finding, so a person decides.' };
}

const UNROUTED: Route = {
  open: 'triage',
  rule: 'none',
  because: '',
  severity: 3,
  incidentType: 'generic',
  roster: 'cloud-security',
  visibility: 'restricted',
};

/** Findings that open nothing whatever the rules say. */
function standsAside(finding: ReceivedFinding): string | undefined {
  if (finding.status === 'cleared') return 'The source says that this is over; that opens no incident.';
  if (finding.status === 'suppressed') return 'The finding is archived or suppressed at its source.';
  if (finding.sample && !finding.drill) return 'The source marks this finding as a sample; samples page nobody.';
  return undefined;
}

function routeBy(rule: RoutingRule, grounds: readonly string[]): Route {
  const what = grounds.length > 0 ? `: ${grounds.join(', ')}` : ', which takes every finding';
  return {
    open: rule.open,
    rule: rule.name,
    because: `Rule ${rule.name}${what}.${rule.reason ? ` ${rule.reason}` : ''}`,
    severity: rule.severity,
    incidentType: rule.incidentType,
    ...(rule.playbook ? { playbook: rule.playbook } : {}),
    roster: rule.roster,
    visibility: rule.visibility,
  };
}

/** What the rule matched, one phrase per condition; undefined when one of them does not hold. */
function groundsOf(finding: ReceivedFinding, { match }: RoutingRule): readonly string[] | undefined {
  const accounts = finding.entities.flatMap(({ kind, id, account }) =>
    kind === 'account' ? [id] : account ? [account] : [],
  );
  const kinds = match.entityKind === undefined ? undefined : [match.entityKind].flat();
  const severe = match.severityAtLeast;
  const conditions: readonly (string | boolean | undefined)[] = [
    named('source', match.source, [finding.source]),
    named('type', match.type, [finding.type]),
    severe && isAtLeast(finding.severity, severe) && `severity ${finding.severity} is at least ${severe}`,
    kinds && finding.entities.some(({ kind }) => kinds.includes(kind)) && `it names a ${kinds.join(' or ')}`,
    named('account', match.account, accounts),
    ...Object.entries(match.label ?? {}).map(([label, pattern]) =>
      named(`label ${label}`, pattern, labelOf(finding, label)),
    ),
  ];
  if (conditions.includes(false)) return undefined;
  return conditions.filter((condition) => typeof condition === 'string');
}

function named(what: string, patterns: string | readonly string[] | undefined, values: readonly string[]) {
  if (patterns === undefined) return undefined;
  for (const pattern of [patterns].flat()) {
    const value = values.find((text) => matchesGlob(text, pattern));
    if (value !== undefined) return `${what} ${value} matches ${pattern}`;
  }
  return false;
}

function labelOf(finding: ReceivedFinding, name: string): readonly string[] {
  const labels = finding.labels ?? {};
  const value = Object.hasOwn(labels, name) ? labels[name] : undefined;
  return value === undefined ? [] : [value];
}

function isAtLeast(severity: FindingSeverity, least: FindingSeverity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** Two pointers and one step back: linear in practice for any pattern, where a regular expression may explode. */
export function matchesGlob(text: string, pattern: string): boolean {
  const value = text.toLowerCase();
  const glob = pattern.toLowerCase();
  let v = 0;
  let g = 0;
  let star = -1;
  let resume = 0;
  while (v < value.length) {
    if (glob[g] === '*') {
      star = g++;
      resume = v;
    } else if (g < glob.length && glob[g] === value[v]) {
      v++;
      g++;
    } else if (star >= 0) {
      g = star + 1;
      v = ++resume;
    } else {
      return false;
    }
  }
  while (glob[g] === '*') g++;
  return g === glob.length;
}
