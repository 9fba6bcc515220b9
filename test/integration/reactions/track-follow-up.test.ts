/** A follow-up and its issue, each changed by people: what is said on one side comes to the other, once. */

import { expect, it } from 'vitest';
import type { Card } from '../../../src/chat/card.ts';
import type { Handle } from '../../../src/engine/handle.ts';
import type { Person } from '../../../src/incident/actor.ts';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { fieldsOf, openTrackers } from '../../../src/postmortem/destinations.ts';
import { isLost, markerOf, readIssue } from '../../../src/postmortem/tracker.ts';
import type { Delivery, Reach } from '../../../src/reactions/reaction.ts';
import { tellOwner } from '../../../src/reactions/tell-owner.ts';
import { trackFollowUp } from '../../../src/reactions/track-follow-up.ts';
import { startGitHub } from '../../doubles/github/issues.ts';
import { given, type Said, staffed, worker } from '../../support/given.ts';

/** An incident with one follow-up that is an issue of the double. */
async function tracked(url: string) {
  const entry = { uses: 'github', repository: 'owner/name', apiUrl: url, token: 'TOKEN' };
  const board = { ...entry, restricted: true, automatic: false, people: { octo: 'responder-7' } };
  const [tracker] = openTrackers({ board }, () => 'token-1', []);
  if (!tracker) throw new Error('no tracker');
  let story = given(
    ...staffed,
    { type: 'RecordConversation', by: worker, platform: 'room', conversation: 'r1', name: 'inc-42', isPrivate: true },
    { type: 'AddFollowUp', text: 'Replace the key', kind: 'prevent' },
  );

  const handle: Handle = async (_id, command) => {
    const before = story.events.length;
    story = story.and(command as Said);
    return { accepted: story.events.slice(before), incident: story.incident };
  };
  const told: { readonly to: string; readonly card: Card }[] = [];
  const whisper = async (_ref: unknown, _id: string, to: Person, card: Card) => void told.push({ to: to.id, card });
  const reach = {
    ...{ handle, documents: { trackers: [tracker] }, baseUrl: 'http://room.test' },
    sides: { platforms: [{ id: 'room', whisper }] },
  } as unknown as Reach;
  /** Every fact that the reactions are for, also those that they bring about. */
  const deliver = async (from: number): Promise<void> => {
    for (let index = from; index < story.events.length; index += 1) {
      const event = story.events[index] as IncidentEvent;
      for (const { on, react } of [trackFollowUp, tellOwner]) {
        if (on === 'every' || !on.includes(event.type)) continue;
        const delivery = { id: event.id, event, incident: story.incident, signal: AbortSignal.timeout(5000) };
        await react(delivery as unknown as Delivery, reach);
      }
    }
  };
  const say = async (said: Said): Promise<void> => {
    const from = story.events.length;
    story = story.and(said);
    await deliver(from);
  };
  const followUp = () => story.incident.followUps[0];
  /** As the watch does: now and then, or when a webhook tells it to. */
  const look = async (): Promise<void> => {
    const { key = '', fields } = followUp()?.tracked[0] ?? {};
    const about = { followUpId: 'f1', tracker: 'board', by: worker };
    const read = await readIssue(tracker, key, markerOf(story.incident.id, 'f1'));
    if (isLost(read)) return say({ type: 'RecordTrackerLoss', key, ...(read.to ? { to: read.to } : {}), ...about });
    await say({ type: 'RecordTrackerFields', there: fieldsOf(tracker, read), basedOn: fields?.seq ?? 0, ...about });
  };
  await say({ type: 'TrackFollowUp', followUpId: 'f1', in: { target: 'board', kind: 'github', restricted: true } });
  return { say, look, followUp, told, length: () => story.events.length };
}

it('settles down after a change on either side: nothing goes to and fro', async () => {
  await using github = await startGitHub('token-1');
  const { say, look, followUp, length } = await tracked(github.url);
  const [issue] = github.issues;
  await look();
  const quiet = length();
  await look();
  expect(length()).toBe(quiet);

  Object.assign(issue ?? {}, { title: 'Replace it by a role', assignees: [{ login: 'octo' }] });
  await look();
  expect(followUp()).toMatchObject({ text: 'Replace it by a role', owner: { id: 'responder-7' } });
  await say({ type: 'ChangeFollowUp', followUpId: 'f1', text: 'Replace every key by a role', priority: 'urgent' });

  expect(issue?.title).toBe('Replace every key by a role');
  expect(issue?.labels.map(({ name }) => name)).toContain('priority: urgent');
  expect(issue?.assignees).toEqual([{ login: 'octo' }]);
  const before = length();
  for (const _ of [1, 2, 3]) await look();
  expect(length()).toBe(before);
  expect(followUp()).toMatchObject({ text: 'Replace every key by a role', priority: 'urgent' });
});

it('writes nothing over what was changed there unseen, and lets a person settle what both changed', async () => {
  await using github = await startGitHub('token-1');
  const { say, followUp } = await tracked(github.url);
  const [issue] = github.issues;

  Object.assign(issue ?? {}, { title: 'Theirs' });
  await say({ type: 'ChangeFollowUp', followUpId: 'f1', text: 'Ours', priority: 'low' });

  expect(issue?.title).toBe('Theirs');
  expect(issue?.labels.map(({ name }) => name)).toContain('priority: low');
  expect(followUp()).toMatchObject({ text: 'Ours', tracked: [{ differs: ['title'] }] });
  await say({ type: 'SettleTracking', followUpId: 'f1', holds: 'here' });
  expect(issue?.title).toBe('Ours');
  expect(followUp()?.tracked[0]?.differs).toEqual([]);
});

it('tells the owner in private what both changed, once, and again only when something else differs', async () => {
  await using github = await startGitHub('token-1');
  const { say, look, told } = await tracked(github.url);
  const [issue] = github.issues;
  await say({ type: 'ChangeFollowUp', followUpId: 'f1', owner: { id: 'responder-1', name: 'responder-1' } });
  Object.assign(issue ?? {}, { title: 'Theirs' });
  await say({ type: 'ChangeFollowUp', followUpId: 'f1', text: 'Ours' });
  for (const _ of [1, 2]) await look();

  expect(told.map(({ to }) => to)).toEqual(['responder-1']);
  expect(JSON.stringify(told[0]?.card)).toMatch(/#1 says title Theirs.*followup keep f1.*followup take f1/s);
  // Something else that is news and no conflict is not told.
  Object.assign(issue ?? {}, { labels: [{ name: 'priority: low' }] });
  await look();
  expect(told).toHaveLength(1);

  await say({ type: 'SettleTracking', followUpId: 'f1', holds: 'here' });
  Object.assign(issue ?? {}, { title: 'Theirs again' });
  await say({ type: 'ChangeFollowUp', followUpId: 'f1', text: 'Ours again' });
  expect(told).toHaveLength(2);
});

it('tells an owner who may not see a restricted incident nothing: whoever answers for its document is told', async () => {
  await using github = await startGitHub('token-1');
  const { say, told } = await tracked(github.url);
  await say({ type: 'ChangeFollowUp', followUpId: 'f1', owner: { id: 'stranger', name: 'Stranger' } });
  Object.assign(github.issues[0] ?? {}, { title: 'Theirs' });

  await say({ type: 'ChangeFollowUp', followUpId: 'f1', text: 'Ours' });

  expect(told.map(({ to }) => to)).toEqual(['commander']);
});

it.each([
  [410, '#1 is no longer there'],
  [301, '#1 is no longer there, but in another repository'],
] as const)(
  'notices an issue that answers %s, says so to whoever answers for it, and makes another only when asked to',
  async (gone, problem) => {
    await using github = await startGitHub('token-1');
    const { say, look, followUp, told, length } = await tracked(github.url);
    Object.assign(github.issues[0] ?? {}, { gone });

    await look();

    expect(followUp()).toMatchObject({ state: 'open', tracked: [{ tracker: 'board', problem, lost: '#1' }] });
    expect(told.map(({ to }) => to)).toEqual(['commander']);
    expect(JSON.stringify(told[0]?.card)).toContain('followup track f1 in board');
    const before = length();
    await say({ type: 'ChangeFollowUp', followUpId: 'f1', text: 'Replace every key' });
    expect(length()).toBe(before + 1);
    expect(github.issues).toHaveLength(1);

    await say({ type: 'TrackFollowUp', followUpId: 'f1', in: { target: 'board', kind: 'github', restricted: true } });
    expect(followUp()?.tracked).toMatchObject([{ key: '#2' }]);
    expect(github.issues[1]?.title).toBe('Replace every key');
  },
);

it('notices it too when it is the first to be said there', async () => {
  await using github = await startGitHub('token-1');
  const { say, followUp, told } = await tracked(github.url);
  Object.assign(github.issues[0] ?? {}, { gone: 404 });

  await say({ type: 'FinishFollowUp', followUpId: 'f1' });

  expect(followUp()).toMatchObject({ state: 'done', tracked: [{ lost: '#1' }] });
  expect(told).toHaveLength(1);
});

it('takes what the issue says when a person says so', async () => {
  await using github = await startGitHub('token-1');
  const { say, followUp } = await tracked(github.url);
  const [issue] = github.issues;
  Object.assign(issue ?? {}, { title: 'Theirs' });
  await say({ type: 'ChangeFollowUp', followUpId: 'f1', text: 'Ours' });

  await say({ type: 'SettleTracking', followUpId: 'f1', holds: 'there' });

  expect(issue?.title).toBe('Theirs');
  expect(followUp()).toMatchObject({ text: 'Theirs', tracked: [{ differs: [] }] });
});

it('tells nothing more to a tracker that is not for restricted incidents, once an incident is one', async () => {
  await using github = await startGitHub('token-1');
  const entry = { uses: 'github', repository: 'owner/name', apiUrl: github.url, token: 'TOKEN' };
  const board = { ...entry, restricted: false, automatic: false, people: {} };
  const trackers = openTrackers({ board }, () => 'token-1', []);
  const [made] = [await trackers[0]?.create({ marker: 'm', title: 'Old', text: '', kind: 'prevent', priority: 'low' })];
  const issue = { followUpId: 'f1', tracker: 'board', kind: 'github', key: made?.key ?? '', url: made?.url ?? '' };
  const story = given(
    ...staffed,
    { type: 'AddFollowUp', text: 'Old', kind: 'prevent' },
    { type: 'RecordTracking', by: worker, ...issue },
    { type: 'ChangeFollowUp', followUpId: 'f1', text: 'Canary' },
  );
  const failures: unknown[] = [];
  const handle = async (_id: string, command: unknown) => void failures.push(command);
  const reach = { handle, documents: { trackers }, baseUrl: 'http://room.test' } as unknown as Reach;
  const delivery = {
    id: 'd1',
    event: story.events.at(-1),
    incident: story.incident,
    signal: AbortSignal.timeout(5000),
  };

  await expect(trackFollowUp.react(delivery as unknown as Delivery, reach)).rejects.toMatchObject({
    code: 'not_allowed',
  });

  expect(JSON.stringify(github.issues)).not.toContain('Canary');
  expect(failures).toMatchObject([{ type: 'RecordTrackingFailure', followUpId: 'f1' }]);
});
