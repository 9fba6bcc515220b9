/** Teams in this house. Its packages are loaded only where it is configured. */

import { CordonError } from '../base/errors.ts';
import { startLoop } from '../base/loop.ts';
import { type Courier, outboxPlatform, startCourier } from '../chat/courier.ts';
import type { Item, Outbox } from '../chat/outbox.ts';
import type { ConversationSpec } from '../chat/platform.ts';
import { createAccounts } from '../store/accounts.ts';
import { createOutbox } from '../store/outbox.ts';
import { createReceipts } from '../store/receipts.ts';
import type { ConnectedSettings, TeamsSettings } from '../teams/settings.ts';
import { TAB_PATH } from '../teams/tab-url.ts';
import { createFraming } from './framing.ts';
import type { Ground } from './ground.ts';
import { courierHouse, createSurfaceHouse, type Surface } from './surface-house.ts';

/** What Teams did not tell of, as during an outage, is noticed within this time, in milliseconds. */
const RECHECK_MS = 15 * 60_000;

/** Undefined where nothing is set for Teams. */
export async function openTeams(ground: Ground, opened: AsyncDisposableStack): Promise<Surface | undefined> {
  const { config, store, changes, baseUrl, log } = ground;
  const settings = connected(config.teams);
  if (!settings) return undefined;
  const { connectTeams } = await import('../teams/connect.ts');
  const outbox: Outbox = createOutbox<ConversationSpec, Item>(store.db, 'teams');
  let courier: Courier | undefined;
  const wake = (): void => courier?.wake();
  const platform = outboxPlatform({
    id: 'teams',
    outbox,
    wake,
    fetchFile: (id, signal) => teams.fetchFile(id, signal),
  });
  const house = createSurfaceHouse({ ground, platform, outbox, talk: ground.talk, wake });
  const teams = connectTeams({
    ...{ settings, house, baseUrl, log, strangers: house.strangers, rosterMembers: ground.rosterMembers },
    accounts: createAccounts(store.db, 'teams'),
    receipts: createReceipts(store.db, 'teams'),
  });
  opened.use(teams);
  return {
    platform,
    framing: { ...createFraming({ ...ground, ...teams.tab, platform: 'teams' }), door: TAB_PATH },
    hear: async () => {
      const hearing = teams.hear();
      opened.use(hearing);
      return hearing.routes;
    },
    carry: () => {
      courier = startCourier({
        ...{ id: 'teams', outbox, log },
        transport: teams.transport,
        house: courierHouse(ground, 'teams'),
      });
      opened.use(courier);
      opened.defer(changes.subscribe(wake));
      opened.use(startLoop('members in Teams', RECHECK_MS, () => outbox.recheck('members'), log));
      opened.use(startLoop('conversations in Teams', RECHECK_MS, () => teams.lookAround(), log));
    },
  };
}

/** Without an app id nothing that comes in could be believed: then nothing is connected, and half a setting is refused. */
function connected({ appId, appPassword, tenantId, ...rest }: TeamsSettings): ConnectedSettings | undefined {
  if (!appId && !appPassword && !tenantId && rest.teams.length === 0) return undefined;
  if (appId && appPassword && tenantId) return { ...rest, appId, appPassword, tenantId };
  const missing = Object.entries({ TEAMS_APP_ID: appId, TEAMS_APP_PASSWORD: appPassword, TEAMS_TENANT_ID: tenantId });
  const names = missing.flatMap(([name, value]) => (value ? [] : [name]));
  throw new CordonError('config_invalid', `Teams is to be connected, but ${names.join(' and ')} is not set.`, {
    remedy: 'Set it, or unset everything that begins with TEAMS_; see docs/teams.md.',
  });
}
