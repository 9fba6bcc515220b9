/** GitHub's issues and pull requests as docs.github.com/en/rest describes them, version 2022-11-28. */

import { z } from 'zod';
import { json, refuse, type Served, serve } from '../serve.ts';

const NewIssue = z.strictObject({
  title: z.string().min(1),
  body: z.string().max(65_536).optional(),
  labels: z.array(z.string().max(50)).optional(),
  assignees: z.array(z.string()).optional(),
});
const Change = z.strictObject({
  title: z.string().min(1).optional(),
  body: z.string().max(65_536).optional(),
  state: z.enum(['open', 'closed']).optional(),
  state_reason: z.enum(['completed', 'not_planned', 'reopened']).nullish(),
  labels: z.array(z.string().max(50)).optional(),
});
const NewPull = z.strictObject({ title: z.string(), head: z.string(), base: z.string(), body: z.string().optional() });

export interface GitHubIssue {
  readonly number: number;
  readonly html_url: string;
  title: string;
  body: string;
  /** What it is answered with once it was transferred (301), or deleted (410; 404 to whoever may not know). */
  gone?: 301 | 404 | 410;
  labels: readonly { readonly name: string }[];
  assignees: { readonly login: string }[];
  state: 'open' | 'closed';
  state_reason: string | null;
}

export interface GitHubDouble extends Served {
  readonly issues: GitHubIssue[];
  readonly pulls: { readonly html_url: string; readonly head: string; readonly base: string }[];
}

export async function startGitHub(token: string): Promise<GitHubDouble> {
  const issues: GitHubIssue[] = [];
  const pulls: { html_url: string; head: string; base: string }[] = [];
  const find = (number: string): GitHubIssue => {
    const issue = issues.find((one) => one.number === Number(number)) ?? refuse(404, 'Not Found');
    return issue.gone ? refuse(issue.gone, 'This issue was deleted or transferred') : issue;
  };
  const served = await serve((app) => {
    app.addHook('onRequest', async ({ headers }) => {
      if (headers.authorization !== `Bearer ${token}`) refuse(401, 'Bad credentials');
      if (!headers['user-agent']) refuse(403, 'Request forbidden by administrative rules.');
      if (headers['x-github-api-version'] !== '2022-11-28') refuse(400, 'Unsupported version');
    });
    app.get('/repos/:owner/:name/issues', async ({ query }) => {
      const {
        labels,
        state,
        per_page: size,
        page,
      } = z
        .strictObject({
          labels: z.string(),
          state: z.enum(['open', 'closed', 'all']),
          per_page: z.coerce.number().max(100),
          page: z.coerce.number().min(1),
        })
        .parse(query);
      const fits = issues.filter(
        (one) =>
          !one.gone && one.labels.some(({ name }) => name === labels) && (state === 'all' || one.state === state),
      );
      return fits.toReversed().slice((page - 1) * size, page * size);
    });
    app.post('/repos/:owner/:name/issues', async ({ body }, reply) => {
      const { title, body: text = '', labels = [] } = json(body, NewIssue);
      const number = issues.length + 1;
      const url = `https://github.com/owner/name/issues/${number}`;
      const made: GitHubIssue = {
        number,
        html_url: url,
        title,
        body: text,
        labels: labels.map((name) => ({ name })),
        assignees: [],
        state: 'open',
        state_reason: null,
      };
      issues.push(made);
      return reply.status(201).send(made);
    });
    app.get<{ Params: { number: string } }>('/repos/:owner/:name/issues/:number', async ({ params }) =>
      find(params.number),
    );
    app.patch<{ Params: { number: string } }>('/repos/:owner/:name/issues/:number', async ({ params, body }) => {
      const { state, state_reason: reason = null, labels, ...words } = json(body, Change);
      const named = labels ? { labels: labels.map((name) => ({ name })) } : {};
      return Object.assign(find(params.number), words, named, state ? { state, state_reason: reason } : {});
    });
    app.get('/repos/:owner/:name/pulls', async ({ query }) => {
      const { head, base } = z
        .strictObject({ head: z.string(), base: z.string(), state: z.literal('open') })
        .parse(query);
      return pulls.filter((one) => head.endsWith(`:${one.head}`) && one.base === base);
    });
    app.post('/repos/:owner/:name/pulls', async ({ body }, reply) => {
      const { head, base } = json(body, NewPull);
      if (pulls.some((one) => one.head === head)) refuse(422, 'A pull request already exists');
      const made = { html_url: `https://github.com/owner/name/pull/${pulls.length + 1}`, head, base };
      pulls.push(made);
      return reply.status(201).send(made);
    });
  });
  return { ...served, issues, pulls };
}
