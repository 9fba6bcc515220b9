/** GitLab's issues as docs.gitlab.com/api/issues describes them. */

import { z } from 'zod';
import { json, refuse, type Served, serve } from '../serve.ts';

const Labels = z.string().regex(/^[^,]+(,[^,]+)*$/);
const NewIssue = z.strictObject({
  title: z.string().min(1).max(255),
  description: z.string().max(1_048_576).optional(),
  labels: Labels.optional(),
  confidential: z.boolean().optional(),
  due_date: z.iso.date().optional(),
});
const Change = z.strictObject({
  title: z.string().min(1).max(255).optional(),
  description: z.string().max(1_048_576).optional(),
  due_date: z.iso.date().optional(),
  state_event: z.enum(['close', 'reopen']).optional(),
  add_labels: Labels.optional(),
  remove_labels: Labels.optional(),
});
const Query = z.strictObject({
  labels: Labels.optional(),
  search: z.string().optional(),
  in: z.enum(['title', 'description', 'title,description']).optional(),
  scope: z.enum(['all', 'created_by_me', 'assigned_to_me']).optional(),
});

export interface GitLabIssue {
  readonly iid: number;
  readonly web_url: string;
  title: string;
  description: string;
  moved_to_id: number | null;
  readonly confidential: boolean;
  labels: string[];
  due_date: string | null;
  assignees: { readonly username: string; readonly name: string }[];
  state: 'opened' | 'closed';
}

export async function startGitLab(token: string): Promise<Served & { readonly issues: GitLabIssue[] }> {
  const issues: GitLabIssue[] = [];
  let count = 0;
  const find = (iid: string): GitLabIssue =>
    issues.find((one) => one.iid === Number(iid)) ?? refuse(404, '404 Not found');
  const served = await serve((app) => {
    app.addHook('onRequest', async ({ headers }) => {
      if (headers['private-token'] !== token) refuse(401, '401 Unauthorized');
    });
    app.get('/api/v4/projects/:project/issues', async ({ query }) => {
      const { labels = '', search = '' } = Query.parse(query);
      return issues.filter(
        (one) => labels.split(',').every((label) => one.labels.includes(label)) && one.description.includes(search),
      );
    });
    app.post('/api/v4/projects/:project/issues', async ({ body }, reply) => {
      const { title, description = '', labels = '', confidential = false, due_date = null } = json(body, NewIssue);
      count += 1;
      const iid = count;
      const url = `https://gitlab.com/group/project/-/issues/${iid}`;
      const made: GitLabIssue = {
        iid,
        web_url: url,
        title,
        description,
        confidential,
        labels: labels.split(','),
        due_date,
        moved_to_id: null,
        assignees: [],
        state: 'opened',
      };
      issues.push(made);
      return reply.status(201).send(made);
    });
    app.get<{ Params: { iid: string } }>('/api/v4/projects/:project/issues/:iid', async ({ params }) =>
      find(params.iid),
    );
    app.put<{ Params: { iid: string } }>('/api/v4/projects/:project/issues/:iid', async ({ params, body }) => {
      const issue = find(params.iid);
      const { state_event: event, add_labels: added, remove_labels: removed, ...words } = json(body, Change);
      Object.assign(issue, words);
      if (event) issue.state = event === 'close' ? 'closed' : 'opened';
      issue.labels = [
        ...issue.labels.filter((label) => !removed?.split(',').includes(label) && label !== added),
        ...(added ? [added] : []),
      ];
      return issue;
    });
  });
  return { ...served, issues };
}
