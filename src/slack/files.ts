/** Files: the post-mortem shared with a channel, and what people drop there, fetched for the vault. Never made public. */

import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { FetchedFile, SharedFile } from '../chat/platform.ts';
import type { Calls } from './calls.ts';

export interface Files {
  /** Shares once: an earlier attempt's file of the same name, shared since `begunAt`, counts. */
  share(channel: string, file: SharedFile, begunAt: Date | undefined): Promise<void>;
  fetch(id: string, signal: AbortSignal): Promise<FetchedFile>;
}

const UploadUrl = z.object({ upload_url: z.url(), file_id: z.string() });
const History = z.object({
  messages: z.array(z.object({ ts: z.string(), files: z.array(z.object({ name: z.string() })).optional() })),
});
const Info = z.object({
  file: z.object({
    name: z.string(),
    mimetype: z.string().default('application/octet-stream'),
    size: z.number(),
    url_private_download: z.url(),
  }),
});

/** Larger ones are evidence to be taken by hand. */
const MOST_BYTES = 100_000_000;

export function createFiles(calls: Calls, botToken: string): Files {
  async function isShared(channel: string, name: string, begunAt: Date): Promise<boolean> {
    const args = { channel, limit: 200, oldest: String(begunAt.getTime() / 1000 - 300) };
    const { messages } = await calls.call('conversations.history', args, { reads: History });
    return messages.some(({ files }) => files?.some((one) => one.name === name));
  }

  return {
    share: async (channel, { name, title, text, mediaType }, begunAt) => {
      if (begunAt && (await isShared(channel, name, begunAt))) return;
      const body = new TextEncoder().encode(text);
      const asked = { filename: name, length: body.byteLength };
      const { upload_url, file_id } = await calls.call('files.getUploadURLExternal', asked, { reads: UploadUrl });
      const sent = await fetch(upload_url, { method: 'POST', body, headers: { 'content-type': mediaType } }).catch(
        noAnswer,
      );
      if (!sent.ok) throw unanswered(`HTTP ${sent.status}`);
      await calls.call('files.completeUploadExternal', { files: [{ id: file_id, title }], channel_id: channel });
    },
    fetch: async (id, signal) => {
      const { file } = await calls.call('files.info', { file: id }, { reads: Info });
      if (file.size > MOST_BYTES) throw notFetched(`${file.name} has ${file.size} bytes.`);
      const headers = { authorization: `Bearer ${botToken}` };
      const answer = await fetch(file.url_private_download, { headers, signal }).catch(noAnswer);
      if (!answer.ok) throw unanswered(`HTTP ${answer.status}`);
      const body = new Uint8Array(await answer.arrayBuffer());
      // Without the right to read it, Slack answers with its page to sign in, and status 200.
      if (body.byteLength !== file.size) throw notFetched(`Slack did not hand out ${file.name}.`);
      return { name: file.name, mediaType: file.mimetype, body };
    },
  };
}

function noAnswer(cause: unknown): never {
  throw unanswered('no answer', cause);
}

function unanswered(how: string, cause?: unknown): CordonError {
  return new CordonError('vendor_failed', `Slack's files did not answer: ${how}.`, {
    remedy: 'It is tried again by itself.',
    retryable: true,
    cause,
  });
}

function notFetched(what: string): CordonError {
  return new CordonError('evidence_missing', what, {
    remedy: 'See that the app has files:read, or add the file to the evidence by hand.',
  });
}
