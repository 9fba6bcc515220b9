/** What a playbook may say. The same form for those built in and those customers write; read by `read.ts`. */

import { z } from 'zod';

/** In the order of the NIST cycle; a playbook keeps it. */
export const PLAYBOOK_PHASES = [
  'preparation',
  'detection_analysis',
  'containment',
  'eradication',
  'recovery',
  'post_incident',
] as const;

export const ITEM_KINDS = ['check', 'decision', 'action', 'evidence', 'comms', 'clock'] as const;

const text = z.string().trim().min(1);
const slug = z.string().regex(/^[a-z][a-z0-9-]{1,63}$/, 'must be lower-case words joined by hyphens');

/** Conditions a machine can check, each with the members it takes. The shape is the core's `DoneWhen`. */
export const DONE_WHEN = {
  'role-held': z.strictObject({ fact: z.literal('role-held'), role: slug }),
  'severity-confirmed': z.strictObject({ fact: z.literal('severity-confirmed') }),
  'scope-listed': z.strictObject({
    fact: z.literal('scope-listed'),
    kind: z
      .enum([
        ...(['account', 'role', 'user', 'access-key', 'session', 'instance', 'bucket', 'ip', 'domain'] as const),
        ...(['service-account', 'cluster', 'pod', 'repository', 'function', 'other'] as const),
      ])
      .exactOptional(),
  }),
  'evidence-complete': z.strictObject({ fact: z.literal('evidence-complete'), kind: slug }),
  'action-holding': z.strictObject({ fact: z.literal('action-holding'), action: slug }),
  'action-released': z.strictObject({ fact: z.literal('action-released'), action: slug }),
  'update-posted': z.strictObject({ fact: z.literal('update-posted') }),
  'clock-started': z.strictObject({ fact: z.literal('clock-started'), regime: slug }),
  'nothing-contained': z.strictObject({ fact: z.literal('nothing-contained') }),
} as const;

export const FACTS = Object.keys(DONE_WHEN) as readonly (keyof typeof DONE_WHEN)[];

const DoneWhen = z.discriminatedUnion('fact', [
  DONE_WHEN['role-held'],
  DONE_WHEN['severity-confirmed'],
  DONE_WHEN['scope-listed'],
  DONE_WHEN['evidence-complete'],
  DONE_WHEN['action-holding'],
  DONE_WHEN['action-released'],
  DONE_WHEN['update-posted'],
  DONE_WHEN['clock-started'],
  DONE_WHEN['nothing-contained'],
]);

export const Item = z.strictObject({
  /** The instruction, as it stands in the checklist. */
  text,
  kind: z.enum(ITEM_KINDS),
  /** Role whose holder it goes to. */
  role: slug.exactOptional(),
  /** Verb and noun of an action of the catalogue, for `kind: action`; the target's cloud decides which one it is. */
  action: slug.exactOptional(),
  /** Evidence kind, for `kind: evidence`. */
  evidence: slug.exactOptional(),
  /** Regime of the clock, for `kind: clock`. */
  regime: slug.exactOptional(),
  doneWhen: DoneWhen.exactOptional(),
  /** Part of the phase's gate. */
  required: z.boolean().default(false),
  /** Minutes after it joins the checklist. */
  dueMinutes: z
    .int()
    .positive()
    .max(60 * 24 * 365)
    .exactOptional(),
  why: text.exactOptional(),
});

export const PlaybookPhase = z.strictObject({
  id: z.enum(PLAYBOOK_PHASES),
  items: z.array(Item).min(1).max(60),
});

/** A finding whose type matches makes the incident at least this severe. */
export const SeverityRule = z.strictObject({
  when: text,
  severity: z.int().min(1).max(4),
});

export const ClockRule = z.strictObject({
  regime: slug,
  title: text,
  anchor: z.enum(['awareness', 'classification', 'materiality', 'discovery']),
  /** Hours from the anchor; they run over weekends. */
  hours: z.number().positive(),
  note: text.exactOptional(),
});

export const EvidenceStep = z.strictObject({
  kind: slug,
  /** Entity kind of the scope it is collected about. */
  about: slug,
  why: text.exactOptional(),
});

export const Proposal = z.strictObject({
  /** Verb and noun, without the cloud: `isolate-instance`. */
  action: slug,
  /** Entity kind of the scope it is proposed for, one proposal per entity. */
  targetKind: slug,
  /** When it is the right thing, in a sentence people read beside the proposal. */
  when: text.exactOptional(),
});

export const Playbook = z.strictObject({
  id: slug,
  title: text,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be a version such as 1.0.0 (in quotes)'),
  incidentType: slug,
  summary: text.exactOptional(),
  /** ATT&CK technique ids countered. */
  attack: z.array(text).default([]),
  /** Finding types that suggest it; `*` stands for anything. */
  triggers: z.array(text).default([]),
  severityRules: z.array(SeverityRule).default([]),
  /** In the order of what expires first. */
  evidencePlan: z.array(EvidenceStep).default([]),
  proposes: z.array(Proposal).default([]),
  clocks: z.array(ClockRule).default([]),
  phases: z.array(PlaybookPhase).min(1).max(6),
  related: z.array(slug).default([]),
});

export type Playbook = z.infer<typeof Playbook>;
export type PlaybookPhase = z.infer<typeof PlaybookPhase>;
export type Item = z.infer<typeof Item>;
export type ItemPhase = (typeof PLAYBOOK_PHASES)[number];

/** A checklist item as the core takes it, without the id that the core gives. */
export type PlaybookTask = Readonly<Item> & { readonly phase: ItemPhase };

/** The checklist of all phases in order, for `AttachPlaybook`. */
export function tasksOf(playbook: Playbook): readonly PlaybookTask[] {
  return playbook.phases.flatMap(({ id, items }) => items.map((item) => ({ ...item, phase: id })));
}

/** Whether a finding's type suggests the playbook. */
export function isTriggeredBy({ triggers }: Playbook, findingType: string): boolean {
  return triggers.some((trigger) => {
    const pattern = trigger.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${pattern.join('.*')}$`, 'i').test(findingType);
  });
}
