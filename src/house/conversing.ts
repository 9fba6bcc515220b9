/** Puts the chat room on top of the engine: what was said is carried out here, whatever surface it came from. */

import { CordonError } from '../base/errors.ts';
import { idNamed, newId } from '../base/ids.ts';
import type { Asker, Declaration } from '../chat/command.ts';
import { type Converse, createConverse } from '../chat/converse.ts';
import type { Declare } from '../engine/declare.ts';
import type { Engine } from '../engine/handle.ts';
import type { Person } from '../incident/actor.ts';
import type { Incident } from '../incident/incident.ts';
import type { LoadedPlaybook } from '../playbooks/read.ts';
import { externalVersion } from '../postmortem/external.ts';
import { attachment } from '../reactions/attach-playbook.ts';
import { play, type Stage } from '../readiness/play.ts';
import type { Storyline } from '../readiness/storyline.ts';
import { readEvents } from '../store/log.ts';
import type { Store } from '../store/open.ts';
import { findIncident } from '../store/views.ts';
import type { ReadSurroundings } from './surroundings.ts';

export interface ConversingOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly declare: Declare;
  readonly playbooks: ReadonlyMap<string, LoadedPlaybook>;
  readonly storylines: readonly Storyline[];
  readonly stage: Stage;
  readonly surroundings: ReadSurroundings;
  /** Roster of incidents that a person declares. */
  readonly roster: string;
  /** Told of work that goes on after the answer. */
  readonly later: (rest: Promise<void>) => void;
}

export interface Conversing {
  readonly converse: Converse;
  incidentOf(number: number): Promise<Incident | undefined>;
}

export function createConversing(options: ConversingOptions): Conversing {
  const { store, engine, declare, playbooks, storylines, stage, surroundings, roster, later } = options;
  const incident = async (id: string): Promise<Incident | undefined> => {
    const found = await engine.load(id);
    return found.version > 0 ? found : undefined;
  };
  const incidentOf = async (number: number): Promise<Incident | undefined> => {
    const view = await findIncident(store.db, number);
    return view ? incident(view.id) : undefined;
  };
  const open = async (declaration: Declaration, by: Asker, request?: string): Promise<Incident> => {
    const { summary, detectedAt, message, ...rest } = declaration;
    const incidentId = request === undefined ? newId() : idNamed(request);
    const named = request === undefined ? {} : { request };
    const made = await declare({
      ...rest,
      incidentId,
      because: `declared by ${by.name}`,
      roster,
      by,
      ...(detectedAt ? { detectedAt } : {}),
      ...(message?.permalink ? { source: { permalink: message.permalink } } : {}),
    });
    if (message) await engine.handle(incidentId, { type: 'CaptureMessage', message, by });
    if (summary) await engine.handle(incidentId, { type: 'WriteSummary', text: summary, by, ...named });
    return made;
  };
  const converse = createConverse({
    handle: engine.handle,
    declare: open,
    attachPlaybook: (incidentId, slug, by, request) => {
      const loaded = playbooks.get(slug);
      if (!loaded)
        throw new CordonError('not_found', `There is no playbook ${slug}.`, { remedy: 'List them: playbook.' });
      return engine.handle(incidentId, {
        type: 'AttachPlaybook',
        ...attachment(loaded),
        by,
        ...(request ? { request } : {}),
      });
    },
    startDrill: async (slug, by, request) => {
      const storyline = storylines.find((one) => one.slug === slug);
      if (!storyline)
        throw new CordonError('not_found', `There is no storyline ${slug}.`, { remedy: 'List them: drill.' });
      const { number } = await play(storyline, stage, later, request === undefined ? newId() : idNamed(request));
      const begun = await incidentOf(number);
      if (begun) await join(engine, begun, by);
      return { number, text: `Drill #${number} has begun. ${storyline.briefing}` };
    },
    external: async (incidentId) => externalVersion(await readEvents(store.db, incidentId)),
    surroundings,
    incident,
    incidentByNumber: incidentOf,
  });
  return { converse, incidentOf };
}

/** Whoever starts a drill takes part in it. */
async function join(engine: Engine, { id }: Incident, { id: person, name }: Person): Promise<void> {
  await engine.handle(id, {
    type: 'AddMember',
    person: { id: person, name },
    how: 'joined',
    by: { kind: 'service', id: 'cordon', name: 'Cordon' },
  });
}
