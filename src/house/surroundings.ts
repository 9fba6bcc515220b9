/** What a chat command may know beside its incident, read for one call. */

import type { Surroundings } from '../chat/command.ts';
import { type Catalogue, nameOf } from '../containment/index.ts';
import type { Person } from '../incident/actor.ts';
import type { Mode, Visibility } from '../incident/events.ts';
import type { Severity } from '../incident/policy.ts';
import type { Destination } from '../incident/postmortem-commands.ts';
import type { ProviderOf } from '../incident/scope.ts';
import type { LoadedPlaybook } from '../playbooks/read.ts';
import { SECTIONS } from '../postmortem/sections/index.ts';
import type { Templates } from '../postmortem/template.ts';
import type { Storyline } from '../readiness/storyline.ts';
import type { Store } from '../store/open.ts';
import { listPeople } from '../store/people.ts';
import { type IncidentView, listIncidents } from '../store/views.ts';

export interface SurroundingsOptions {
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly providerOf: ProviderOf;
  readonly playbooks: ReadonlyMap<string, LoadedPlaybook>;
  readonly storylines: readonly Storyline[];
  readonly templates: Templates;
  readonly publishers: readonly Destination[];
  readonly trackers: readonly Destination[];
  readonly platforms: readonly string[];
  readonly baseUrl: () => string;
  readonly prefix: string;
}

/** Whoever speaks from a platform is told what to type there. */
export type ReadSurroundings = (person: Person & { readonly surface?: string }) => Promise<Surroundings>;

/** In Teams the bot is called by its name. */
const TEAMS_PREFIX = '@Cordon';

export function createSurroundings(options: SurroundingsOptions): ReadSurroundings {
  const { store, catalogue, providerOf, playbooks, storylines, platforms, baseUrl, prefix } = options;
  const actions = catalogue.actions.map((action) => {
    const { title, provider, targetKind, tier, effect } = action;
    return { name: nameOf(action), title, provider, targetKind, tier, effect };
  });
  const shelf = [...playbooks.values()].map(({ playbook }) => ({
    slug: playbook.id,
    title: playbook.title,
    incidentType: playbook.incidentType,
  }));
  const sections = SECTIONS.filter(({ title }) => title !== '').map(({ id, title }) => ({ id, title }));
  const templates = options.templates.offered;
  const publishers = options.publishers.map(destination);
  const trackers = options.trackers.map(destination);
  return async (person) => {
    const [people, views] = await Promise.all([listPeople(store.db), listIncidents(store.db)]);
    return {
      at: new Date(),
      people,
      incidents: views.map((view) => rowFor(view, person.id)),
      actions,
      providerOf,
      playbooks: shelf,
      storylines: storylines.map(({ slug, title }) => ({ slug, title })),
      templates,
      sections,
      publishers,
      trackers,
      platforms,
      baseUrl: baseUrl(),
      prefix: person.surface === 'teams' ? TEAMS_PREFIX : prefix,
    };
  };
}

export type Row = Surroundings['incidents'][number] & {
  readonly nextClockAt?: string;
  readonly approvalsWaiting: number;
};

/** A row as much as the reader may see: an outsider of a restricted incident gets no title and no commander. */
export function rowFor(view: IncidentView, reader: string): Row {
  const member = view.members.includes(reader);
  const inside = member || view.visibility === ('open' satisfies Visibility);
  return {
    id: view.id,
    number: view.number,
    codename: view.codename,
    ...(inside ? { title: view.title } : {}),
    severity: view.severity as Severity,
    phase: view.phase,
    status: view.status,
    mode: view.mode as Mode,
    ...(inside && view.commander ? { commander: view.commander } : {}),
    ...(inside && view.nextClockAt ? { nextClockAt: view.nextClockAt.toISOString() } : {}),
    approvalsWaiting: inside ? view.approvalsWaiting : 0,
    declaredAt: view.declaredAt.toISOString(),
    member,
  };
}

/** As much of a place as a command may know. */
function destination({ target, kind, restricted }: Destination): Destination {
  return { target, kind, restricted };
}
