/** Confluence Cloud's pages as developer.atlassian.com/cloud/confluence/rest/v2 describes them; storage must be well-formed. */

import { z } from 'zod';
import { json, refuse, type Served, serve } from '../serve.ts';
import { wellFormed } from './well-formed.ts';

const Body = z.strictObject({ representation: z.literal('storage'), value: z.string() });
const NewPage = z.strictObject({
  spaceId: z.string().regex(/^\d+$/),
  status: z.literal('current'),
  title: z.string().min(1).max(255),
  parentId: z.string().regex(/^\d+$/).optional(),
  body: Body,
});
const Update = z.strictObject({
  id: z.string(),
  status: z.literal('current'),
  title: z.string(),
  spaceId: z.string(),
  body: Body,
  version: z.strictObject({ number: z.number().int(), message: z.string() }),
});
const Property = z.strictObject({ key: z.string(), value: z.unknown() });

export interface Page {
  readonly id: string;
  readonly spaceId: string;
  title: string;
  version: { number: number };
  body: { storage: { value: string } };
  readonly properties: { readonly id: string; readonly key: string; readonly value: unknown }[];
  readonly attachments: Map<string, string>;
}

export interface ConfluenceDouble extends Served {
  readonly pages: Page[];
  /** The next update is refused with this status. */
  failNext(status: number): void;
}

export async function startConfluence(email: string, token: string): Promise<ConfluenceDouble> {
  const pages: Page[] = [];
  let failing = 0;
  const basic = `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
  const find = (id: string): Page => pages.find((one) => one.id === id) ?? refuse(404, 'Not Found');
  const served = await serve((app) => {
    app.addHook('onRequest', async ({ headers }) => {
      if (headers.authorization !== basic) refuse(401, 'Unauthorized');
    });
    app.get('/wiki/api/v2/pages', async ({ query }) => {
      const asked = z
        .strictObject({ 'space-id': z.string(), title: z.string(), 'body-format': z.literal('storage') })
        .parse(query);
      return { results: pages.filter((one) => one.title === asked.title && one.spaceId === asked['space-id']) };
    });
    app.post('/wiki/api/v2/pages', async ({ body }) => {
      const { title, spaceId, body: content } = json(body, NewPage);
      if (pages.some((one) => one.title === title)) refuse(400, 'A page with this title already exists in this space');
      wellFormed(content.value);
      const made: Page = {
        ...{ id: String(1000 + pages.length), spaceId, title, version: { number: 1 } },
        ...{ body: { storage: { value: content.value } }, properties: [], attachments: new Map() },
      };
      pages.push(made);
      return made;
    });
    app.put<{ Params: { id: string } }>('/wiki/api/v2/pages/:id', async ({ params, body }) => {
      const page = find(params.id);
      const update = json(body, Update);
      const status = failing;
      failing = 0;
      if (status) refuse(status, 'Service Unavailable');
      if (update.version.number !== page.version.number + 1) refuse(409, 'Version must be incremented');
      wellFormed(update.body.value);
      return Object.assign(page, {
        title: update.title,
        version: { number: update.version.number },
        body: { storage: { value: update.body.value } },
      });
    });
    app.get<{ Params: { id: string } }>('/wiki/api/v2/pages/:id/properties', async ({ params, query }) => {
      const { key } = z.strictObject({ key: z.string() }).parse(query);
      return { results: find(params.id).properties.filter((one) => one.key === key) };
    });
    app.post<{ Params: { id: string } }>('/wiki/api/v2/pages/:id/properties', async ({ params, body }) => {
      const { key, value } = json(body, Property);
      const { properties } = find(params.id);
      if (properties.some((one) => one.key === key)) refuse(409, 'A property with this key exists');
      properties.push({ id: String(properties.length + 1), key, value });
      return properties.at(-1);
    });
    app.put<{ Params: { id: string } }>(
      '/wiki/rest/api/content/:id/child/attachment',
      async ({ params, body, headers }) => {
        if (headers['x-atlassian-token'] !== 'nocheck') refuse(403, 'XSRF check failed');
        const name = /filename="([^"]+)"/.exec(String(body))?.[1] ?? refuse(400, 'no file');
        find(params.id).attachments.set(name, String(body));
        return { results: [{ id: `att-${name}` }] };
      },
    );
  });
  return {
    ...served,
    pages,
    failNext: (status) => {
      failing = status;
    },
  };
}
