/** A signed request to an address of one's own, by the Standard Webhooks scheme. */

import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { createCaller } from '../calling.ts';
import { type PublishedDocument, publisherKind } from '../publisher.ts';

const Settings = z.strictObject({
  url: z.url(),
  /** `whsec_` and base64, at least 24 bytes. */
  secret: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ followed by at least 24 bytes in base64'),
});

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export const webhook = publisherKind({
  id: 'webhook',
  docs: 'https://www.standardwebhooks.com/',
  settings: Settings,
  secrets: ['secret'],
  open: ({ url, secret }) => {
    const { origin, pathname, search } = new URL(url);
    const call = createCaller({ name: `The webhook at ${origin}`, baseUrl: origin, headers: {} });
    return {
      publish: async (document) => {
        const body = JSON.stringify(messageOf(document));
        const id = `msg_${createHash('sha256').update(`${document.incidentId}.${document.position}`).digest('hex').slice(0, 32)}`;
        const timestamp = String(Math.floor(Date.now() / 1000));
        const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
        const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
        const headers = {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': timestamp,
          'webhook-signature': `v1,${signature}`,
        };
        await call({ method: 'POST', path: `${pathname}${search}`, body, headers, deaf: true });
        return { url };
      },
    };
  },
});

/** The same version has the same `webhook-id`: a receiver knows a repetition. */
function messageOf({
  incidentId,
  number,
  codename,
  title,
  position,
  chainHead,
  files,
  link,
}: PublishedDocument): object {
  const markdown = files.find(({ name }) => name === 'postmortem.md')?.body;
  return {
    type: 'postmortem.published',
    data: { incidentId, number, codename, title, position, chainHead, link, markdown },
  };
}
