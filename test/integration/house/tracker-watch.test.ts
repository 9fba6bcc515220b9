/** What becomes of issues is found by looking, also when no webhook came. */

import { expect, it } from 'vitest';
import { startTrackerWatch } from '../../../src/house/tracker-watch.ts';
import type { Actor } from '../../../src/incident/actor.ts';
import { openTrackers } from '../../../src/postmortem/destinations.ts';
import { startGitHub } from '../../doubles/github/issues.ts';
import { MEMBERS, openEngineRoom, opening, SILENT } from '../../support/engine-room.ts';
import { until } from '../../support/until.ts';

const WORKER: Actor = { kind: 'worker', id: 'worker', name: 'Cordon worker' };

it('takes over what was closed there, and what is gone there stays open here', async () => {
  await using github = await startGitHub('token-1');
  await using room = await openEngineRoom();
  const entry = { uses: 'github', repository: 'owner/name', apiUrl: github.url, token: 'TOKEN' };
  const trackers = openTrackers(
    { board: { ...entry, restricted: true, automatic: false, people: {} } },
    () => 'token-1',
    [],
  );
  const { id } = await room.declare(opening());
  const [person = { id: '', name: '' }] = MEMBERS;
  const by: Actor = { kind: 'person', ...person };
  for (const [text, key] of [
    ['gone', '#99'],
    ['kept', '#1'],
  ] as const) {
    const { accepted = [] } = await room.engine.handle(id, { type: 'AddFollowUp', text, kind: 'prevent', by });
    const [added] = accepted;
    const followUpId = added?.type === 'FollowUpAdded' ? added.data.followUpId : '';
    const issue = { followUpId, tracker: 'board', kind: 'github', key, url: 'https://github.com/owner/name' };
    await room.engine.handle(id, { type: 'RecordTracking', ...issue, by: WORKER });
  }
  const { key } =
    (await trackers[0]?.create({ marker: 'm', title: 't', text: 't', kind: 'prevent', priority: 'normal' })) ?? {};
  await trackers[0]?.setState(key ?? '', 'rejected');

  await using _watch = startTrackerWatch({
    ...{ store: room.store, handle: room.engine.handle, trackers, log: SILENT },
    pauseMs: 50,
  });

  await until(async () => (await room.engine.load(id)).followUps[1]?.state === 'rejected');
  const { followUps } = await room.engine.load(id);
  expect(followUps[1]?.reason).toBe('closed as not to be done: #1 in board');
  expect(followUps[0]).toMatchObject({ state: 'open', tracked: [{ lost: '#99' }] });
});
