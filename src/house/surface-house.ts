/** The house as the receiving half of a chat platform sees it: the same for every vendor. */

import type { FastifyPluginAsync } from 'fastify';
import type { Answer } from '../chat/answer.ts';
import type { Card } from '../chat/card.ts';
import type { Asker } from '../chat/command.ts';
import type { CourierHouse } from '../chat/courier.ts';
import type { Outbox } from '../chat/outbox.ts';
import type { ChatPlatform } from '../chat/platform.ts';
import type { Fate, SurfaceHouse, TalkMessage, Whereabouts } from '../chat/surface.ts';
import { mirroredBy, type Talk, type Uttered } from '../chat/talk.ts';
import { announcementCard, homeCard, mineCard, viewerCard } from '../chat/views/index.ts';
import type { Framing } from '../http/house.ts';
import type { Person } from '../incident/actor.ts';
import type { IncidentCommand } from '../incident/commands.ts';
import type { CapturedMessage } from '../incident/events.ts';
import type { Incident } from '../incident/incident.ts';
import { isMember } from '../incident/permissions.ts';
import { severance } from '../incident/sides.ts';
import { CORDON } from '../reactions/reaction.ts';
import { isCompromised, listIncidents, openIncidentIds } from '../store/views.ts';
import { createDrift } from './drift.ts';
import { createFate } from './fate.ts';
import type { Ground } from './ground.ts';

/** A platform with a vendor behind it, as this house opens it. */
export interface Surface {
  readonly platform: ChatPlatform;
  /** The Room in a frame of the platform's own, and the page by which people enter it there. */
  readonly framing?: Framing & { readonly door: string };
  /** Starts hearing what people say there. Answers what is to be mounted, where the vendor comes in over HTTP. */
  hear(): Promise<FastifyPluginAsync | undefined>;
  /** Starts carrying there what is wanted. */
  carry(): void;
}

export interface SurfaceHouseOptions {
  readonly ground: Ground;
  readonly platform: ChatPlatform;
  readonly outbox: Outbox;
  readonly talk: Talk;
  readonly wake: () => void;
}

export interface ConnectedHouse extends SurfaceHouse {
  /** All who are in a conversation without being members of its incident: everybody there is told while it lasts. */
  strangers(incidentId: string, people: readonly Person[]): Promise<void>;
  /** The conversation was looked at, and is archived, there, or out of reach. */
  found(incidentId: string, conversation: string, fate: Fate): Promise<void>;
  /** People of the platform's own group for the roster become members. */
  enlist(incidentId: string, people: readonly Person[]): Promise<void>;
}

/** Incidents whose tasks and approvals a home view gathers. */
const GATHERED = 20;
const CHAT_FILE = 'chat-file';

export function createSurfaceHouse({ ground, platform, outbox, talk, wake }: SurfaceHouseOptions): ConnectedHouse {
  const { config, converse, engine, store, surroundings } = ground;
  const drift = createDrift({ platform, outbox, engine, store });
  const suffer = createFate({ platform, outbox, engine, wake });
  const asker = ({ id, name }: Person): Asker => ({ kind: 'person', id, name, surface: platform.id });

  const isDeaf = (): Promise<boolean> => isCompromised(store.db, platform.id);

  const idAt = async (where: Whereabouts): Promise<string | undefined> =>
    where === undefined ? undefined : outbox.incidentOf(where);
  const at = async (where: string): Promise<Incident | undefined> => {
    const id = await idAt(where);
    return id ? engine.load(id) : undefined;
  };
  const handle = async (incident: Incident, command: IncidentCommand, text: string): Promise<Answer> => {
    const { accepted, refused } = await engine.handle(incident.id, command);
    return refused
      ? { kind: 'refused', ...refused }
      : { kind: 'done', text, number: incident.number, events: accepted };
  };

  /** The message of another side that a message here shows. */
  async function mirrored({ id }: Incident, message: string): Promise<Uttered | undefined> {
    const origin = mirroredBy((await outbox.keyOf(id, message)) ?? '');
    return origin && talk.find(id, origin.platform, origin.id);
  }

  async function requestFiles(by: Person, incident: Incident, files: readonly string[]): Promise<void> {
    for (const file of files) {
      const subject = `${CHAT_FILE}/${platform.id}:${file}`;
      await engine.handle(incident.id, { type: 'RequestEvidence', kind: CHAT_FILE, subject, by: asker(by) });
    }
  }

  async function capture(by: Person, where: string, { files, id, ...message }: TalkMessage): Promise<Answer> {
    const incident = await at(where);
    if (!incident) return NOWHERE;
    const captured = { platform: platform.id, conversation: where, messageId: id, ...message };
    const command = { type: 'CaptureMessage', message: captured, by: asker(by) } as const;
    const answer = await handle(incident, command, 'On the timeline.');
    if (answer.kind === 'done') await requestFiles(by, incident, files);
    return answer;
  }

  return {
    prefix: config.prefix,
    strangers: drift.reconcile,
    found: async (incidentId, conversation, fate) => {
      const incident = await engine.load(incidentId);
      const known = incident.conversations.find((one) => one.conversation === conversation);
      if (typeof fate === 'object' ? known?.name === fate.renamed : fate === 'back' && !known?.archived) return;
      await suffer(incident, conversation, fate, undefined);
    },
    enlist: async (incidentId, people) => {
      await engine.handle(incidentId, { type: 'AddMembers', people, how: 'roster', by: CORDON });
    },
    say: async (by, where, said) => ((await isDeaf()) ? DEAF : converse.say(asker(by), await idAt(where), said)),
    form: async (by, where, words) => ((await isDeaf()) ? DEAF : converse.form(asker(by), await idAt(where), words)),
    capture: async (by, where, message) => ((await isDeaf()) ? DEAF : capture(by, where, message)),
    captureMirrored: async (by, where, message) => {
      const incident = (await isDeaf()) ? undefined : await at(where);
      const uttered = incident && (await mirrored(incident, message));
      if (!incident || !uttered) return NOT_A_PERSON;
      const command = { type: 'CaptureMessage', message: capturedFrom(incident, uttered), by: asker(by) } as const;
      return handle(incident, command, 'On the timeline.');
    },
    heard: async (where, utterance) => {
      const incidentId = (await isDeaf()) ? undefined : await idAt(where);
      // What shows another side's message here is Cordon's own, whatever the adapter made of it.
      if (!incidentId || (await outbox.keyOf(incidentId, utterance.id))) return;
      await talk.hear(incidentId, platform.id, utterance);
    },
    unsaid: async (where, message) => {
      const incidentId = (await isDeaf()) ? undefined : await idAt(where);
      if (incidentId) await talk.remove(incidentId, platform.id, message);
    },
    withdraw: async (by, where, messageId) => {
      if (await isDeaf()) return DEAF;
      const incident = await at(where);
      if (!incident) return NOWHERE;
      const uttered = await mirrored(incident, messageId);
      const own = { platform: platform.id, conversation: where, messageId };
      const { platform: of, conversation, messageId: id } = uttered ? capturedFrom(incident, uttered) : own;
      const command = { type: 'WithdrawCapture', platform: of, conversation, messageId: id } as const;
      return handle(incident, { ...command, by: asker(by) }, 'Taken back.');
    },
    drop: async (by, where, files) => {
      const incident = (await isDeaf()) ? undefined : await at(where);
      if (incident) await requestFiles(by, incident, files);
    },
    joined: async (where, who, letInBy) => {
      const incident = await at(where);
      if (!incident || isMember(incident, who) || (await isDeaf())) return;
      if (letInBy && isMember(incident, letInBy)) {
        const command = { type: 'AddMember', person: who, how: 'invited', by: asker(letInBy) } as const;
        if ((await engine.handle(incident.id, command)).accepted) return;
      }
      await drift.raise(incident.id, who);
    },
    left: async (where, who) => {
      const incident = await at(where);
      if (!incident) return;
      if (!isMember(incident, who)) return drift.settle(incident.id, who);
      if (await isDeaf()) return;
      const { refused } = await engine.handle(incident.id, { type: 'LeaveIncident', by: asker(who) });
      if (!refused) return;
      const line = {
        text: `${who.name} left this conversation. ${refused.reason} ${refused.remedy}`,
        preview: `#${incident.number} ${incident.codename}`,
        seq: incident.version,
        at: new Date().toISOString(),
      };
      const ref = { incidentId: incident.id, conversation: where };
      await platform.say(ref, `left:${who.id}:${incident.version}`, line, 'urgent');
    },
    befell: async (where, fate, by) => {
      const incident = await at(where);
      if (incident) await suffer(incident, where, fate, by);
    },
    conversations: async () => {
      const incidents = await Promise.all((await openIncidentIds(store.db)).map(engine.load));
      const carried = incidents.filter((incident) => !severance(incident, platform.id));
      return carried.flatMap(({ conversations }) => conversations.filter((one) => one.platform === platform.id));
    },
    home: async (by) => {
      if (await isDeaf()) return NOTHING_HERE;
      const [views, around] = await Promise.all([listIncidents(store.db), surroundings(by)]);
      const mine = views.filter(({ status, members }) => status === 'open' && members.includes(by.id));
      const incidents = await Promise.all(mine.slice(0, GATHERED).map(({ id }) => engine.load(id)));
      const card = mineCard(by, incidents, around.at);
      return { ...card, blocks: [...card.blocks, { kind: 'divider' }, ...homeCard(around).blocks] };
    },
    find: async (text) => {
      const wanted = text.trim().replace(/^#/, '').toLowerCase();
      const views = (await listIncidents(store.db)).toSorted((one, other) => other.number - one.number);
      const found = views.filter(({ number, codename }) => `${number}` === wanted || codename.includes(wanted));
      const incidents = await Promise.all(found.slice(0, GATHERED).map(({ id }) => engine.load(id)));
      return incidents.map(announcementCard);
    },
    cardFor: async (by, where, message) => {
      const incident = (await isDeaf()) ? undefined : await at(where);
      const key = incident ? await outbox.keyOf(incident.id, message) : undefined;
      if (!incident || !key || (incident.visibility === 'restricted' && !isMember(incident, by))) return undefined;
      const wanted = (await outbox.standing(incident.id, key)).find((one) => one.key === key);
      if (wanted?.item.kind !== 'card') return undefined;
      const { card: everybody } = wanted.item;
      return { everybody, reader: viewerCard(everybody, incident, by) };
    },
    numberOf: async (where) => (await at(where))?.number,
    redraw: async (where, message) => {
      const incidentId = await idAt(where);
      const key = incidentId ? await outbox.keyOf(incidentId, message) : undefined;
      if (!incidentId || !key) return;
      await outbox.again(incidentId, key);
      wake();
    },
  };
}

/** The platform was declared compromised: whoever speaks there may be somebody else. */
const DEAF: Answer = {
  kind: 'refused',
  code: 'severed',
  reason: 'Cordon does not speak here.',
  remedy: 'Go on where you were told to.',
};
const NOTHING_HERE: Card = { key: 'home', title: 'Cordon', tone: 'plain', blocks: [], preview: 'Cordon' };

/** Marked wherever it is shown, a message is one entry: the one of the side it was written on. */
export function capturedFrom(incident: Incident, { platform, id, author, text, files, saidAt, permalink }: Uttered) {
  const there = incident.conversations.find((one) => one.platform === platform);
  return {
    platform,
    conversation: there?.conversation ?? incident.id,
    messageId: id,
    author: author ?? { id: 'unknown', name: 'Somebody' },
    text: text || files.join(', ') || 'A message that was deleted',
    sentAt: saidAt,
    ...(permalink ? { permalink } : {}),
  } satisfies CapturedMessage;
}

const NOT_A_PERSON: Answer = {
  kind: 'refused',
  code: 'unknown_message',
  reason: 'No person wrote this message.',
  remedy: 'Mark a message that a person wrote, or write a note.',
};

const NOWHERE: Answer = {
  kind: 'refused',
  code: 'unknown_incident',
  reason: 'This is not the conversation of an incident.',
  remedy: 'Do it in the conversation of one.',
};

/** What the courier of a platform tells of conversations, as events of their incidents. */
export function courierHouse({ engine, passes }: Ground, platform: ChatPlatform['id']): CourierHouse {
  const { handle } = engine;
  return {
    linkOf: passes.linkOf,
    opened: async (incidentId, opened) => {
      await handle(incidentId, { type: 'RecordConversation', platform, ...opened, by: CORDON });
    },
    failed: async (incidentId, problem, remedy) => {
      await handle(incidentId, { type: 'RecordConversationFailure', platform, problem, remedy, by: CORDON });
    },
  };
}
