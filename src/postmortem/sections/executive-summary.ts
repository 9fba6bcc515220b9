/** Two or three sentences for somebody who reads nothing else, and the summary people wrote. */

import { PHASE_LABELS } from '../../incident/phases.ts';
import { type ActionTale, actionTales, stillHolds } from '../action-tale.ts';
import { type Block, type Cites, citing, type Fact, fact, paragraph } from '../facts.ts';
import { milestonesOf } from '../milestones.ts';
import type { Section } from '../section.ts';
import { endOf, phaseSpells } from '../spells.ts';
import type { Story } from '../story.ts';
import { count, paragraphsOf } from '../text.ts';
import { between, duration } from '../time.ts';
import { onDay, quoted, said, who } from '../words.ts';

export const executiveSummary: Section = { id: 'executive-summary', title: 'Executive summary', write };

function write(story: Story): readonly Block[] {
  return [paragraph(what(story), ...contained(story), ending(story)), ...inTheirWords(story)];
}

function what(story: Story): Fact {
  const { declared } = story;
  const renamed = story.of('IncidentRetitled').at(-1);
  const kind = declared.data.mode === 'drill' ? 'drill' : 'incident';
  return fact(
    renamed === undefined ? [declared] : [declared, renamed],
    'On ',
    onDay(declared.occurredAt),
    `, ${kind} ${declared.data.number} was declared at SEV-${declared.data.severity}: `,
    quoted(renamed?.data.to ?? declared.data.title),
    '.',
  );
}

function contained(story: Story): readonly Fact[] {
  const reached = milestonesOf(story);
  const [detected, done] = [reached.get('detected'), reached.get('contained')];
  const acted = actionTales(story).filter(
    (tale) => tale.started !== undefined && tale.plan?.data.plan.effect !== 'read',
  );
  const held = acted.map(({ held }) => held).filter((event) => event !== undefined);
  const ms = detected && done ? between(detected.at, done.at) : undefined;
  if (detected === undefined || done === undefined || ms === undefined) return begun(acted);
  return [
    fact(
      [...detected.from, ...done.from, ...held],
      `It was contained ${duration(ms)} after it was detected`,
      held.length === 0 ? '' : `, with ${count(held.length, 'action')} verified as holding`,
      '.',
    ),
  ];
}

function begun(acted: readonly ActionTale[]): readonly Fact[] {
  const from = citing(acted.map(({ started, proposed }) => started ?? proposed));
  return from === undefined
    ? []
    : [fact(from, `${count(acted.length, 'action')} had begun; containment was not reached.`)];
}

function ending(story: Story): Fact {
  const end = endOf(story);
  if (end?.type === 'IncidentMerged') {
    return fact([end], `It was merged into incident ${end.data.number}, `, said(end.data.codename), '.');
  }
  if (end === undefined) {
    const phase = phaseSpells(story).at(-1);
    const reopened = story.of('IncidentReopened').at(-1);
    const since = phase?.since ?? story.declared;
    const words = reopened === undefined ? 'It is open, in ' : 'It is open again, in ';
    const from: Cites = reopened === undefined ? [since] : [since, reopened];
    return fact(from, words, phase ? PHASE_LABELS[phase.value].title : '', '.');
  }
  const tales = actionTales(story);
  const left = tales.filter(stillHolds);
  const released = tales.map((tale) => tale.released).filter((event) => event !== undefined);
  return fact(
    [end, ...left.map((tale) => tale.accepted ?? tale.held ?? tale.proposed), ...released],
    'It was closed on ',
    onDay(end.occurredAt),
    left.length === 0 ? '' : ` with ${count(left.length, 'control')} still in place`,
    ': ',
    said(end.data.resolution),
  );
}

function inTheirWords(story: Story): readonly Block[] {
  const written = story.of('SummaryWritten').at(-1);
  if (written === undefined) return [];
  return [
    paragraph(fact([written], 'In the words of ', who(written.by), ':')),
    ...paragraphsOf(written.data.text).map((text) => paragraph(fact([written], said(text)))),
  ];
}
