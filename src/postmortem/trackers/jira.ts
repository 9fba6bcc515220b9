/** Issues of a Jira Cloud project. The workflow is the team's own: a transition is chosen by where it leads. */

import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';
import { type FollowUpState, PRIORITIES, type Priority } from '../../incident/postmortem-events.ts';
import { type Caller, createCaller } from '../calling.ts';
import { asDocument, withOurPanel } from '../jira-document.ts';
import {
  type Issue,
  type IssueChange,
  type IssueDraft,
  isLost,
  isSigned,
  type Lost,
  readNews,
  trackerKind,
} from '../tracker.ts';

const Settings = z.strictObject({
  /** `https://example.atlassian.net` */
  siteUrl: z.url(),
  project: z.string().regex(/^[A-Z][A-Z0-9_]+$/, 'must be a project key'),
  issueType: z.string().min(1).default('Task'),
  email: z.email(),
  token: z.string().min(1),
  webhookSecret: z.string().min(1).optional(),
  labels: z.array(z.string().regex(/^\S+$/, 'must not hold blanks')).default([]),
  /** Names of statuses and resolutions that mean *consciously not done*. */
  rejected: z.array(z.string()).default(["Won't Do", 'Rejected', 'Declined']),
  /** Names of the site's priorities; without them the project's default is used. */
  priorities: z.partialRecord(z.enum(['urgent', 'high', 'normal', 'low']), z.string()).default({}),
});
type Settings = z.infer<typeof Settings>;

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/ */
const Status = z.object({ name: z.string(), statusCategory: z.object({ key: z.string() }) });
const JiraIssue = z.object({
  key: z.string(),
  fields: z.object({
    status: Status,
    resolution: z.object({ name: z.string() }).nullish(),
    summary: z.string(),
    duedate: z.string().nullish(),
    priority: z.object({ name: z.string() }).nullish(),
    assignee: z.object({ accountId: z.string(), displayName: z.string() }).nullish(),
  }),
});
const Found = z.object({ issues: z.array(JiraIssue) });
const Transitions = z.object({ transitions: z.array(z.object({ id: z.string(), name: z.string(), to: Status })) });
const Described = z.object({ fields: z.object({ description: z.unknown() }) });
const Event = z.object({ issue: z.object({ key: z.string() }) });

const FIELDS = 'status,resolution,summary,duedate,priority,assignee';

export const jira = trackerKind({
  id: 'jira',
  docs: 'https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/',
  settings: Settings,
  secrets: ['token', 'webhookSecret'],
  open: (settings) => {
    const { siteUrl, project, email, token, webhookSecret, rejected } = settings;
    const site = siteUrl.replace(/\/$/, '');
    const call = createCaller({
      name: `Jira project ${project}`,
      baseUrl: `${site}/rest/api/3`,
      headers: { authorization: `Basic ${Buffer.from(`${email}:${token}`).toString('base64')}` },
    });
    const issueOf = (issue: z.infer<typeof JiraIssue>): Issue => ({
      key: issue.key,
      url: `${site}/browse/${issue.key}`,
      state: stateOf(issue, rejected),
      ...wordsIn(issue, settings),
    });
    /** Under an old key Jira answers an issue that was moved to another project, with its new key. */
    const read = async (key: string): Promise<Issue | Lost> => {
      const path = `/issue/${encodeURIComponent(key)}?fields=${FIELDS}`;
      const found = await call({ method: 'GET', path, absent: (): Lost => ({ lost: true }) });
      if (isLost(found)) return found;
      const issue = JiraIssue.parse(found);
      return issue.key === key ? issueOf(issue) : { lost: true, to: issue.key };
    };
    const descriptionOf = async (key: string): Promise<unknown> => {
      const path = `/issue/${encodeURIComponent(key)}?fields=description`;
      return Described.parse(await call({ method: 'GET', path })).fields.description;
    };
    return {
      find: async (marker) => {
        const jql = `project = "${project}" AND labels = "${marker}" ORDER BY created ASC`;
        const body = { jql, maxResults: 1, fields: FIELDS.split(',') };
        const [own] = Found.parse(await call({ method: 'POST', path: '/search/jql', body })).issues;
        return own && issueOf(own);
      },
      create: async (draft) => {
        const made = z
          .object({ key: z.string() })
          .parse(await call({ method: 'POST', path: '/issue', body: { fields: fieldsOf(draft, settings) } }));
        const issue = await read(made.key);
        if (!isLost(issue)) return issue;
        throw new CordonError('vendor_failed', `Jira made ${made.key}, and does not show it.`, {
          remedy: 'Give the account the right to browse the project.',
        });
      },
      read,
      change: async (key, change) => {
        const { text, ...words } = change;
        const description = text && withOurPanel(await descriptionOf(key), text);
        const fields = { ...wordsOf(words, settings), ...(description ? { description } : {}) };
        if (Object.keys(fields).length === 0) return;
        await call({ method: 'PUT', path: `/issue/${encodeURIComponent(key)}`, body: { fields } });
      },
      setState: async (key, state) => {
        const now = await read(key);
        if (isLost(now) || now.state !== state) await move(call, key, state, rejected);
      },
      heard: ({ headers, body }) =>
        isSigned(headers['x-hub-signature'], body, webhookSecret) ? readNews(body, Event)?.issue.key : undefined,
    };
  },
});

function fieldsOf(draft: IssueDraft, settings: Settings) {
  return {
    project: { key: settings.project },
    issuetype: { name: settings.issueType },
    labels: ['cordon', draft.marker, draft.kind, ...settings.labels],
    description: asDocument(draft.text),
    ...wordsOf(draft, settings),
  };
}

function wordsOf({ title, due, priority }: Omit<IssueChange, 'text'>, { priorities }: Settings) {
  const named: string | undefined = priority && priorities[priority];
  return {
    ...(title ? { summary: title.slice(0, 255) } : {}),
    ...(named ? { priority: { name: named } } : {}),
    ...(due ? { duedate: due } : {}),
  };
}

/** A priority that the configuration has no name for says nothing here. */
function wordsIn({ fields }: z.infer<typeof JiraIssue>, { priorities }: Settings): Pick<Issue, 'says' | 'assignee'> {
  const { summary: title, duedate: due, priority: named, assignee } = fields;
  const priority = PRIORITIES.find((one: Priority) => named && priorities[one] === named.name);
  return {
    says: { title, ...(due ? { due } : {}), ...(priority ? { priority } : {}) },
    ...(assignee ? { assignee: { id: assignee.accountId, name: assignee.displayName } } : {}),
  };
}

/** A rejected one goes where the team puts such, by name; where there is no such place it is done. */
async function move(call: Caller, key: string, state: FollowUpState, rejected: readonly string[]): Promise<void> {
  const path = `/issue/${encodeURIComponent(key)}/transitions`;
  const { transitions } = Transitions.parse(await call({ method: 'GET', path }));
  const fits = transitions.filter(({ to }) => (to.statusCategory.key === 'done') === (state !== 'open'));
  const named = fits.filter(({ to }) => rejected.includes(to.name));
  const plain = fits.filter((one) => !named.includes(one));
  const chosen = state === 'rejected' ? (named[0] ?? plain[0]) : (plain[0] ?? named[0]);
  if (!chosen) {
    throw new CordonError('vendor_failed', `Jira offers no transition of ${key} to ${state}.`, {
      remedy: 'Add one to the workflow, or move the issue by hand: its state is then taken over here.',
    });
  }
  await call({ method: 'POST', path, body: { transition: { id: chosen.id } } });
}

function stateOf({ fields }: z.infer<typeof JiraIssue>, rejected: readonly string[]): FollowUpState {
  if (fields.status.statusCategory.key !== 'done') return 'open';
  const names = [fields.status.name, fields.resolution?.name ?? ''];
  return names.some((name) => rejected.includes(name)) ? 'rejected' : 'done';
}
