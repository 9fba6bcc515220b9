import { describe, expect, it } from 'vitest';
import { asker, EXTERNAL, openChatHouse, renumbered, STRANGER } from '../../support/chat-house.ts';
import { contained, given, planned, proposed, type Step, staffed, worker } from '../../support/given.ts';

const story = given(...staffed, { type: 'AddTask', text: 'Look at the logs' });
/** Words that stand in the incident and nowhere outside it. */
const INSIDE = /Role session|i-0abc|web-prod|Look at the logs|account-owner|forensics|responder-1/;

describe('what a member says', () => {
  it('is done, with the facts that came of it', async () => {
    const house = openChatHouse(story.at, story);

    const answer = await house.words('responder-1', 'tick t1 nothing there', 42);

    expect(answer).toMatchObject({ kind: 'done', text: 't1 is done.', events: [{ type: 'TaskTicked' }] });
    expect(await house.words('responder-1', 'tick t1', 42)).toMatchObject({ text: 'It is so already.' });
    expect(house.incident(42).tasks[0]).toMatchObject({ state: 'done' });
  });

  it('is refused with the reason and the remedy of the core', async () => {
    const house = openChatHouse(story.at, given(...staffed, proposed(), planned('7f3a91c2')));

    expect(await house.words('commander', 'approve a1 7f3a91', 42)).toMatchObject({
      kind: 'refused',
      code: 'own_request',
      reason: 'You requested this plan, so someone else must approve it.',
    });
    expect(await house.words('account-owner', 'approve a1 000000', 42)).toMatchObject({ code: 'plan_changed' });
    expect(await house.words('account-owner', 'approve a1 7f3a91', 42)).toMatchObject({ kind: 'done' });
  });

  it('opens a form where something is missing, and the sent form does what words do', async () => {
    const house = openChatHouse(story.at, story);

    expect(await house.words('commander', 'severity 1', 42)).toMatchObject({ form: { command: 'severity' } });
    const sent = { command: 'severity', fields: { to: '1', reason: 'keys are in use' } };
    expect(await house.say(asker('commander'), story.incident.id, sent)).toMatchObject({ kind: 'done' });
    expect(house.incident(42).severity).toBe(1);
  });

  it('may begin with the prefix, in any of its forms', async () => {
    const house = openChatHouse(story.at, story);

    for (const words of ['/incident status', '@Cordon status', ' status ', '/incident']) {
      expect(await house.words('commander', words, 42), words).toMatchObject({ card: { key: 'summary' } });
    }
  });

  it('reaches an incident from anywhere by its number', async () => {
    const house = openChatHouse(story.at, story);

    expect(await house.words('commander', '#42 tick t1')).toMatchObject({ kind: 'done', number: 42 });
    expect(await house.words('commander', '42')).toMatchObject({ card: { key: 'summary' } });
    expect(await house.words('commander', '99 tick t1')).toMatchObject({ code: 'unknown_incident' });
    expect(await house.words('commander', '99999999999999999999 status')).toMatchObject({ kind: 'usage' });
  });

  it('sends a form that was asked for by number to that number', async () => {
    const house = openChatHouse(story.at, story);

    const asked = await house.form(asker('commander'), undefined, '42 severity 2');
    expect(asked).toMatchObject({ kind: 'form', form: { command: '42 severity' } });

    const sent = { command: '42 severity', fields: { to: '2', reason: 'one host only' } };
    expect(await house.say(asker('commander'), undefined, sent)).toMatchObject({ kind: 'done', number: 42 });
  });

  it('outside any incident is answered with where it would work', async () => {
    const house = openChatHouse(story.at, story);

    expect(await house.words('commander', 'tick t1')).toMatchObject({
      problem: expect.stringContaining('Yours are open: #42 sapphire-heron'),
      usage: 'Name it by number: /incident 42 tick t3',
    });
    expect(await house.words('commander', '')).toMatchObject({ card: { key: 'home' } });
  });
});

describe('declaring, drilling, attaching', () => {
  it('opens an incident with what was said of it', async () => {
    const house = openChatHouse(story.at);
    const fields = { title: 'Unknown key', severity: '2', playbook: 'stolen-role-session', detectedAt: '13:05' };

    const answer = await house.say(asker('responder-1'), undefined, { command: 'new', fields });

    expect(answer).toMatchObject({ kind: 'done', text: '#101 amber-otter is open.', number: 101 });
    expect(house.incident(101)).toMatchObject({ title: 'Unknown key', severity: 2, incidentType: 'identity' });
    expect(house.incident(101).milestones.detected).toBe('2026-03-01T13:05:00.000Z');
  });

  it('starts a storyline and attaches a playbook by name, and names those there are', async () => {
    const house = openChatHouse(story.at, story);

    expect(await house.words('commander', 'drill stolen-role-session')).toMatchObject({ number: 900 });
    expect(await house.words('commander', 'playbook stolen-role-session', 42)).toMatchObject({ text: 'Attached.' });
    expect(await house.words('commander', 'drill nothing')).toMatchObject({
      problem: expect.stringContaining('stolen-role-session'),
    });
  });
});

describe('merging', () => {
  const other = renumbered(story, 41);

  it('records it on both sides', async () => {
    const house = openChatHouse(story.at, story, other);

    expect(await house.words('commander', 'merge 41 because same role', 42)).toMatchObject({
      text: 'Merged into #41 copper-swift.',
    });
    expect(house.incident(42)).toMatchObject({ status: 'merged', mergedInto: { number: 41 } });
    expect(house.incident(41).absorbed).toEqual([story.incident.id]);
  });

  it('changes nothing when the other side cannot take it', async () => {
    const house = openChatHouse(story.at, story, other);
    house.handle(41, { type: 'CloseIncident', by: asker('commander'), resolution: 'over', accept: [] });

    expect(await house.words('commander', 'merge 41 because same role', 42)).toMatchObject({ code: 'closed' });
    expect(await house.words('commander', 'merge 77 because same role', 42)).toMatchObject({
      code: 'unknown_incident',
    });
    expect(await house.words('commander', 'merge 42 because same role', 42)).toMatchObject({
      code: 'merge_with_itself',
    });
    expect(house.incident(42).status).toBe('open');
  });

  it('is only for members of both', async () => {
    const closedDoor = renumbered(given(...staffed.slice(0, 1)), 41);
    const withCommander = given(...staffed);
    const house = openChatHouse(story.at, withCommander, {
      ...closedDoor,
      incident: { ...closedDoor.incident, members: [] },
    });

    expect(await house.words('commander', 'merge 41 because same role', 42)).toMatchObject({ code: 'not_a_member' });
    expect(house.incident(42).status).toBe('open');
  });
});

describe('an outsider', () => {
  const secret = given(...contained, { type: 'AddTask', text: 'Look at the logs' });
  const open = () => openChatHouse(secret.at, secret);

  it('sees the announcement, by whatever name they ask for it', async () => {
    for (const words of ['', 'status', 'panel']) {
      const answer = await open().words(STRANGER, words, 42);
      expect(answer).toMatchObject({ kind: 'card', card: { key: 'announcement' } });
      expect(JSON.stringify(answer)).not.toMatch(INSIDE);
    }
  });

  it('gets help and may declare, as anywhere', async () => {
    expect(await open().words(STRANGER, 'help', 42)).toMatchObject({ card: { key: 'help' } });
    expect(await open().words(STRANGER, 'new sev3 Something else', 42)).toMatchObject({ kind: 'done', number: 102 });
  });

  it('brings along no message that somebody wrote elsewhere: only its own platform says so', async () => {
    const author = { id: 'responder-1', name: 'Responder 1' };
    const message = { conversation: 'c', messageId: 'm', author, text: 'It was me', sentAt: '2026-03-02T03:04:05Z' };
    const declaring = (platform: string, surface: 'room' | 'slack') =>
      open().say({ ...asker(STRANGER), surface }, undefined, {
        command: 'new',
        fields: { title: 'Keys used', severity: '3', message: JSON.stringify({ ...message, platform }) },
      });

    expect(await declaring('teams', 'slack')).toMatchObject({ kind: 'usage' });
    expect(await declaring('room', 'room')).toMatchObject({ kind: 'usage' });
    expect(await declaring('slack', 'slack')).toMatchObject({ kind: 'done' });
  });

  it('is refused everything else in the same words, whether or not the thing exists', async () => {
    const house = open();
    const refusals = await Promise.all(
      [
        'tick t1',
        'tick t99',
        'plan a1',
        'plan a99',
        'snooze nothing 30m',
        'evidence request x y',
        'close it is over',
      ].map((words) => house.words(STRANGER, words, 42)),
    );

    for (const refusal of refusals) expect(refusal).toEqual(refusals[0]);
    expect(refusals[0]).toMatchObject({ kind: 'refused', code: 'not_a_member' });
  });

  it('opens no form of it but the one that asks for access', async () => {
    const house = open();

    expect(await house.form(asker(STRANGER), undefined, '42 rename')).toMatchObject({ code: 'not_a_member' });
    expect(await house.form(asker(STRANGER), undefined, '42 contain')).toMatchObject({ code: 'not_a_member' });
    const asked = await house.form(asker(STRANGER), undefined, '42 access');
    expect(asked).toMatchObject({ form: { command: '42 access' } });
    expect(JSON.stringify(asked)).not.toMatch(INSIDE);
  });

  it('asks once, learns nothing by it, and is let in by a member', async () => {
    const house = open();
    const sent = { command: '42 access', fields: { reason: 'I own the account' } };

    const answer = await house.say(asker(STRANGER), undefined, sent);
    expect(answer).toMatchObject({ kind: 'done', text: 'Asked. A member decides.', events: [] });
    expect(await house.words(STRANGER, `access allow @${STRANGER}`, 42)).toMatchObject({ code: 'not_a_member' });
    expect(await house.words('responder-1', 'access', 42)).toMatchObject({ card: { key: 'access' } });
    expect(await house.words('responder-1', `access allow @${STRANGER}`, 42)).toMatchObject({ kind: 'done' });
    expect(await house.words(STRANGER, 'status', 42)).toMatchObject({ card: { key: 'summary' } });
  });

  it('learns no title from the list', async () => {
    const answer = await open().words(STRANGER, 'list all');

    expect(JSON.stringify(answer)).toContain('sapphire-heron');
    expect(JSON.stringify(answer)).not.toMatch(INSIDE);
  });
});

describe('an incident open to everybody here', () => {
  it('is read by all, and joined by asking', async () => {
    const house = openChatHouse(
      story.at,
      story.and({ type: 'SetVisibility', to: 'open', reason: 'it was in the news' }),
    );

    expect(await house.words(STRANGER, 'status', 42)).toMatchObject({ card: { key: 'summary' } });
    expect(await house.words(STRANGER, 'tick t1', 42)).toMatchObject({ code: 'not_a_member' });
    expect(await house.words(STRANGER, 'access because I can help', 42)).toMatchObject({ text: 'You are in.' });
    expect(await house.words(STRANGER, 'tick t1', 42)).toMatchObject({ kind: 'done' });
  });
});

describe('the external version', () => {
  const written: readonly Step[] = [
    ...staffed,
    { type: 'CloseIncident', resolution: 'over', accept: [] },
    { type: 'RecordPostmortem', by: worker, chainHead: 'ab', sha256: 'cd' },
  ];
  const hash = EXTERNAL.sha256.slice(0, 16);

  it('is shown word by word with its hash, and approved by somebody who read exactly that', async () => {
    const told = given(...written);
    const house = openChatHouse(told.at, told);

    const shown = await house.words('responder-1', 'postmortem external', 42);
    expect(JSON.stringify(shown)).toContain('We are sorry.');
    expect(JSON.stringify(shown)).toContain(EXTERNAL.sha256);
    expect(JSON.stringify(shown)).toContain(`postmortem external approve ${hash}`);
    expect(await house.words('responder-1', 'postmortem external approve 00000000', 42)).toMatchObject({
      kind: 'refused',
      code: 'text_changed',
    });
    expect(await house.words('responder-1', 'postmortem external approve 7', 42)).toMatchObject({ kind: 'refused' });
    expect(await house.words('responder-1', `postmortem external approve ${hash}`, 42)).toMatchObject({ kind: 'done' });
    expect(house.incident(42).writeUp.external).toMatchObject({ sha256: EXTERNAL.sha256, by: { id: 'responder-1' } });
  });

  it('is approved by another person than the one who worded it', async () => {
    const worded = { type: 'WriteSection', section: 'external-version', text: 'We are sorry.', basedOn: 0 } as const;
    const told = given(...written, { ...worded, by: 'responder-1' });
    const house = openChatHouse(told.at, told);

    expect(await house.words('responder-1', `postmortem external approve ${hash}`, 42)).toMatchObject({
      code: 'own_document',
    });
    expect(await house.words('commander', `postmortem external approve ${hash}`, 42)).toMatchObject({ kind: 'done' });
  });

  it('is neither shown to nor approved by an outsider, nor before there is a post-mortem', async () => {
    const told = given(...written);
    const house = openChatHouse(told.at, told);
    for (const words of ['postmortem external', `postmortem external approve ${hash}`]) {
      const answer = await house.words(STRANGER, words, 42);
      expect(answer.kind).toBe('refused');
      expect(JSON.stringify(answer)).not.toMatch(/sorry|7f3a91/);
    }
    const early = openChatHouse(story.at, story);
    expect(await early.words('commander', 'postmortem external', 42)).toMatchObject({ code: 'not_closed' });
  });
});

describe('the template of a post-mortem', () => {
  it('is chosen by hand, by name or from a list, and recorded as a fact', async () => {
    const house = openChatHouse(story.at, story);

    expect(await house.words('commander', 'postmortem template', 42)).toMatchObject({
      form: { command: 'postmortem' },
    });
    const fields = { verb: 'template', text: 'short' };
    const sent = await house.say(asker('commander'), story.incident.id, { command: 'postmortem', fields });
    expect(sent).toMatchObject({ kind: 'done', events: [{ type: 'TemplateChosen', data: { template: 'short' } }] });
    expect(house.incident(42).writeUp.templateName).toBe('short');
    expect(await house.words('commander', 'postmortem template grand', 42)).toMatchObject({
      kind: 'usage',
      problem: 'There is no template grand. There are: standard, short.',
    });
  });
});
