/** Jira Cloud's issues as developer.atlassian.com/cloud/jira/platform/rest/v3 describes them, with a small workflow. */

import { z } from 'zod';
import { json, refuse, type Served, serve } from '../serve.ts';

const Paragraph = z.strictObject({
  type: z.literal('paragraph'),
  content: z.array(z.strictObject({ type: z.literal('text'), text: z.string().min(1) })).min(1),
});
const Panel = z.strictObject({
  type: z.literal('panel'),
  attrs: z.strictObject({ panelType: z.enum(['info', 'note', 'warning', 'success', 'error']) }),
  content: z.array(Paragraph).min(1),
});
const NewIssue = z.strictObject({
  fields: z.strictObject({
    project: z.strictObject({ key: z.string() }),
    issuetype: z.strictObject({ name: z.string() }),
    summary: z.string().min(1).max(255),
    description: z
      .strictObject({ type: z.literal('doc'), version: z.literal(1), content: z.array(z.union([Paragraph, Panel])) })
      .optional(),
    labels: z.array(z.string().regex(/^\S{1,255}$/)).optional(),
    priority: z.strictObject({ name: z.string() }).optional(),
    duedate: z.iso.date().optional(),
  }),
});
const Rewritten = z.strictObject({
  fields: NewIssue.shape.fields.pick({ summary: true, description: true, duedate: true, priority: true }).partial(),
});
const Search = z.strictObject({ jql: z.string(), maxResults: z.number().max(5000), fields: z.array(z.string()) });
const Move = z.strictObject({ transition: z.strictObject({ id: z.string() }) });

/** A team's workflow: to do → done or won't do, and back. */
const WORKFLOW = [
  { id: '11', name: 'Start again', to: { name: 'To Do', statusCategory: { key: 'new' } } },
  { id: '31', name: 'Finish', to: { name: 'Done', statusCategory: { key: 'done' } } },
  { id: '41', name: 'Decline', to: { name: "Won't Do", statusCategory: { key: 'done' } } },
];

export interface JiraIssue {
  /** Another after a move to another project; under the old one it is still found. */
  key: string;
  readonly formerly?: string;
  readonly fields: {
    summary: string;
    description?: { readonly content: readonly object[] } | undefined;
    readonly labels: readonly string[];
    duedate: string | null;
    priority: { readonly name: string } | null;
    assignee: { readonly accountId: string; readonly displayName: string } | null;
    status: (typeof WORKFLOW)[number]['to'];
  };
}

export async function startJira(email: string, token: string): Promise<Served & { readonly issues: JiraIssue[] }> {
  const issues: JiraIssue[] = [];
  let count = 0;
  const basic = `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}`;
  const find = (key: string): JiraIssue =>
    issues.find((one) => one.key === key || one.formerly === key) ??
    refuse(404, 'Issue does not exist or you do not have permission to see it.');
  const served = await serve((app) => {
    app.addHook('onRequest', async ({ headers }) => {
      if (headers.authorization !== basic) refuse(401, 'Client must be authenticated to access this resource.');
    });
    app.post('/rest/api/3/search/jql', async ({ body }) => {
      const { jql } = json(body, Search);
      const [, project, label] =
        /^project = "(\w+)" AND labels = "([\w-]+)" ORDER BY created ASC$/.exec(jql) ??
        refuse(400, `Error in the JQL Query: ${jql}`);
      return {
        issues: issues.filter(
          ({ key, fields }) => key.startsWith(`${project}-`) && fields.labels.includes(label ?? ''),
        ),
        isLast: true,
      };
    });
    app.post('/rest/api/3/issue', async ({ body }, reply) => {
      const {
        project,
        issuetype: _type,
        labels = [],
        duedate = null,
        priority = null,
        ...words
      } = json(body, NewIssue).fields;
      count += 1;
      const key = `${project.key}-${count}`;
      const status = { name: 'To Do', statusCategory: { key: 'new' } };
      issues.push({ key, fields: { ...words, labels, duedate, priority, assignee: null, status } });
      return reply.status(201).send({ id: String(10_000 + count), key, self: `/rest/api/3/issue/${key}` });
    });
    app.get<{ Params: { key: string } }>('/rest/api/3/issue/:key', async ({ params }) => find(params.key));
    app.put<{ Params: { key: string } }>('/rest/api/3/issue/:key', async ({ params, body }, reply) => {
      Object.assign(find(params.key).fields, json(body, Rewritten).fields);
      return reply.status(204).send();
    });
    app.get<{ Params: { key: string } }>('/rest/api/3/issue/:key/transitions', async ({ params }) => ({
      transitions: WORKFLOW.filter(({ to }) => to.name !== find(params.key).fields.status.name),
    }));
    app.post<{ Params: { key: string } }>('/rest/api/3/issue/:key/transitions', async ({ params, body }, reply) => {
      const { transition } = json(body, Move);
      const chosen =
        WORKFLOW.find(({ id }) => id === transition.id) ?? refuse(400, 'It is not possible to move the issue.');
      find(params.key).fields.status = chosen.to;
      return reply.status(204).send();
    });
  });
  return { ...served, issues };
}
