/** Work items of an Azure DevOps project. States are named by the project's process: the defaults are Agile's. */

import { z } from 'zod';
import { PRIORITIES as ALL, type FollowUpState, type Priority } from '../../incident/postmortem-events.ts';
import { createCaller } from '../calling.ts';
import { type Issue, type IssueChange, isSecret, readNews, trackerKind } from '../tracker.ts';

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
    const read = async (key: string): Promise<Issue> =>
      issueOf(WorkItem.parse(await call({ method: 'GET', path: `/workitems/${encodeURIComponent(key)}?${VERSION}` })));
    return {
      find: async (marker) => {
        const query = `SELECT [System.Id] FROM WorkItems WHERE [System.TeamProject] = @project AND [System.Tags] CONTAINS '${marker}'`;
        const found = Found.parse(await call({ method: 'POST', path: `/wiql?${VERSION}`, body: { query } }));
        const [own] = found.workItems;
        return own && read(String(own.id));
      },
      create: async ({ marker, title, text, kind, priority, due }) => {
        const body = JSON.stringify([
          ...wordsOf({ title, text, priority, ...(due ? { due } : {}) }),
          add('System.Tags', `cordon; ${kind}; ${marker}`),
        ]);
        const path = `/workitems/$${encodeURIComponent(workItemType)}?${VERSION}`;
        return issueOf(WorkItem.parse(await call({ method: 'POST', path, body, headers: PATCH })));
      },
      read,
      change: async (key, change) => {
        const words = wordsOf(change);
        if (words.length === 0) return;
        const body = JSON.stringify(words);
        await call({ method: 'PATCH', path: `/workitems/${encodeURIComponent(key)}?${VERSION}`, body, headers: PATCH });
      },
      setState: async (key, state) => {
        const body = JSON.stringify([add('System.State', states[state])]);
        await call({ method: 'PATCH', path: `/workitems/${encodeURIComponent(key)}?${VERSION}`, body, headers: PATCH });
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

function wordsOf({ title, text, due, priority }: Omit<IssueChange, 'marker'>) {
  return [
    ...(title ? [add('System.Title', title.slice(0, 255))] : []),
    ...(text ? [add('System.Description', htmlOf(text))] : []),
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

/** Descriptions are HTML: what is ours comes as text. */
function htmlOf(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return escaped.replace(/\n/g, '<br>');
}

/** `Done` and `Completed` belong to other processes than Agile. */
function stateOf(name: string, states: z.infer<typeof States>): FollowUpState {
  if (name === states.rejected) return 'rejected';
  return [states.done, 'Closed', 'Done', 'Completed'].includes(name) ? 'done' : 'open';
}
