/** The app manifest: what to paste into Slack so that it makes the app. https://docs.slack.dev/reference/app-manifest */

import { Document, isMap, isScalar, isSeq } from 'yaml';
import { EVENTS, SCOPES, type Scope } from './scopes.ts';

/** Callback ids of the shortcuts. */
export const SHORTCUTS = {
  timeline: 'add_to_timeline',
  task: 'create_task',
  declare: 'declare_incident',
} as const;

export interface ManifestOptions {
  /** The slash command, with its slash. */
  readonly command: string;
  /** Where Slack reaches Cordon over HTTP; without it the app uses Socket Mode and needs no public address. */
  readonly url?: string | undefined;
}

/** The path at which Cordon takes everything that Slack sends in HTTP mode. */
export const EVENTS_PATH = '/slack/events';

export function manifestOf({ command, url }: ManifestOptions) {
  const request = url === undefined ? undefined : new URL(EVENTS_PATH, url).href;
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Cordon',
      description: 'Coordinates incidents of cloud security, from the alert to the post-mortem',
      background_color: '#1f2933',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'Cordon', always_online: true },
      shortcuts: [
        messageShortcut('Add to timeline', SHORTCUTS.timeline, 'Put this message on the timeline of the incident'),
        messageShortcut('Create task', SHORTCUTS.task, 'Make a task of this message'),
        messageShortcut('Declare incident', SHORTCUTS.declare, 'Open an incident from this message'),
      ],
      slash_commands: [
        {
          command,
          ...(request ? { url: request } : {}),
          description: 'Incidents: declare, lead, contain, close',
          usage_hint: 'help',
          // Names of people then arrive as ids.
          should_escape: true,
        },
      ],
    },
    oauth_config: { scopes: { bot: Object.keys(SCOPES).sort() as Scope[] } },
    settings: {
      event_subscriptions: {
        ...(request ? { request_url: request } : {}),
        bot_events: Object.keys(EVENTS).sort(),
      },
      interactivity: {
        is_enabled: true,
        ...(request ? { request_url: request, message_menu_options_url: request } : {}),
      },
      org_deploy_enabled: false,
      socket_mode_enabled: request === undefined,
      token_rotation_enabled: false,
    },
  };
}

/** The manifest as YAML, each scope with its reason beside it. */
export function manifestYaml(options: ManifestOptions): string {
  const document = new Document(manifestOf(options));
  const scopes = document.getIn(['oauth_config', 'scopes', 'bot']);
  if (isSeq(scopes)) {
    for (const item of scopes.items) if (isScalar(item)) item.comment = ` ${SCOPES[item.value as Scope]}`;
  }
  if (isMap(document.contents)) document.commentBefore = COMMENT;
  return document.toString({ lineWidth: 0 });
}

const COMMENT = ` Slack: https://api.slack.com/apps → Create New App → From a manifest → choose the workspace → YAML → paste this.`;

function messageShortcut(name: string, callback_id: string, description: string) {
  return { name, type: 'message', callback_id, description } as const;
}
