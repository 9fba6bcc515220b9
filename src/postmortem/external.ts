/**
 * The external version: three sections for readers outside. Compiled sentences are made of dates, durations and counts
 * in fixed wording, so that nothing internal can stand in them; what people wrote instead is withheld where it names
 * anything that the log knows.
 */

import type { Root } from 'mdast';
import { sha256 } from '../base/chain.ts';
import type { IncidentEvent } from '../incident/events.ts';
import { type ActionTale, actionTales, stillHolds } from './action-tale.ts';
import { type Block, type Cites, citing, explain, type Fact, fact, heading, outward, outwardWords } from './facts.ts';
import { markdown } from './formats/markdown.ts';
import { milestonesOf } from './milestones.ts';
import { readPeopleMarkdown } from './people-markdown.ts';
import { endOf } from './spells.ts';
import { readStory, type Story } from './story.ts';
import { count } from './text.ts';
import { textOf } from './text-of.ts';
import { between, duration, instant } from './time.ts';
import { withholdingIn } from './withholding.ts';
import { onDay } from './words.ts';

/** Where people write theirs, in the internal document. */
export const EXTERNAL_ID = 'external-version';

export interface ExternalPart {
  readonly title: string;
  readonly facts: readonly [Fact, ...Fact[]];
}

/** What would be sent, and who said that it may. */
export interface ExternalVersion {
  /** Markdown. */
  readonly text: string;
  /** Of the text as UTF-8: what an approval is bound to. */
  readonly sha256: string;
  /** Who approved exactly this text, last. */
  readonly approved?: { readonly by: string; readonly at: string };
}

/**
 * The version for outside, headed as a draft until somebody approved exactly what it says. Deterministic. Throws
 * `not_found` when no incident is declared in the events.
 */
export function compileExternal(events: readonly IncidentEvent[]): Root {
  const story = readStory(events);
  const [title, ...rest] = bodyOf(story);
  const draft = externalVersion(events).approved ? [] : [explain('Draft: not approved, not for release.')];
  const children: Block[] = [...(title ? [title] : []), ...draft, ...rest];
  const imprint = `as of ${textOf(onDay(story.last.recordedAt))}`;
  return { type: 'root', children, data: { imprint, at: new Date(instant(story.last.recordedAt) ?? 0) } };
}

/** The text to be approved and sent. Throws as `compileExternal` does. */
export function externalVersion(events: readonly IncidentEvent[]): ExternalVersion {
  const story = readStory(events);
  const text = markdown.render({ type: 'root', children: [...bodyOf(story)] });
  const hash = sha256(text);
  const approval = story.of('ExternalApproved').findLast(({ data }) => data.sha256 === hash);
  return { text, sha256: hash, ...(approval ? { approved: { by: approval.by.name, at: approval.occurredAt } } : {}) };
}

function bodyOf(story: Story): readonly Block[] {
  const day = onDay(story.declared.occurredAt);
  const written = story.of('SectionWritten').findLast(({ data }) => data.section === EXTERNAL_ID)?.data.text ?? '';
  return [
    heading(1, `Security incident of ${textOf(day).split(' at ')[0]}`, 'external'),
    ...(written.trim() === '' ? compiled(story) : theirs(written, story)),
  ];
}

/** The compiled sentences, each with the events that prove it: the internal document shows them with their marks. */
export function externalParts(story: Story): readonly ExternalPart[] {
  return [
    { title: 'Summary', facts: summary(story) },
    { title: 'What happened', facts: happened(story) },
    { title: 'What we are doing', facts: doing(story) },
  ];
}

function compiled(story: Story): readonly Block[] {
  return externalParts(story).flatMap(({ title, facts }) => [heading(2, title, idOf(title)), outward(facts)]);
}

/** Their headings stay; all else becomes plain paragraphs: emphasis inside a name must not hide it. */
function theirs(markdown: string, story: Story): readonly Block[] {
  const withhold = withholdingIn(story.events);
  const blocks = readPeopleMarkdown(markdown);
  const opening = blocks[0]?.type === 'heading' ? [] : [heading(2, 'Summary', 'summary')];
  const told = blocks.flatMap((node, index): readonly Block[] => {
    const lines = 'children' in node && (node.type === 'list' || node.type === 'table') ? node.children : [node];
    const words = lines.map((line) => withhold(textOf(line))).filter((line) => line !== '');
    if (node.type === 'heading') return words.map((line) => heading(2, line, `part-${index + 1}`));
    return words.map((line) => outwardWords(line));
  });
  return [...opening, ...told];
}

function idOf(title: string): string {
  return title.toLowerCase().replaceAll(' ', '-');
}

const CONCERNS: Readonly<Record<string, string>> = {
  identity: 'the misuse of an identity',
  vm: 'the misuse of a server',
  data: 'access to stored data',
};

function summary(story: Story): readonly [Fact, ...Fact[]] {
  const { declared } = story;
  const { mode, incidentType } = declared.data;
  const about = Object.hasOwn(CONCERNS, incidentType) ? CONCERNS[incidentType] : undefined;
  const kind = mode === 'drill' ? 'an exercise, not a real incident,' : 'a security incident';
  const words =
    about === undefined
      ? ` we began to respond to ${kind}`.replace(/,$/, '')
      : ` we responded to ${kind} that concerned ${about}`;
  return [fact([declared], 'On ', onDay(declared.occurredAt), `${words}.`), standing(story)];
}

function standing(story: Story): Fact {
  const end = endOf(story);
  if (end !== undefined) return fact([end], 'The response ended on ', onDay(end.occurredAt), '.');
  const reopened = story.of('IncidentReopened').at(-1);
  return fact(reopened === undefined ? [story.declared] : [story.declared, reopened], 'The response goes on.');
}

function happened(story: Story): readonly [Fact, ...Fact[]] {
  const reached = milestonesOf(story);
  const [detected, contained, recovered] = [
    reached.get('detected'),
    reached.get('contained'),
    reached.get('recovered'),
  ];
  const found: Fact =
    detected === undefined
      ? fact([story.declared], 'It was found on ', onDay(story.declared.occurredAt), '.')
      : fact(detected.from, 'It was found on ', onDay(detected.at), '.');
  const ms = detected && contained && between(detected.at, contained.at);
  const held: readonly Fact[] =
    detected && contained && ms !== undefined && ms >= 0
      ? [fact([...detected.from, ...contained.from], `It was contained ${duration(ms)} after it was found.`)]
      : [fact(whole(story), 'It has not been contained as far as is recorded.')];
  const well = recovered ? [fact(recovered.from, 'Normal operation was reached on ', onDay(recovered.at), '.')] : [];
  return [found, ...held, ...well];
}

function doing(story: Story): readonly [Fact, ...Fact[]] {
  const tales = actionTales(story);
  const collected = citing(story.of('EvidenceCollected'));
  const sent = citing(story.of('ClockStopped').filter(({ data }) => data.outcome === 'sent'));
  return [
    measures(tales, story),
    ...(collected ? [fact(collected, `Evidence preserved: ${count(collected.length, 'piece')}.`)] : []),
    ...(sent ? [fact(sent, `Notices that the law or a contract asks for, sent: ${sent.length}.`)] : []),
    ...improvements(story),
  ];
}

function measures(tales: readonly ActionTale[], story: Story): Fact {
  const held = tales.filter((tale) => tale.held !== undefined && tale.plan?.data.plan.effect !== 'read');
  const from = citing(
    held.flatMap(({ held: event, released }) => [event, released].filter((one) => one !== undefined)),
  );
  if (from === undefined) return fact(whole(story), 'No measure has been verified as holding yet.');
  const left = held.filter(stillHolds).length;
  const rest = left === 0 ? 'all of them have been lifted since' : `${left} still in place`;
  return fact(from, `Measures of containment verified as holding: ${held.length}; ${rest}.`);
}

function improvements(story: Story): readonly Fact[] {
  const ends = new Set(['FollowUpDone', 'FollowUpRejected', 'FollowUpReopened']);
  const added = [...story.about('followUp').values()].flatMap((events) => {
    const last = events.findLast(({ type }) => ends.has(type));
    const first = events.find(({ type }) => type === 'FollowUpAdded');
    return first === undefined || last?.type === 'FollowUpRejected' ? [] : [{ first, last }];
  });
  const done = added.filter(({ last }) => last?.type === 'FollowUpDone').length;
  const rejected = story.of('FollowUpRejected');
  const from = citing([...added.flatMap(({ first, last }) => (last ? [first, last] : [first])), ...rejected]);
  if (from === undefined || added.length === 0) return [];
  return [fact(from, `Improvements decided on: ${added.length}, of which ${done} done.`)];
}

/** That something is missing is known from the log as far as it goes. */
function whole({ declared, last }: Story): Cites {
  return [declared, last];
}
