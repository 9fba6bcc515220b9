/** The phases of an incident, their labels in both NIST vocabularies, and the ways between them. */

export const PHASES = [
  'preparation',
  'detection_analysis',
  'containment',
  'eradication',
  'recovery',
  'post_incident',
] as const;

export type Phase = (typeof PHASES)[number];

/** What a phase is called: our title, SP 800-61r2 (2012, §3) and CSF 2.0 as used by SP 800-61r3 (2025). */
export interface PhaseLabel {
  readonly title: string;
  readonly r2: string;
  readonly csf: string;
}

export const PHASE_LABELS: Readonly<Record<Phase, PhaseLabel>> = {
  preparation: { title: 'Preparation', r2: 'Preparation', csf: 'Govern · Identify · Protect' },
  detection_analysis: {
    title: 'Detection & Analysis',
    r2: 'Detection and Analysis',
    csf: 'Detect · Respond (RS.AN)',
  },
  containment: {
    title: 'Containment',
    r2: 'Containment, Eradication, and Recovery',
    csf: 'Respond (RS.MI)',
  },
  eradication: {
    title: 'Eradication',
    r2: 'Containment, Eradication, and Recovery',
    csf: 'Respond (RS.MI)',
  },
  recovery: {
    title: 'Recovery',
    r2: 'Containment, Eradication, and Recovery',
    csf: 'Recover (RC)',
  },
  post_incident: {
    title: 'Post-incident',
    r2: 'Post-Incident Activity',
    csf: 'Improve (ID.IM)',
  },
};

/**
 * Where each phase may go. Back-edges are normal: SP 800-61r2 §3 draws the cycle between analysis and
 * containment, and eradication is iterative. Preparation happens between incidents and is never entered.
 */
export const PHASE_WAYS: Readonly<Record<Phase, readonly Phase[]>> = {
  preparation: ['detection_analysis'],
  detection_analysis: ['containment', 'post_incident'],
  containment: ['eradication', 'detection_analysis'],
  eradication: ['recovery', 'containment', 'detection_analysis'],
  recovery: ['post_incident', 'eradication', 'containment', 'detection_analysis'],
  post_incident: ['recovery', 'eradication', 'containment', 'detection_analysis'],
};

/** The phase that comes next on the straight way, or undefined at the end. */
export function nextPhase(phase: Phase): Phase | undefined {
  return PHASES[PHASES.indexOf(phase) + 1];
}

export function isPhase(text: string): text is Phase {
  return (PHASES as readonly string[]).includes(text);
}
