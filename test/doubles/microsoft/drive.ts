/** Microsoft's sign-in and a drive of Graph v1.0: client credentials, upload by path. */

import { z } from 'zod';
import { refuse, type Served, serve } from '../serve.ts';

const Asked = z.strictObject({
  client_id: z.literal('client-1'),
  client_secret: z.literal('token-1'),
  grant_type: z.literal('client_credentials'),
  scope: z.string().endsWith('/.default'),
});

export async function startMicrosoft(): Promise<
  Served & { readonly files: Map<string, { readonly type: string; readonly body: string }> }
> {
  const files = new Map<string, { type: string; body: string }>();
  const served = await serve((app) => {
    app.post('/tenant-1/oauth2/v2.0/token', async ({ body }) => {
      if (!Asked.safeParse(Object.fromEntries(new URLSearchParams(String(body)))).success)
        refuse(401, 'invalid_client');
      return { token_type: 'Bearer', expires_in: 3599, access_token: 'graph-token' };
    });
    app.put('/v1.0/drives/:drive/*', async ({ params, body, headers }, reply) => {
      if (headers.authorization !== 'Bearer graph-token') refuse(401, 'InvalidAuthenticationToken');
      const path =
        /^root:\/(.+):\/content$/.exec((params as { '*': string })['*'])?.[1] ?? refuse(400, 'invalidRequest');
      const name = decodeURIComponent(path);
      const status = files.has(name) ? 200 : 201;
      files.set(name, { type: String(headers['content-type']), body: String(body) });
      return reply
        .status(status)
        .send({ id: `item-${files.size}`, name, webUrl: `https://example.sharepoint.com/${encodeURI(name)}` });
    });
  });
  return { ...served, files };
}
