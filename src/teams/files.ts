/** Files that people drop in a conversation, fetched for the vault by the address that their message names. */

import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { FetchedFile } from '../chat/platform.ts';
import type { Graph } from './graph.ts';

export interface Files {
  /** `id` is a sharing token of Graph: https://learn.microsoft.com/en-us/graph/api/shares-get */
  fetch(id: string, signal: AbortSignal): Promise<FetchedFile>;
}

const Item = z.object({
  name: z.string(),
  size: z.number(),
  file: z.object({ mimeType: z.string().nullish() }).nullish(),
});

/** Larger ones are evidence to be taken by hand. */
const MOST_BYTES = 100_000_000;

/** The token by which Graph knows an address of SharePoint or OneDrive. */
export function sharingToken(url: string): string {
  return `u!${Buffer.from(url).toString('base64url')}`;
}

export function createFiles(graph: Graph): Files {
  return {
    fetch: async (id, signal) => {
      const path = `shares/${id}/driveItem`;
      const { name, size, file } = await graph.call({ method: 'GET', path, on: 'shares', reads: Item });
      if (size > MOST_BYTES) throw notFetched(`${name} has ${size} bytes.`);
      const answer = await graph.download(`${path}/content`, signal);
      if (!answer.ok) throw notFetched(`SharePoint did not hand out ${name}: HTTP ${answer.status}.`);
      const body = new Uint8Array(await answer.arrayBuffer());
      return { name, mediaType: file?.mimeType ?? 'application/octet-stream', body };
    },
  };
}

function notFetched(what: string): CordonError {
  return new CordonError('evidence_missing', what, {
    remedy: 'See that the app has Files.Read.All, or add the file to the evidence by hand.',
  });
}
