/** The human part of a section: what people wrote beside the compiled part, shown after it and marked as theirs. */

import type { EventOf } from '../incident/events.ts';
import { type Block, type Fact, fact, heading, inTheirWords, paragraph } from './facts.ts';
import { readPeopleMarkdown } from './people-markdown.ts';
import type { SectionId } from './section-ids.ts';
import type { Story } from './story.ts';
import { onDay, who } from './words.ts';

type Written = EventOf<'SectionWritten'>;

/**
 * The newest words of people in a section, by the section's id, and the edits that wait to be settled. Empty when
 * nobody wrote any, or when they were taken away again.
 */
export function humanPart(story: Story, id: SectionId): readonly Block[] {
  const written = story.of('SectionWritten').findLast(({ data }) => data.section === id);
  const waiting = waitingEdits(story, id);
  if (written === undefined || written.data.text.trim() === '') {
    const [first, ...rest] = waiting;
    return first === undefined ? [] : [title(id), paragraph(first, ...rest)];
  }
  return [
    title(id),
    paragraph(authors(story, written), ...waiting),
    ...inTheirWords(written, readPeopleMarkdown(written.data.text)),
  ];
}

function title(id: SectionId): Block {
  return heading(id === 'header' ? 2 : 3, 'Written by people', `${id}-people`);
}

/** Everybody who wrote a version of what stands, the newest last. */
function authors(story: Story, newest: Written): Fact {
  const versions = story.of('SectionWritten').filter(({ data }) => data.section === newest.data.section);
  const byPerson = new Map(versions.map((event) => [event.by.id, event]));
  const [first, ...rest] = [...byPerson.values()].sort((a, b) => a.seq - b.seq);
  const people = [first ?? newest, ...rest].map((event, index) => [index === 0 ? '' : ', ', who(event.by)]);
  return fact(
    [newest, ...byPerson.values()],
    `Version ${newest.data.version}, last changed on `,
    onDay(newest.occurredAt),
    '; by ',
    people,
    '.',
  );
}

function waitingEdits(story: Story, id: SectionId): readonly Fact[] {
  const settled = new Set([
    ...story.of('EditDropped').map(({ data }) => data.editId),
    ...story.of('SectionWritten').flatMap(({ data }) => data.settles ?? []),
  ]);
  return story
    .of('EditKept')
    .filter(({ data }) => data.section === id && !settled.has(data.editId))
    .map((event) => fact([event], 'An edit by ', who(event.by), ' of the same lines waits to be settled.'));
}
