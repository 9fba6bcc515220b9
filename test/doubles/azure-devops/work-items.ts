/** Azure DevOps work items as learn.microsoft.com/rest/api/azure/devops/wit describes them, version 7.1, Agile process. */

import { z } from 'zod';
import { json, refuse, type Served, serve } from '../serve.ts';

const Patch = z.array(
  z.strictObject({
    op: z.literal('add'),
    path: z.string().startsWith('/fields/'),
    value: z.union([z.string(), z.number()]),
  }),
);
const Wiql = z.strictObject({ query: z.string() });
const STATES = ['New', 'Active', 'Closed', 'Removed'];

export interface WorkItem {
  readonly id: number;
  readonly fields: Record<string, string | number | { readonly uniqueName: string; readonly displayName: string }>;
}

export async function startAzureDevops(token: string): Promise<Served & { readonly items: WorkItem[] }> {
  /** A deleted one leaves for the recycle bin; its id is never given again. */
  const items: WorkItem[] = [];
  let made = 0;
  const basic = `Basic ${Buffer.from(`:${token}`).toString('base64')}`;
  const find = (id: string): WorkItem =>
    items.find((one) => one.id === Number(id)) ?? refuse(404, `TF401232: Work item ${id} does not exist`);
  const apply = (item: WorkItem, body: unknown, type: string | undefined): WorkItem => {
    if (type !== 'application/json-patch+json') refuse(415, 'Unsupported Media Type');
    for (const { path, value } of json(body, Patch)) item.fields[path.slice('/fields/'.length)] = value;
    if (!STATES.includes(String(item.fields['System.State'])))
      refuse(
        400,
        `The field 'State' contains the value '${item.fields['System.State']}' that is not in the list of supported values`,
      );
    return item;
  };
  const served = await serve((app) => {
    app.addHook('onRequest', async ({ headers, query }) => {
      if (headers.authorization !== basic) refuse(401, 'Unauthorized');
      z.looseObject({ 'api-version': z.literal('7.1') }).parse(query);
    });
    app.post<{ Params: { project: string } }>('/:organization/:project/_apis/wit/wiql', async ({ params, body }) => {
      const { query } = json(body, Wiql);
      const tag =
        /\[System\.Tags\] CONTAINS '([\w-]+)'$/.exec(query)?.[1] ??
        refuse(400, 'TF51006: The query statement is missing a clause');
      return {
        workItems: items
          .filter(({ fields }) => fields['System.TeamProject'] === params.project)
          .filter(({ fields }) => String(fields['System.Tags']).split('; ').includes(tag))
          .map(({ id }) => ({ id })),
      };
    });
    app.post<{ Params: { project: string; type: string } }>(
      '/:organization/:project/_apis/wit/workitems/:type',
      async ({ params, body, headers }) => {
        if (!params.type.startsWith('$')) refuse(405, 'Method Not Allowed');
        made += 1;
        const fields = { 'System.State': 'New', 'System.TeamProject': params.project };
        const item = apply({ id: 100 + made, fields }, body, headers['content-type']);
        items.push(item);
        return item;
      },
    );
    app.get<{ Params: { id: string } }>('/:organization/:project/_apis/wit/workitems/:id', async ({ params }) =>
      find(params.id),
    );
    app.patch<{ Params: { id: string } }>(
      '/:organization/:project/_apis/wit/workitems/:id',
      async ({ params, body, headers }) => apply(find(params.id), body, headers['content-type']),
    );
  });
  return { ...served, items };
}
