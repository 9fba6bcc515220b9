/** A house without engine, store or clock: what is said goes straight to the core. For tests of what people are told. */

import type { Answer } from '../../src/chat/answer.ts';
import type { Asker, Surroundings } from '../../src/chat/command.ts';
import { type Converse, createConverse, type Handled } from '../../src/chat/converse.ts';
import type { IncidentCommand } from '../../src/incident/commands.ts';
import { decide } from '../../src/incident/decide.ts';
import { emptyIncident } from '../../src/incident/empty.ts';
import { evolve } from '../../src/incident/evolve.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';
import { person, recorded, type Story } from './given.ts';

export const STRANGER = 'stranger-1';
export const PEOPLE = ['commander', 'account-owner', 'forensics', 'responder-1', 'responder-2', STRANGER];

export function asker(id: string): Asker {
  return { kind: 'person', id, name: id, surface: 'room' };
}

/** What would leave of every incident here. */
export const EXTERNAL = { text: '# Security incident\n\nWe are sorry.\n', sha256: `${'7f3a91'.repeat(10)}0000` };

/** What a command may know at `at`, with these incidents in the list as `reader` may see them. */
export function surroundings(at: Date, incidents: readonly Incident[] = [], reader = ''): Surroundings {
  return {
    at,
    people: PEOPLE.map(person),
    incidents: incidents.map((one) => {
      const member = one.members.some(({ id }) => id === reader);
      const { id, number, codename, severity, phase, status, mode, declaredAt, title } = one;
      const shown = { id, number, codename, severity, phase, status, mode, declaredAt, member };
      return member ? { ...shown, title, ...commanderOf(one) } : shown;
    }),
    actions: [
      offer('revoke-role-sessions', 'Revoke role sessions', 'role'),
      offer('isolate-instance', 'Isolate an instance', 'instance'),
    ],
    providerOf: () => 'simulated',
    playbooks: [{ slug: 'stolen-role-session', title: 'Stolen role session', incidentType: 'identity' }],
    storylines: [{ slug: 'stolen-role-session', title: 'Stolen role session' }],
    templates: [
      { title: 'Standard', choice: { template: 'standard', sha256: 'aa', sections: [{ section: 'header' }] } },
      { title: 'Short one', choice: { template: 'short', sha256: 'bb', sections: [{ section: 'full-log' }] } },
    ],
    sections: [
      { id: 'impact', title: 'Impact' },
      { id: 'lessons', title: 'What went well' },
    ],
    publishers: [
      { target: 'wiki', kind: 'confluence', restricted: false },
      { target: 'archive', kind: 'git', restricted: true },
    ],
    trackers: [{ target: 'jira', kind: 'jira', restricted: true }],
    platforms: ['room', 'slack', 'teams'],
    baseUrl: 'http://127.0.0.1:3000',
    prefix: '/incident',
  };
}

function commanderOf({ roles }: Incident) {
  return roles.commander ? { commander: roles.commander.name } : {};
}

function offer(name: string, title: string, targetKind: string): Surroundings['actions'][number] {
  return { name, title, provider: 'simulated', targetKind, tier: 2, effect: 'reversible' };
}

export interface ChatHouse extends Converse {
  /** Words said where `number` is talked about; outside any incident without one. */
  words(who: string, text: string, number?: number): Promise<Answer>;
  incident(number: number): Incident;
  handle(number: number, command: IncidentCommand): Handled;
}

/** Holds the incidents of these stories; more are declared by `new`. Time stands still at `at`. */
export function openChatHouse(at: Date, ...stories: readonly Story[]): ChatHouse {
  const held = new Map(stories.map(({ incident }) => [incident.id, incident]));
  const numbered = (number: number) => [...held.values()].find((one) => one.number === number);
  const handle = (id: string, command: IncidentCommand): Handled => {
    const before = held.get(id) ?? emptyIncident(id);
    const { accepted, refused } = decide(command, before, at);
    if (refused) return { refused, incident: before };
    const events = recorded(accepted, before, command, at);
    const incident = events.reduce(evolve, before);
    held.set(id, incident);
    return { accepted: events, incident };
  };
  const converse = createConverse({
    handle: async (id, command) => handle(id, command),
    declare: async ({ detectedAt, summary: _summary, playbook: _playbook, ...declaration }, by) => {
      const number = held.size + 101;
      const opened = handle(`incident-${number}`, {
        type: 'DeclareIncident',
        by,
        ...declaration,
        number,
        codename: 'amber-otter',
        because: 'declared by hand',
        roster: { id: 'cloud-security', members: [] },
        policy: DEFAULT_POLICY,
        tlp: 'AMBER',
        ...(detectedAt ? { detectedAt } : {}),
      });
      return opened.incident;
    },
    attachPlaybook: async (id, slug, by) =>
      handle(id, { type: 'AttachPlaybook', slug, title: slug, version: '1', sha256: 'ab', tasks: [], by }),
    startDrill: async () => ({ number: 900, text: 'Drill #900 has begun.' }),
    external: async () => EXTERNAL,
    surroundings: async ({ id }) => surroundings(at, [...held.values()], id),
    incident: async (id) => held.get(id),
    incidentByNumber: async (number) => numbered(number),
  });
  const existing = (number: number): Incident => {
    const found = numbered(number);
    if (!found) throw new Error(`no incident #${number}`);
    return found;
  };
  return {
    ...converse,
    words: (who, text, number) =>
      converse.say(asker(who), number === undefined ? undefined : existing(number).id, { words: text }),
    incident: existing,
    handle: (number, command) => handle(existing(number).id, command),
  };
}

/** The same story under another number, so that two incidents can meet. */
export function renumbered(story: Story, number: number): Story {
  const id = `incident-${number}`;
  return { ...story, incident: { ...story.incident, id, number, codename: 'copper-swift' } };
}
