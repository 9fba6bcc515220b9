/** Files in a SharePoint document library or a OneDrive, by path: what is there under that path is replaced. */

import { z } from 'zod';
import { createCaller } from '../calling.ts';
import { bytesOf, publisherKind } from '../publisher.ts';

const Settings = z.strictObject({
  tenantId: z.string().min(1),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
  driveId: z.string().min(1),
  folder: z
    .string()
    .regex(/^[^/\\:*?"<>|][^\\:*?"<>|]*$/, 'must be a path of the library')
    .default('Post-mortems'),
  /** What is uploaded: names of the document's files. */
  files: z
    .array(z.string().regex(/^[\w.-]+$/))
    .min(1)
    .default(['postmortem.html', 'postmortem.md']),
  loginUrl: z.url().default('https://login.microsoftonline.com'),
  graphUrl: z.url().default('https://graph.microsoft.com/v1.0'),
});

const Token = z.object({ access_token: z.string() });
/** https://learn.microsoft.com/graph/api/driveitem-put-content: up to 250 MB, creates or replaces. */
const Item = z.object({ id: z.string(), webUrl: z.string() });

export const sharepoint = publisherKind({
  id: 'sharepoint',
  docs: 'https://learn.microsoft.com/graph/api/driveitem-put-content',
  settings: Settings,
  secrets: ['clientSecret'],
  open: ({ tenantId, clientId, clientSecret, driveId, folder, files, loginUrl, graphUrl }) => ({
    publish: async (document) => {
      const login = createCaller({ name: 'Microsoft sign-in', baseUrl: loginUrl, headers: {} });
      const asked = new URLSearchParams({
        ...{ client_id: clientId, client_secret: clientSecret, grant_type: 'client_credentials' },
        scope: `${new URL(graphUrl).origin}/.default`,
      });
      const path = `/${encodeURIComponent(tenantId)}/oauth2/v2.0/token`;
      const { access_token: token } = Token.parse(await login({ method: 'POST', path, body: asked }));
      const graph = createCaller({
        name: `SharePoint drive ${driveId}`,
        baseUrl: graphUrl,
        headers: { authorization: `Bearer ${token}` },
      });
      const urls: string[] = [];
      for (const name of files) {
        const file = document.files.find((one) => one.name === name);
        if (!file) continue;
        const place = [...folder.split('/'), `${document.codename}-${name}`].map(encodeURIComponent).join('/');
        const item = await graph({
          method: 'PUT',
          path: `/drives/${encodeURIComponent(driveId)}/root:/${place}:/content`,
          body: bytesOf(document, name),
          headers: { 'content-type': file.mediaType },
        });
        urls.push(Item.parse(item).webUrl);
      }
      return { url: urls[0] ?? '' };
    },
  }),
});
