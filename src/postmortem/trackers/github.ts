/** Issues of a GitHub repository. Rejected ones are closed as *not planned*. */

import { z } from 'zod';
import { type FollowUpState, PRIORITIES, type Priority } from '../../incident/postmortem-events.ts';
import { createCaller } from '../calling.ts';
import { type Issue, isSigned, readNews, trackerKind } from '../tracker.ts';

const Settings = z.strictObject({
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/name'),
  token: z.string().min(1),
  webhookSecret: z.string().min(1).optional(),
  labels: z.array(z.string().min(1)).default([]),
  apiUrl: z.url().default('https://api.github.com'),
});

/** https://docs.github.com/en/rest/issues/issues: `state_reason` is `completed`, `not_planned`, `reopened` or null. */
const GitHubIssue = z.object({
  number: z.number().int(),
  html_url: z.string(),
  state: z.enum(['open', 'closed']),
  state_reason: z.string().nullish(),
  title: z.string(),
  body: z.string().nullish(),
  labels: z.array(z.union([z.string(), z.object({ name: z.string().nullish() })])).default([]),
  assignees: z.array(z.object({ login: z.string() })).nullish(),
});
const Event = z.object({ issue: z.object({ number: z.number().int() }) });

/** Issues with this label are ours: the look before a creation goes through them, for the search lags behind. */
const LABEL = 'cordon';
const PAGE = 100;
const MOST_PAGES = 10;

export const github = trackerKind({
  id: 'github',
  docs: 'https://docs.github.com/en/rest/issues/issues',
  settings: Settings,
  secrets: ['token', 'webhookSecret'],
  open: ({ repository, token, webhookSecret, labels, apiUrl }) => {
    const call = createCaller({
      name: `GitHub repository ${repository}`,
      baseUrl: `${apiUrl}/repos/${repository}`,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/vnd.github+json',
        'x-github-api-version': '2022-11-28',
        'user-agent': 'cordon',
      },
    });
    const path = (key: string): string => `/issues/${key.replace(/\D/g, '')}`;
    const load = async (key: string) => GitHubIssue.parse(await call({ method: 'GET', path: path(key) }));
    /** Labels are replaced as a whole: those of its readers are kept. */
    const relabelled = async (key: string, priority: Priority) => [
      ...namesOf(await load(key)).filter((name) => !name.startsWith(PRIORITY)),
      `${PRIORITY}${priority}`,
    ];
    return {
      find: async (marker) => {
        for (let page = 1; page <= MOST_PAGES; page += 1) {
          const query = `labels=${LABEL}&state=all&per_page=${PAGE}&page=${page}`;
          const found = z.array(GitHubIssue).parse(await call({ method: 'GET', path: `/issues?${query}` }));
          const own = found.find(({ body }) => body?.includes(markOf(marker)));
          if (own) return issueOf(own);
          if (found.length < PAGE) return undefined;
        }
        return undefined;
      },
      create: async ({ marker, title, text, kind, priority }) => {
        const body = `${text}\n\n${markOf(marker)}`;
        const made = { title, body, labels: [LABEL, `kind: ${kind}`, `${PRIORITY}${priority}`, ...labels] };
        return issueOf(GitHubIssue.parse(await call({ method: 'POST', path: '/issues', body: made })));
      },
      read: async (key) => issueOf(await load(key)),
      change: async (key, { marker, title, text, priority }) => {
        const words = { ...(title ? { title } : {}), ...(text ? { body: `${text}\n\n${markOf(marker)}` } : {}) };
        const body = { ...words, ...(priority ? { labels: await relabelled(key, priority) } : {}) };
        if (Object.keys(body).length > 0) await call({ method: 'PATCH', path: path(key), body });
      },
      setState: async (key, state) => {
        await call({ method: 'PATCH', path: path(key), body: CHANGES[state] });
      },
      heard: ({ headers, body }) => {
        if (!isSigned(headers['x-hub-signature-256'], body, webhookSecret)) return undefined;
        const number = readNews(body, Event)?.issue.number;
        return number === undefined ? undefined : `#${number}`;
      },
    };
  },
});

const CHANGES: Readonly<Record<FollowUpState, object>> = {
  open: { state: 'open', state_reason: 'reopened' },
  done: { state: 'closed', state_reason: 'completed' },
  rejected: { state: 'closed', state_reason: 'not_planned' },
};

/** A comment of Markdown: in the text, and not shown. */
function markOf(marker: string): string {
  return `<!-- ${marker} -->`;
}

const PRIORITY = 'priority: ';

function namesOf({ labels }: z.infer<typeof GitHubIssue>): readonly string[] {
  return labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? [])));
}

/** GitHub's issues have no day. */
function issueOf(issue: z.infer<typeof GitHubIssue>): Issue {
  const { number, html_url: url, state, state_reason: reason, title, assignees } = issue;
  const closed = reason === 'not_planned' ? 'rejected' : 'done';
  const priority = PRIORITIES.find((one) => namesOf(issue).includes(`${PRIORITY}${one}`));
  const [first] = assignees ?? [];
  return {
    ...{ key: `#${number}`, url, state: state === 'open' ? 'open' : closed },
    says: { title, ...(priority ? { priority } : {}) },
    ...(first ? { assignee: { id: first.login, name: first.login } } : {}),
  };
}
