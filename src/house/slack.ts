/** Slack in this house. Its packages are loaded only where it is configured. */

import { CordonError } from '../base/errors.ts';
import { startLoop } from '../base/loop.ts';
import { type Courier, outboxPlatform, startCourier } from '../chat/courier.ts';
import type { Item, Outbox } from '../chat/outbox.ts';
import type { ConversationSpec } from '../chat/platform.ts';
import { createAccounts } from '../store/accounts.ts';
import { createOutbox } from '../store/outbox.ts';
import { createReceipts } from '../store/receipts.ts';
import type { Ground } from './ground.ts';
import { courierHouse, createSurfaceHouse, type Surface } from './surface-house.ts';

/** Undefined where no bot token is set. */
export async function openSlack(ground: Ground, opened: AsyncDisposableStack): Promise<Surface | undefined> {
  const { config, store, changes, baseUrl, log } = ground;
  const { botToken } = config.slack;
  if (!botToken) return undefined;
  if (!config.slack.appToken && !config.slack.signingSecret) {
    throw new CordonError('config_invalid', 'Slack is to be connected, but nothing it sends could be believed.', {
      remedy: 'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.',
    });
  }
  const { connectSlack } = await import('../slack/connect.ts');
  const outbox: Outbox = createOutbox<ConversationSpec, Item>(store.db, 'slack');
  let courier: Courier | undefined;
  const wake = (): void => courier?.wake();
  const platform = outboxPlatform({
    id: 'slack',
    outbox,
    wake,
    fetchFile: (id, signal) => slack.fetchFile(id, signal),
    hasGroups: Object.keys(config.slack.userGroups).length > 0,
  });
  const house = createSurfaceHouse({ ground, platform, outbox, talk: ground.talk, wake });
  const slack = connectSlack({
    ...{ house, baseUrl, log, strangers: house.strangers, found: house.found, enlist: house.enlist },
    settings: { ...config.slack, botToken },
    accounts: createAccounts(store.db, 'slack'),
    receipts: createReceipts(store.db, 'slack'),
  });
  opened.use(slack);
  return {
    platform,
    hear: async () => {
      const hearing = await slack.hear();
      opened.use(hearing);
      return hearing.routes;
    },
    carry: () => {
      courier = startCourier({
        ...{ id: 'slack', outbox, log },
        transport: slack.transport,
        house: courierHouse(ground, 'slack'),
      });
      opened.use(courier);
      opened.defer(changes.subscribe(wake));
      const everyMs = config.slack.recheckMinutes * 60_000;
      opened.use(startLoop('members in Slack', everyMs, () => outbox.recheck('members'), log));
    },
  };
}
