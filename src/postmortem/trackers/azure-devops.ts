/** Work items of an Azure DevOps project. States are named by the project's process: the defaults are Agile's. */

import { z } from 'zod';
import { PRIORITIES as ALL, type FollowUpState, type Priority } from '../../incident/postmortem-events.ts';
import { createCaller } from '../calling.ts';
import { type Issue, type IssueChange, isLost, isSecret, type Lost, readNews, trackerKind } from '../tracker.ts';

const States = z.strictObject({
  open: z.string().min(1).default('Active'),
  done: z.string().min(1).default('Closed'),
  rejected: z.string().min(1).default('Removed'),
});

const Settings = z.strictObject({
  organization: z.string().min(1),
  project: z.string().min(1),
  workItemType: z.string().min(1).default('Task'),
  token: z.string().min(1),
  /** Password of the basic authentication of the service hook, which cannot sign. */
  webhookSecret: z.string().min(1).optional(),
  states: States.default({ open: 'Active', done: 'Closed', rejected: 'Removed' }),
  baseUrl: z.url().default('https://dev.azure.com'),
});

/** https://learn.microsoft.com/rest/api/azure/devops/wit/work-items */
const WorkItem = z.object({
  id: z.number().int(),
  fields: z.looseObject({
    'System.State': z.string(),
    'System.Title': z.string(),
    'System.TeamProject': z.string().optional(),
    'System.Description': z.string().optional(),
    'System.AssignedTo': z.object({ uniqueName: z.string(), displayName: z.string() }).optional(),
    'Microsoft.VSTS.Common.Priority': z.number().optional(),
    'Microsoft.VSTS.Scheduling.DueDate': z.string().optional(),
  }),
});
const Found = z.object({ workItems: z.array(z.object({ id: z.number().int() })) });
const Event = z.object({
  resource: z.object({ id: z.number().int().optional(), workItemId: z.number().int().optional() }),
});

const VERSION = 'api-version=7.1';
const PATCH = { 'content-type': 'application/json-patch+json' };
const PRIORITIES: Readonly<Record<Priority, number>> = { urgent: 1, high: 2, normal: 3, low: 4 };

export const azureDevops = trackerKind({
  id: 'azure-devops',
  docs: 'https://learn.microsoft.com/rest/api/azure/devops/wit/work-items',
  settings: Settings,
  secrets: ['token', 'webhookSecret'],
  open: ({ organization, project, workItemType, token, webhookSecret, states, baseUrl }) => {
    const home = `${baseUrl.replace(/\/$/, '')}/${encodeURIComponent(organization)}/${encodeURIComponent(project)}`;
    const call = createCaller({
      name: `Azure DevOps project ${project}`,
      baseUrl: `${home}/_apis/wit`,
      headers: { authorization: `Basic ${Buffer.from(`:${token}`).toString('base64')}` },
    });
    const issueOf = ({ id, fields }: z.infer<typeof WorkItem>): Issue => ({
      key: String(id),
      url: `${home}/_workitems/edit/${id}`,
      state: stateOf(fields['System.State'], states),
      ...wordsIn(fields),
    });
    const path = (key: string): string => `/workitems/${encodeURIComponent(key)}?${VERSION}`;
    /** One in the recycle bin answers 404; one that was moved keeps its id and names another project. */
    const read = async (key: string): Promise<Issue | Lost> => {
      const found = await call({ method: 'GET', path: path(key), absent: (): Lost => ({ lost: true }) });
      if (isLost(found)) return found;
      const item = WorkItem.parse(found);
      const to = item.fields['System.TeamProject'];
      return to && isElsewhere(to, project) ? { lost: true, to } : issueOf(item);
    };
    return {
      find: async (marker) => {
        const query = `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS '${marker}'`;
        const found = Found.parse(await call({ method: 'POST', path: `/wiql?${VERSION}`, body: { query } }));
        const [own] = found.workItems;
        const issue = own && (await read(String(own.id)));
        return isLost(issue) ? undefined : issue;
      },
      create: async ({ marker, title, text, kind, priority, due }) => {
        const body = JSON.stringify([
          ...wordsOf({ title, priority, ...(due ? { due } : {}) }),
          add('System.Description', htmlOf(text)),
          add('System.Tags', `cordon; ${kind}; ${marker}`),
        ]);
        const place = `/workitems/$${encodeURIComponent(workItemType)}?${VERSION}`;
        return issueOf(WorkItem.parse(await call({ method: 'POST', path: place, body, headers: PATCH })));
      },
      read,
      change: async (key, change) => {
        const { text, ...words } = change;
        const now = text ? WorkItem.parse(await call({ method: 'GET', path: path(key) })) : undefined;
        const description = now && text && withOurDivision(now.fields['System.Description'] ?? '', htmlOf(text));
        const written = [...wordsOf(words), ...(description ? [add('System.Description', description)] : [])];
        if (written.length === 0) return;
        await call({ method: 'PATCH', path: path(key), body: JSON.stringify(written), headers: PATCH });
      },
      setState: async (key, state) => {
        const body = JSON.stringify([add('System.State', states[state])]);
        await call({ method: 'PATCH', path: path(key), body, headers: PATCH });
      },
      heard: ({ headers, body }) => {
        const given = /^Basic (\S+)$/i.exec(headers.authorization ?? '')?.[1];
        const password =
          given &&
          Buffer.from(given, 'base64')
            .toString()
            .replace(/^[^:]*:/, '');
        if (!isSecret(password, webhookSecret)) return undefined;
        const resource = readNews(body, Event)?.resource;
        const id = resource?.workItemId ?? resource?.id;
        return id === undefined ? undefined : String(id);
      },
    };
  },
});

/** A project may be configured by its id, which no work item names. */
function isElsewhere(there: string, project: string): boolean {
  return !/^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(project) && there.toLowerCase() !== project.toLowerCase();
}

function wordsOf({ title, due, priority }: Omit<IssueChange, 'marker' | 'text'>) {
  return [
    ...(title ? [add('System.Title', title.slice(0, 255))] : []),
    ...(due ? [add('Microsoft.VSTS.Scheduling.DueDate', `${due}T00:00:00Z`)] : []),
    ...(priority ? [add('Microsoft.VSTS.Common.Priority', PRIORITIES[priority])] : []),
  ];
}

function wordsIn(fields: z.infer<typeof WorkItem>['fields']): Pick<Issue, 'says' | 'assignee'> {
  const assigned = fields['System.AssignedTo'];
  const due = fields['Microsoft.VSTS.Scheduling.DueDate']?.slice(0, 10);
  const priority = ALL.find((one) => PRIORITIES[one] === fields['Microsoft.VSTS.Common.Priority']);
  return {
    says: { title: fields['System.Title'], ...(due ? { due } : {}), ...(priority ? { priority } : {}) },
    ...(assigned ? { assignee: { id: assigned.uniqueName, name: assigned.displayName } } : {}),
  };
}

function add(field: string, value: string | number): object {
  return { op: 'add', path: `/fields/${field}`, value };
}

/** Descriptions are HTML: what is ours comes as text, in a division of its own. */
function htmlOf(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `${OPENS}${escaped.replace(/\n/g, '<br>')}${CLOSES}`;
}

const [OPENS, CLOSES] = ['<div>', '</div>'];

/**
 * The description with our division made anew: the one that ends with the same line, which says where it comes from.
 * Undefined where there is none any more: what people made of it is theirs.
 */
function withOurDivision(body: string, ours: string): string | undefined {
  const end = ours.slice(ours.lastIndexOf('<br>'));
  const to = body.indexOf(end);
  const from = to < 0 ? -1 : body.lastIndexOf(OPENS, to);
  if (from < 0 || body.slice(from, to).includes(CLOSES)) return undefined;
  return body.slice(0, from) + ours + body.slice(to + end.length);
}

/** `Done` and `Completed` belong to other processes than Agile. */
function stateOf(name: string, states: z.infer<typeof States>): FollowUpState {
  if (name === states.rejected) return 'rejected';
  return [states.done, 'Closed', 'Done', 'Completed'].includes(name) ? 'done' : 'open';
}
