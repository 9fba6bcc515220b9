/** The world in the shapes of Slack's API. Key sets are checked against Slack's own samples. */

import type { Kernel } from './kernel.ts';
import type { Channel, File, Message, Person, View, World } from './world.ts';

export function channelOnWire({ world, app }: Kernel, channel: Channel): Record<string, unknown> {
  if (channel.im) {
    return {
      id: channel.id,
      created: channel.created,
      is_archived: false,
      is_im: true,
      is_org_shared: false,
      user: channel.im,
      updated: channel.created * 1000,
      context_team_id: world.teamId,
    };
  }
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    created: channel.created,
    is_archived: channel.isArchived,
    is_general: false,
    unlinked: 0,
    name_normalized: channel.name,
    is_shared: false,
    is_org_shared: false,
    is_ext_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    context_team_id: world.teamId,
    updated: channel.created * 1000,
    creator: channel.creator,
    is_member: channel.members.has(app.botUser),
    topic: channel.topic,
    purpose: channel.purpose,
    previous_names: channel.previousNames,
  };
}

export function personOnWire({ world, app }: Kernel, person: Person): Record<string, unknown> {
  const { id, name, realName } = person;
  const isBot = person.isBot ?? false;
  return {
    id,
    team_id: world.teamId,
    name,
    deleted: person.deleted ?? false,
    color: '9f69e7',
    real_name: realName,
    tz: 'Europe/Madrid',
    tz_label: 'Central European Time',
    tz_offset: 3600,
    profile: {
      title: '',
      phone: '',
      real_name: realName,
      real_name_normalized: realName,
      display_name: name,
      display_name_normalized: name,
      status_text: '',
      status_emoji: '',
      status_expiration: 0,
      avatar_hash: 'g00000000000',
      team: world.teamId,
      ...(app.scopes.has('users:read.email') && !isBot ? { email: person.email } : {}),
    },
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.isGuest ?? false,
    is_ultra_restricted: false,
    is_bot: isBot,
    is_app_user: false,
    updated: 1_700_000_000,
    is_email_confirmed: true,
    who_can_share_contact_card: 'EVERYONE',
  };
}

/** A message; its metadata only when asked for with `include_all_metadata`. */
export function messageOnWire(message: Message, withMetadata: boolean): Record<string, unknown> {
  const { metadata, ...rest } = structuredClone(message);
  return { ...rest, ...(withMetadata && metadata ? { metadata } : {}) };
}

export function viewOnWire({ world, app }: Kernel, view: View): Record<string, unknown> {
  const { id, type, hash, blocks, state, title, submit, close, callback_id, external_id, ...rest } = view;
  return {
    id,
    team_id: world.teamId,
    type,
    blocks,
    private_metadata: rest.private_metadata ?? '',
    callback_id: callback_id ?? '',
    state,
    hash,
    title: title ?? { type: 'plain_text', text: 'View Title', emoji: true },
    clear_on_close: rest.clear_on_close ?? false,
    notify_on_close: rest.notify_on_close ?? false,
    close: close ?? null,
    submit: submit ?? null,
    previous_view_id: rest.previous_view_id ?? null,
    root_view_id: rest.root_view_id ?? id,
    app_id: app.appId,
    external_id: external_id ?? '',
    app_installed_team_id: world.teamId,
    bot_id: app.botId,
  };
}

export function fileOnWire(kernel: Kernel, file: File): Record<string, unknown> {
  const { world } = kernel;
  const inside = [...file.channels].map((id) => world.channels.get(id)).filter((one) => one !== undefined);
  const path = `${world.teamId}-${file.id}/${encodeURIComponent(file.name)}`;
  return {
    id: file.id,
    created: file.createdAt,
    timestamp: file.createdAt,
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? '',
    pretty_type: file.name.split('.').at(-1)?.toUpperCase() ?? '',
    user: file.user,
    user_team: world.teamId,
    editable: false,
    size: file.content.length,
    mode: 'hosted',
    is_external: false,
    external_type: '',
    is_public: inside.some(({ isPrivate, im }) => !isPrivate && !im),
    public_url_shared: false,
    display_as_bot: false,
    username: '',
    url_private: `${kernel.baseUrl()}/files-pri/${path}`,
    url_private_download: `${kernel.baseUrl()}/files-pri/${path}?download=1`,
    permalink: permalinkOf(world, `files/${file.user}/${file.id}/${file.name}`),
    channels: inside.filter(({ isPrivate, im }) => !isPrivate && !im).map(({ id }) => id),
    groups: inside.filter(({ isPrivate }) => isPrivate).map(({ id }) => id),
    ims: inside.filter(({ im }) => im).map(({ id }) => id),
    has_rich_preview: false,
    file_access: 'visible',
    comments_count: 0,
  };
}

export function permalinkOf(world: World, path: string): string {
  return `https://${world.domain}.slack.com/${path}`;
}
