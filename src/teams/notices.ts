/** Notices in the activity feed: an approval waits. They hold number and codename, nothing restricted. */

import { sha256 } from '../base/chain.ts';
import { type Graph, graphRefusal } from './graph.ts';
import { APPROVAL_ACTIVITY, ROOM_TAB } from './manifest.ts';

export interface Notice {
  /** Same for every attempt. */
  readonly delivery: string;
  readonly account: string;
  readonly preview: string;
  /** Of the incident. */
  readonly number: number;
}

export interface Notices {
  approval(notice: Notice): Promise<void>;
}

const PREVIEW = 150;
/** Hexadecimal digits of a number that JSON carries exactly. */
const CHAIN_DIGITS = 13;

export function createNotices(graph: Graph, appId: string, baseUrl: () => string): Notices {
  return {
    approval: async ({ delivery, account, preview, number }) => {
      const webUrl = `${baseUrl()}/incidents/${number}`;
      // https://learn.microsoft.com/en-us/graph/api/userteamwork-sendactivitynotification
      const body = {
        topic: { source: 'text', value: `Incident #${number}`, webUrl: deepLink(appId, webUrl) },
        activityType: APPROVAL_ACTIVITY,
        chainId: chainOf(delivery),
        previewText: { content: preview.slice(0, PREVIEW) },
        templateParameters: [{ name: 'incident', value: `#${number}` }],
      };
      const path = `users/${account}/teamwork/sendActivityNotification`;
      try {
        await graph.call({ method: 'POST', path, on: account, body, priority: 'urgent' });
      } catch (fault) {
        // The message itself has been sent: a feed that cannot be written to keeps nothing back.
        if (graphRefusal(fault) === undefined) throw fault;
      }
    },
  };
}

/** Teams opens only its own links from the feed. https://learn.microsoft.com/en-us/microsoftteams/platform/concepts/build-and-test/deep-link-application */
function deepLink(appId: string, url: string): string {
  return `https://teams.microsoft.com/l/entity/${appId}/${ROOM_TAB}?webUrl=${encodeURIComponent(url)}`;
}

/** A later notice of the same chain takes the place of the one before: a repetition is never a second one. */
function chainOf(delivery: string): number {
  return Number.parseInt(sha256(delivery).slice(0, CHAIN_DIGITS), 16);
}
