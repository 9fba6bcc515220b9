/** Issues of a GitLab project, confidential by default. Rejected ones are closed with a label that says so. */

import { z } from 'zod';
import { type FollowUpState, PRIORITIES } from '../../incident/postmortem-events.ts';
import { createCaller } from '../calling.ts';
import { beginOf, markedPart, withMarkedPart } from '../marked-part.ts';
import { type Issue, isLost, isSecret, type Lost, readNews, trackerKind } from '../tracker.ts';

const Settings = z.strictObject({
  /** Id, or full path: `group/project`. */
  project: z.union([z.number().int(), z.string().min(1)]),
  token: z.string().min(1),
  webhookSecret: z.string().min(1).optional(),
  labels: z.array(z.string().min(1)).default([]),
  confidential: z.boolean().default(true),
  baseUrl: z.url().default('https://gitlab.com'),
});

/** https://docs.gitlab.com/api/issues/ */
const GitLabIssue = z.object({
  iid: z.number().int(),
  web_url: z.string(),
  state: z.enum(['opened', 'closed']),
  labels: z.array(z.string()),
  title: z.string(),
  description: z.string().nullish(),
  due_date: z.string().nullish(),
  /** Its id in another project: what is left here is closed. */
  moved_to_id: z.number().int().nullish(),
  assignees: z.array(z.object({ username: z.string(), name: z.string() })).nullish(),
});
const Event = z.object({ object_kind: z.literal('issue'), object_attributes: z.object({ iid: z.number().int() }) });

const LABEL = 'cordon';
/** GitLab has no reason of closing: the label is it. */
const REJECTED = 'not-planned';

export const gitlab = trackerKind({
  id: 'gitlab',
  docs: 'https://docs.gitlab.com/api/issues/',
  settings: Settings,
  secrets: ['token', 'webhookSecret'],
  open: ({ project, token, webhookSecret, labels, confidential, baseUrl }) => {
    const call = createCaller({
      name: `GitLab project ${project}`,
      baseUrl: `${baseUrl.replace(/\/$/, '')}/api/v4/projects/${encodeURIComponent(String(project))}`,
      headers: { 'private-token': token },
    });
    const path = (key: string): string => `/issues/${key.replace(/\D/g, '')}`;
    return {
      find: async (marker) => {
        const query = new URLSearchParams({ labels: LABEL, search: marker, in: 'description', scope: 'all' });
        const found = z.array(GitLabIssue).parse(await call({ method: 'GET', path: `/issues?${query}` }));
        const own = found.find(
          ({ description, moved_to_id: moved }) => !moved && description?.includes(beginOf(marker)),
        );
        return own && issueOf(own);
      },
      create: async ({ marker, title, text, kind, priority, due }) => {
        const made = {
          title,
          description: markedPart(marker, text),
          labels: [LABEL, `kind::${kind}`, `${PRIORITY}${priority}`, ...labels].join(','),
          confidential,
          ...(due ? { due_date: due } : {}),
        };
        return issueOf(GitLabIssue.parse(await call({ method: 'POST', path: '/issues', body: made })));
      },
      read: async (key) => {
        const found = await call({ method: 'GET', path: path(key), absent: (): Lost => ({ lost: true }) });
        if (isLost(found)) return found;
        const issue = GitLabIssue.parse(found);
        return issue.moved_to_id ? { lost: true, to: 'another project' } : issueOf(issue);
      },
      change: async (key, { marker, title, text, due, priority }) => {
        const now = text ? GitLabIssue.parse(await call({ method: 'GET', path: path(key) })) : undefined;
        const description = now && text && withMarkedPart(now.description ?? '', marker, text);
        const others = PRIORITIES.filter((one) => one !== priority).map((one) => `${PRIORITY}${one}`);
        const body = {
          ...(title ? { title } : {}),
          ...(description ? { description } : {}),
          ...(due ? { due_date: due } : {}),
          ...(priority ? { add_labels: `${PRIORITY}${priority}`, remove_labels: others.join(',') } : {}),
        };
        if (Object.keys(body).length > 0) await call({ method: 'PUT', path: path(key), body });
      },
      setState: async (key, state) => {
        await call({ method: 'PUT', path: path(key), body: CHANGES[state] });
      },
      heard: ({ headers, body }) => {
        if (!isSecret(headers['x-gitlab-token'], webhookSecret)) return undefined;
        const iid = readNews(body, Event)?.object_attributes.iid;
        return iid === undefined ? undefined : `#${iid}`;
      },
    };
  },
});

const CHANGES: Readonly<Record<FollowUpState, object>> = {
  open: { state_event: 'reopen', remove_labels: REJECTED },
  done: { state_event: 'close', remove_labels: REJECTED },
  rejected: { state_event: 'close', add_labels: REJECTED },
};

const PRIORITY = 'priority::';

function issueOf(issue: z.infer<typeof GitLabIssue>): Issue {
  const { iid, web_url: url, state, labels, title, due_date: due, assignees } = issue;
  const closed = labels.includes(REJECTED) ? 'rejected' : 'done';
  const priority = PRIORITIES.find((one) => labels.includes(`${PRIORITY}${one}`));
  const [first] = assignees ?? [];
  return {
    ...{ key: `#${iid}`, url, state: state === 'opened' ? 'open' : closed },
    says: { title, ...(due ? { due } : {}), ...(priority ? { priority } : {}) },
    ...(first ? { assignee: { id: first.username, name: first.name } } : {}),
  };
}
