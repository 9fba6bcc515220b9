/** Copies of the newest written post-mortem: the Markdown that was hashed as it stands, the rest rendered from its log. */

import type { Incident } from '../incident/incident.ts';
import { drawTimeline } from '../postmortem/chart.ts';
import { svgOf } from '../postmortem/drawing.ts';
import { FORMATS } from '../postmortem/formats/index.ts';
import { type ExternalCopy, renderCopy, renderExternal } from '../postmortem/parts.ts';
import { readChain } from '../store/log.ts';
import type { Statements } from '../store/open.ts';
import { latestPostmortem } from '../store/postmortems.ts';

/** What a copy can be asked for as. `svg` is the drawing that the Markdown refers to. */
export const COPIES: readonly string[] = [...FORMATS.map(({ extension }) => extension), 'svg'];

export interface Copy {
  readonly mediaType: string;
  readonly body: string | Uint8Array;
}

/** The version for readers outside, of the log as it is now: people may still write in it. */
export async function externalOf(
  db: Statements,
  incident: Incident,
  extension: string,
): Promise<ExternalCopy | undefined> {
  if (!incident.postmortem) return undefined;
  const log = await readChain(db, incident.id);
  return renderExternal(
    log.map(({ event }) => event),
    extension,
  );
}

/** Undefined without a post-mortem, or for an unknown format. */
export async function copyOf(db: Statements, incident: Incident, extension: string): Promise<Copy | undefined> {
  const written = await latestPostmortem(db, incident.id);
  if (!written) return undefined;
  if (extension === 'md') return { mediaType: 'text/markdown; charset=utf-8', body: written.markdown };
  const log = await readChain(db, incident.id);
  const end = log.findIndex(({ hash }) => hash === written.chainHead);
  const events = log.slice(0, end + 1).map(({ event }) => event);
  if (extension === 'svg') return { mediaType: 'image/svg+xml', body: svgOf(drawTimeline(events)) };
  return renderCopy(events, { chainHead: written.chainHead }, extension);
}

/** Name of a copy in a folder of its own; the Markdown refers to the drawing by it. */
export function fileNameOf(extension: string): string {
  return extension === 'svg' ? 'timeline.svg' : `postmortem.${extension}`;
}
