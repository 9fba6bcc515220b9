/** Appendix: every rule that was set aside, by whom and why, in one place for the auditor. */

import type { IncidentEvent } from '../../incident/events.ts';
import { PHASE_LABELS } from '../../incident/phases.ts';
import { proposalFor, proposalsOf } from '../action-tale.ts';
import { absent, type Block, citing, type Row, table } from '../facts.ts';
import type { Section } from '../section.ts';
import type { Story } from '../story.ts';
import { at, said, type Words, who } from '../words.ts';

export const exceptions: Section = { id: 'exceptions', title: 'Appendix: waivers and overrides', write };

type Exception = readonly [rule: string, event: IncidentEvent, what: Words, why: Words];

function write(story: Story): readonly Block[] {
  const proposals = proposalsOf(story);
  const rows = exceptionsOf(story)
    .sort(([, a], [, b]) => a.seq - b.seq)
    .map(
      ([rule, event, what, why]): Row => ({
        cells: [at(event.occurredAt), rule, what, who(event.by), why],
        from: citing([proposalFor(event, proposals), event].filter((one) => one !== undefined)) ?? [event],
      }),
    );
  return rows.length === 0
    ? [absent('No gate was overridden, no evidence waived, no approval bypassed and no control left behind.')]
    : [table('Waivers and overrides', ['Time (UTC)', 'Rule set aside', 'What', 'By', 'Reason given'], rows)];
}

function exceptionsOf(story: Story): Exception[] {
  const proposals = proposalsOf(story);
  const named = (actionId: string) => said(proposals.get(actionId)?.data.title ?? actionId);
  return [
    ...story
      .of('PhaseEntered')
      .filter(({ data }) => data.overridden.length > 0)
      .map((event): Exception => {
        const what: Words = [
          `Leaving ${PHASE_LABELS[event.data.from].title}: `,
          said(event.data.overridden.join('; ')),
        ];
        return ['Phase gate', event, what, said(event.data.reason ?? '')];
      }),
    ...story.of('EvidenceWaived').map((event): Exception => {
      const what: Words = [said(event.data.kinds.join(', ')), ' before ', named(event.data.actionId)];
      return ['Evidence first', event, what, said(event.data.reason)];
    }),
    ...story
      .of('ActionAuthorized')
      .filter(({ data }) => data.how === 'break_glass' || data.how === 'standing_authority')
      .map((event): Exception => {
        const rule = event.data.how === 'break_glass' ? 'Approval: break-glass' : 'Approval: standing authority';
        return [rule, event, named(event.data.actionId), said(event.data.reason ?? '')];
      }),
    ...story
      .of('PlatformCutOff')
      .filter(({ data }) => data.how === 'break_glass')
      .map(
        (event): Exception => [
          'Second person',
          event,
          ['Cutting off ', said(event.data.platform)],
          said(event.data.reason),
        ],
      ),
    ...story
      .of('TaskSkipped')
      .map((event): Exception => ['Checklist', event, said(event.data.text), said(event.data.reason)]),
    ...story
      .of('ResidualAccepted')
      .map((event): Exception => ['Empty ledger', event, said(event.data.title), said(event.data.reason)]),
  ];
}
