/** The Events API's side: who gets which event, retries, and disorder on command. https://docs.slack.dev/apis/events-api */

import type { Clock } from './clock.ts';
import type { Kernel, SlackEvent } from './kernel.ts';
import type { Line } from './line.ts';

/** After a failure: at once, a minute later, five minutes later. */
const RETRY_AFTER_MS = [0, 60_000, 300_000] as const;

export interface Sent {
  readonly event: SlackEvent;
  readonly eventId: string;
  readonly tries: number;
  readonly acked: boolean;
}

export interface Events {
  emit(event: SlackEvent): void;
  /** Every event is delivered that many times. */
  copies: number;
  /** From now on events are kept back. */
  hold(): void;
  /** Delivers what was kept back, in the order that `arrange` makes; first as it happened. */
  release(arrange?: (held: readonly SlackEvent[]) => readonly SlackEvent[]): void;
  /** Delivers an old event again, as a late repetition with the same `event_id`. */
  repeat(sent: Sent): void;
  readonly sent: Sent[];
  /** Resolves when nothing is under way. */
  settled(): Promise<void>;
}

export function createEvents(kernel: () => Kernel, line: Line, clock: Clock): Events {
  const sent: Sent[] = [];
  const underWay = new Set<Promise<void>>();
  let held: SlackEvent[] | undefined;

  function deliver(event: SlackEvent, eventId = kernel().world.id('Ev')): void {
    const work = deliverUntilAcked(event, eventId).finally(() => underWay.delete(work));
    underWay.add(work);
  }

  async function deliverUntilAcked(event: SlackEvent, eventId: string): Promise<void> {
    const payload = wrapped(kernel(), event, eventId);
    let ack = await line.send('events_api', payload);
    let tries = 1;
    for (const afterMs of RETRY_AFTER_MS) {
      if (ack.acked) break;
      await new Promise((done) => setTimeout(done, clock.realMs(afterMs)).unref());
      ack = await line.send('events_api', payload, { num: tries, reason: ack.reason ?? 'http_error' });
      tries += 1;
    }
    sent.push({ event, eventId, tries, acked: ack.acked });
  }

  const events: Events = {
    copies: 1,
    sent,
    emit: (event) => {
      if (!isWanted(kernel(), event)) return;
      if (held) {
        held.push(event);
        return;
      }
      const eventId = kernel().world.id('Ev');
      for (let copy = 0; copy < events.copies; copy += 1) deliver(event, eventId);
    },
    hold: () => {
      held ??= [];
    },
    release: (arrange = (all) => all) => {
      const waiting = held ?? [];
      held = undefined;
      for (const event of arrange(waiting)) events.emit(event);
    },
    repeat: ({ event, eventId }) => deliver(event, eventId),
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
  return events;
}

function wrapped({ world, app }: Kernel, event: SlackEvent, eventId: string): Record<string, unknown> {
  return {
    token: app.verificationToken,
    team_id: world.teamId,
    api_app_id: app.appId,
    event,
    type: 'event_callback',
    event_id: eventId,
    event_time: world.seconds(),
    authorizations: [
      { enterprise_id: null, team_id: world.teamId, user_id: app.botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${eventId}`,
  };
}

/** Subscribed, covered by a scope, and from a place where the app may look. */
function isWanted({ world, app }: Kernel, event: SlackEvent): boolean {
  const channel = world.channels.get(channelOf(event));
  const name = event.type === 'message' ? messageEvent(event) : event.type;
  if (!app.events.has(name)) return false;
  const scopes = SCOPES[name] ?? [];
  if (scopes.length > 0 && !scopes.some((scope) => app.scopes.has(scope))) return false;
  return channel === undefined || isAboutItself(app.botUser, event, name) || channel.members.has(app.botUser);
}

function isAboutItself(bot: string, { user }: SlackEvent, name: string): boolean {
  return (user === bot && name.startsWith('member_')) || name.endsWith('_left');
}

const MESSAGE_EVENTS: Readonly<Record<string, string>> = { channel: 'channels', group: 'groups', im: 'im' };

function messageEvent(event: SlackEvent): string {
  return `message.${MESSAGE_EVENTS[String(event.channel_type)] ?? 'channels'}`;
}

function channelOf(event: SlackEvent): string {
  if (typeof event.channel === 'string') return event.channel;
  const { channel, item, channel_id } = event as {
    channel?: { id?: string };
    item?: { channel?: string };
    channel_id?: string;
  };
  return channel?.id ?? item?.channel ?? channel_id ?? '';
}

/** Any one of them lets an event through. https://docs.slack.dev/reference/events */
const SCOPES: Readonly<Record<string, readonly string[]>> = {
  app_mention: ['app_mentions:read'],
  'message.channels': ['channels:history'],
  'message.groups': ['groups:history'],
  'message.im': ['im:history'],
  reaction_added: ['reactions:read'],
  reaction_removed: ['reactions:read'],
  member_joined_channel: ['channels:read', 'groups:read'],
  member_left_channel: ['channels:read', 'groups:read'],
  channel_archive: ['channels:read'],
  channel_unarchive: ['channels:read'],
  channel_rename: ['channels:read'],
  group_archive: ['groups:read'],
  group_unarchive: ['groups:read'],
  group_rename: ['groups:read'],
  file_shared: ['files:read'],
  pin_added: ['pins:read'],
  pin_removed: ['pins:read'],
};
