/** What reactions ask of the post-mortem room: compile from the whole log, keep the document. */

import type { EventType } from '../incident/events.ts';
import { writePostmortem } from '../postmortem/document.ts';
import { readChain } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import { savePostmortem } from '../store/postmortems.ts';

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
}

export function createDocuments(store: Store): Documents {
  return {
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
  };
}
