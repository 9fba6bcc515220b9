/** Which sections a document has, in which order, under which titles and with which questions: its template, or ours. */

import type { Section } from './section.ts';
import { SECTIONS } from './sections/index.ts';
import type { Story } from './story.ts';
import { clean } from './text.ts';

export interface Outlined {
  readonly section: Section;
  readonly title: string;
  /** In place of the section's own. */
  readonly questions?: readonly string[];
}

/** A section that people wrote in is never left out, and the log is always last. */
export function outlineOf(story: Story): readonly Outlined[] {
  const chosen = story.of('TemplateChosen').at(-1);
  if (chosen === undefined) return SECTIONS.map((section) => ({ section, title: section.title }));
  const named = chosen.data.sections.flatMap(({ section: id, title, questions }): readonly Outlined[] => {
    const section = SECTIONS.find((one) => one.id === id);
    if (section === undefined) return [];
    const shown = section.title === '' || title === undefined ? section.title : clean(title);
    return [
      { section, title: shown, ...(questions === undefined ? {} : { questions: questions.map((q) => clean(q)) }) },
    ];
  });
  const kept = SECTIONS.filter(
    ({ id }) => !named.some(({ section }) => section.id === id) && (id === 'full-log' || isWritten(story, id)),
  ).map((section) => ({ section, title: section.title }));
  const appendix = named.findIndex(({ section }) => section.id === 'full-log');
  return appendix === -1 ? [...named, ...kept] : [...named.slice(0, appendix), ...kept, ...named.slice(appendix)];
}

function isWritten(story: Story, id: string): boolean {
  const concerns = ({ data }: { readonly data: { readonly section: string } }) => data.section === id;
  return story.of('SectionWritten').some(concerns) || story.of('EditKept').some(concerns);
}
