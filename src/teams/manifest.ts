/** The app manifest that Teams installs. https://learn.microsoft.com/en-us/microsoft-365/extensibility/schema/ */

import { RSC } from './permissions.ts';
import { tabUrl } from './tab-url.ts';

/** The path at which Cordon takes what the Bot Connector sends. */
export const MESSAGES_PATH = '/api/messages';
/** The page that Teams shows to whoever adds the tab by hand. */
export const CONFIGURE_PATH = '/teams/configure';

/** Commands of the message extension. */
export const EXTENSION = {
  timeline: 'addToTimeline',
  task: 'createTask',
  declare: 'declareIncident',
  search: 'searchIncidents',
} as const;

/** Id of the tab that everybody has. */
export const ROOM_TAB = 'room';

/** Kind of notice in the activity feed. */
export const APPROVAL_ACTIVITY = 'approvalRequested';

export interface ManifestOptions {
  /** Client id of the app registration; the manifest bears the same. */
  readonly appId: string;
  /** Where people and Teams reach Cordon. */
  readonly baseUrl: string;
  readonly version: string;
}

const SCHEMA = '1.19';

export function manifestOf({ appId, baseUrl, version }: ManifestOptions) {
  const { hostname } = new URL(baseUrl);
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${SCHEMA}/MicrosoftTeams.schema.json`,
    manifestVersion: SCHEMA,
    version,
    id: appId,
    developer: {
      name: 'Cordon',
      websiteUrl: baseUrl,
      privacyUrl: `${baseUrl}/`,
      termsOfUseUrl: `${baseUrl}/`,
    },
    name: { short: 'Cordon', full: 'Cordon: incidents of cloud security' },
    description: {
      short: 'Coordinates incidents of cloud security',
      full: 'Coordinates incidents of cloud security, from the alert to the post-mortem: conversations, checklists, approvals, containment, evidence.',
    },
    icons: { color: 'color.png', outline: 'outline.png' },
    accentColor: '#1F2933',
    bots: [
      {
        botId: appId,
        scopes: ['team', 'groupChat', 'personal'],
        isNotificationOnly: false,
        supportsFiles: false,
        commandLists: [
          {
            scopes: ['team', 'groupChat', 'personal'],
            commands: [
              { title: 'help', description: 'What can be said' },
              { title: 'status', description: 'How the incident stands' },
              { title: 'new', description: 'Declare an incident' },
              { title: 'list', description: 'Incidents' },
              { title: 'take', description: 'Take a role, such as: take commander' },
              { title: 'tasks', description: 'The checklist of the phase' },
              { title: 'contain', description: 'Propose an action, such as: contain isolate-instance i-0abc' },
              { title: 'note', description: 'Write onto the timeline' },
              { title: 'update', description: 'Tell everybody how it stands' },
            ],
          },
        ],
      },
    ],
    composeExtensions: [
      {
        botId: appId,
        commands: [
          {
            id: EXTENSION.search,
            type: 'query',
            title: 'Incidents',
            description: 'Find an incident by number or codename',
            initialRun: true,
            context: ['compose', 'commandBox'],
            parameters: [
              { name: 'text', title: 'Number or codename', description: 'Such as 42 or sapphire', inputType: 'text' },
            ],
          },
          messageAction(EXTENSION.timeline, 'Add to timeline', 'Put this message on the timeline of the incident'),
          messageAction(EXTENSION.task, 'Create task', 'Make a task of this message'),
          messageAction(EXTENSION.declare, 'Declare incident', 'Open an incident from this message'),
        ],
      },
    ],
    staticTabs: [
      {
        entityId: ROOM_TAB,
        name: 'Room',
        contentUrl: tabUrl(baseUrl, '/'),
        websiteUrl: `${baseUrl}/`,
        scopes: ['personal'],
      },
    ],
    configurableTabs: [
      {
        configurationUrl: `${baseUrl}${CONFIGURE_PATH}`,
        scopes: ['team', 'groupChat'],
        canUpdateConfiguration: false,
      },
    ],
    activities: {
      activityTypes: [
        {
          type: APPROVAL_ACTIVITY,
          description: 'An action waits for an approval',
          templateText: 'Incident {incident}: an approval is wanted',
        },
      ],
    },
    validDomains: [hostname],
    webApplicationInfo: { id: appId, resource: `api://${hostname}/${appId}` },
    authorization: {
      permissions: {
        resourceSpecific: Object.keys(RSC)
          .sort()
          .map((name) => ({ name, type: 'Application' })),
      },
    },
  };
}

function messageAction(id: string, title: string, description: string) {
  return { id, type: 'action', title, description, context: ['message'], fetchTask: true } as const;
}
