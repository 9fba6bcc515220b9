/** What reactions ask of the post-mortem room: compile from the whole log, keep the document, publish it, track what follows. */

import { sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import type { CommandData } from '../incident/commands.ts';
import type { EventType } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import type { ConfiguredPublisher, ConfiguredTracker } from '../postmortem/destinations.ts';
import { writePostmortem } from '../postmortem/document.ts';
import { publishedDocument } from '../postmortem/published.ts';
import type { Templates } from '../postmortem/template.ts';
import { readChain } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import { latestPostmortem, savePostmortem } from '../store/postmortems.ts';

export interface Written {
  readonly chainHead: string;
  readonly sha256: string;
}

export interface Documents {
  /**
   * Compiles the post-mortem of the log up to the last event of one of `types`, and stores it. The same log gives the
   * same document. Undefined when `seq` is not that last one: the delivery of the later event will write it.
   */
  write(incidentId: string, seq: number, types: readonly EventType[]): Promise<Written | undefined>;
  /** Puts the version of now in a place, by the name that the configuration gives it. */
  publish(incident: Incident, target: string): Promise<PublishedAs>;
  /** What to record for an incident of a type, where there is a template for it. */
  templateFor(incidentType: string): CommandData['ChooseTemplate'] | undefined;
  readonly trackers: readonly ConfiguredTracker[];
  /** The newest one as Markdown. */
  markdown(incidentId: string): Promise<string | undefined>;
}

export interface PublishedAs {
  readonly url: string;
  /** Position in the log of the version that was published. */
  readonly position: number;
  readonly sha256: string;
}

export interface DocumentsOptions {
  readonly store: Store;
  readonly publishers: readonly ConfiguredPublisher[];
  readonly trackers: readonly ConfiguredTracker[];
  readonly templates: Templates;
  readonly baseUrl: () => string;
}

export function createDocuments({ store, publishers, trackers, templates, baseUrl }: DocumentsOptions): Documents {
  return {
    trackers,
    templateFor: (type) => templates.chosenFor(type),
    publish: async (incident, target) => {
      const place = allowed(publishers, target, incident);
      const chain = await readChain(store.db, incident.id);
      const log = chain.map(({ event }) => event);
      const chainHead = chain.at(-1)?.hash ?? '';
      const document = await publishedDocument(log, { chainHead, baseUrl: baseUrl() });
      const { url } = await place.publish(document);
      const text = document.files.find(({ name }) => name === 'postmortem.md')?.body ?? '';
      return { url, position: document.position, sha256: sha256(text) };
    },
    write: async (incidentId, seq, types) => {
      const chain = await readChain(store.db, incidentId);
      const last = chain.findLast(({ event }) => types.includes(event.type));
      if (!last || last.event.seq !== seq) return undefined;
      const log = chain.slice(0, seq);
      const chainHead = last.hash;
      const { markdown, html, svg, sha256 } = writePostmortem(
        log.map(({ event }) => event),
        { chainHead },
      );
      await savePostmortem(store.db, { incidentId, chainHead, sha256, markdown, html, svg });
      return { chainHead, sha256 };
    },
    markdown: async (incidentId) => (await latestPostmortem(store.db, incidentId))?.markdown,
  };
}

/** Looked at again when it goes out: the incident may have become restricted since, and the configuration another. */
function allowed(publishers: readonly ConfiguredPublisher[], target: string, { visibility }: Incident) {
  const place = publishers.find((one) => one.target === target);
  if (place && (place.restricted || visibility === 'open')) return place;
  throw new CordonError(
    'not_allowed',
    place ? `${target} is not for restricted incidents.` : `There is no place ${target}.`,
    {
      remedy: place
        ? 'Mark it in the configuration: restricted: true, when only members can read there.'
        : 'Name it in the configuration under publishers.',
    },
  );
}
