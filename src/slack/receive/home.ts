/** The home tab: what waits for its reader. https://docs.slack.dev/surfaces/app-home */

import { renderForView } from '../render-card.ts';
import type { Desk } from './desk.ts';

export async function publishHome({ house, people, calls }: Desk, account: string): Promise<void> {
  const card = await house.home(await people.personOf(account));
  const view = { type: 'home', blocks: renderForView(card, { number: undefined, at: new Date() }) };
  await calls.call('views.publish', { user_id: account, view });
}
