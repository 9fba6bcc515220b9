/** Sends activities to the bot as the Bot Connector does: signed, addressed to the app, with the address to answer to. */

import type { Delivered, Kernel } from './kernel.ts';
import { ISSUER } from './keys.ts';
import type { Conversation } from './world.ts';

/**
 * Whether the bot is told what people say to each other there, and not to it.
 * https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/conversations/channel-messages-with-rsc
 */
export function hears({ app }: Kernel, { kind }: Conversation): boolean {
  if (kind === 'personal') return true;
  return app.granted.has(kind === 'channel' ? 'ChannelMessage.Read.Group' : 'ChatMessage.Read.Chat');
}

export interface Line {
  deliver(activity: Readonly<Record<string, unknown>>): Promise<Delivered>;
}

export function createLine({ app, keys, world, serviceUrl, policy }: Kernel): Line {
  return {
    deliver: async (activity) => {
      const token = keys.sign({ iss: ISSUER, aud: app.id, serviceurl: serviceUrl() });
      const body = {
        ...{ channelId: 'msteams', serviceUrl: serviceUrl(), timestamp: new Date().toISOString() },
        ...activity,
        recipient: { id: `28:${app.id}`, name: 'Cordon' },
        channelData: { tenant: { id: world.tenantId }, ...((activity.channelData as object | undefined) ?? {}) },
      };
      const send = () =>
        fetch(app.endpoint, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify(body),
        });
      for (let copy = 1; copy < policy.copies && activity.type !== 'invoke'; copy += 1) await send();
      const answer = await send();
      const text = await answer.text();
      return { status: answer.status, body: text?.startsWith('{') ? JSON.parse(text) : text };
    },
  };
}
