/** Issues of a GitHub repository. Rejected ones are closed as *not planned*. */

import { z } from 'zod';
import { type FollowUpState, PRIORITIES, type Priority } from '../../incident/postmortem-events.ts';
import { createCaller } from '../calling.ts';
import { beginOf, markedPart, withMarkedPart } from '../marked-part.ts';
import { type Issue, isLost, isSigned, type Lost, readNews, trackerKind } from '../tracker.ts';

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
    return {
      find: async (marker) => {
        for (let page = 1; page <= MOST_PAGES; page += 1) {
          const query = `labels=${LABEL}&state=all&per_page=${PAGE}&page=${page}`;
          const found = z.array(GitHubIssue).parse(await call({ method: 'GET', path: `/issues?${query}` }));
          const own = found.find(({ body }) => body?.includes(beginOf(marker)));
          if (own) return issueOf(own);
          if (found.length < PAGE) return undefined;
        }
        return undefined;
      },
      create: async ({ marker, title, text, kind, priority }) => {
        const body = markedPart(marker, text);
        const made = { title, body, labels: [LABEL, `kind: ${kind}`, `${PRIORITY}${priority}`, ...labels] };
        return issueOf(GitHubIssue.parse(await call({ method: 'POST', path: '/issues', body: made })));
      },
      // A transferred issue answers 301, a deleted one 410, and either 404 where its reader may not know.
      read: async (key) => {
        const absent = (status: number): Lost => ({
          lost: true,
          ...(status === 301 ? { to: 'another repository' } : {}),
        });
        const found = await call({ method: 'GET', path: path(key), absent });
        return isLost(found) ? found : issueOf(GitHubIssue.parse(found));
      },
      change: async (key, { marker, title, text, priority }) => {
        const now = text || priority ? await load(key) : undefined;
        const written = now && text && withMarkedPart(now.body ?? '', marker, text);
        const body = {
          ...(title ? { title } : {}),
          ...(written ? { body: written } : {}),
          ...(now && priority ? { labels: relabelled(now, priority) } : {}),
        };
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

const PRIORITY = 'priority: ';

function namesOf({ labels }: z.infer<typeof GitHubIssue>): readonly string[] {
  return labels.flatMap((label) => (typeof label === 'string' ? label : (label.name ?? [])));
}

/** Labels are replaced as a whole: those of its readers are kept. */
function relabelled(issue: z.infer<typeof GitHubIssue>, priority: Priority): readonly string[] {
  return [...namesOf(issue).filter((name) => !name.startsWith(PRIORITY)), `${PRIORITY}${priority}`];
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
