/** What reactions ask of the post-mortem room: compile from the whole log, keep the document. */

import { GENESIS } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import { writePostmortem } from '../postmortem/document.ts';
import { readChain } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import { savePostmortem } from '../store/postmortems.ts';

export interface Written {
  readonly chainHead: string;
  readonly sha256: string;
}

export interface Documents {
  /** Compiles the post-mortem of the log up to and including event `seq`, and stores it. Same log, same document. */
  write(incidentId: string, seq: number): Promise<Written>;
}

export function createDocuments(store: Store): Documents {
  return {
    write: async (incidentId, seq) => {
      const log = (await readChain(store.db, incidentId)).filter(({ event }) => event.seq <= seq);
      if (log.length === 0) {
        throw new CordonError('not_found', `Incident ${incidentId} has no log.`, {
          remedy: 'Name an incident that exists.',
        });
      }
      const chainHead = log.at(-1)?.hash ?? GENESIS;
      const { markdown, html, svg, sha256 } = writePostmortem(
        log.map(({ event }) => event),
        { chainHead },
      );
      await savePostmortem(store.db, { incidentId, chainHead, sha256, markdown, html, svg });
      return { chainHead, sha256 };
    },
  };
}
