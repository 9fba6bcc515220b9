/** Readies one version of a document for publishers: its tree, and a file in every format there is. */

import { CordonError } from '../base/errors.ts';
import type { IncidentEvent } from '../incident/events.ts';
import { drawTimeline } from './chart.ts';
import { compile } from './compile.ts';
import { svgOf } from './drawing.ts';
import { FORMATS } from './formats/index.ts';
import { renderCopy } from './parts.ts';
import type { PublishedDocument, PublishedFile } from './publisher.ts';
import { TIMELINE_FILE } from './sections/timeline.ts';

/** Throws `not_found` where no incident is declared in the events. */
export async function publishedDocument(
  events: readonly IncidentEvent[],
  { chainHead, baseUrl }: { readonly chainHead: string; readonly baseUrl: string },
): Promise<PublishedDocument> {
  const declared = events.find((event) => event.type === 'IncidentDeclared');
  const last = events.at(-1);
  if (!declared || !last) {
    throw new CordonError('not_found', 'There is nothing to publish.', { remedy: 'Close the incident first.' });
  }
  const { number, codename, mode } = declared.data;
  const files: PublishedFile[] = [
    { name: TIMELINE_FILE, mediaType: 'image/svg+xml', body: svgOf(drawTimeline(events)) },
  ];
  for (const { extension } of FORMATS) {
    const copy = await renderCopy(events, { chainHead }, extension);
    if (copy) files.push({ name: `postmortem.${extension}`, ...copy });
  }
  return {
    incidentId: declared.incidentId,
    number,
    codename,
    title: `${mode === 'drill' ? 'Drill: post-mortem' : 'Post-mortem'} #${number} ${codename}`,
    position: last.seq,
    chainHead,
    tree: compile(events, { chainHead }),
    files,
    link: `${baseUrl}/incidents/${number}/postmortem`,
  };
}
