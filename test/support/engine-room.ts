/** The engine over a database of its own, with a source that speaks plain JSON. */

import type { ReceivedFinding } from '../../src/alerts/finding.ts';
import { RoutingRule } from '../../src/alerts/routing-rule.ts';
import type { AlertSource, Finding } from '../../src/alerts/source.ts';
import { DEFAULT_STORM_LIMITS, type StormLimits } from '../../src/alerts/storms.ts';
import { CordonError } from '../../src/base/errors.ts';
import { newId } from '../../src/base/ids.ts';
import { createLog } from '../../src/base/log.ts';
import { createDeclare, type Declare, type Opening } from '../../src/engine/declare.ts';
import { createEngine, type Engine, type EngineOptions } from '../../src/engine/handle.ts';
import { createIntake, type Intake, type IntakeAnswer } from '../../src/engine/intake.ts';
import { createTriage, type Triage } from '../../src/engine/triage.ts';
import type { Person } from '../../src/incident/actor.ts';
import { DEFAULT_POLICY } from '../../src/incident/policy.ts';
import type { Store } from '../../src/store/open.ts';
import { freshStore } from './database.ts';
import { RESPONDER } from './facts.ts';

export const SILENT = createLog('silent');

export const MEMBERS: readonly Person[] = [
  { id: 'responder-1', name: 'Responder 1' },
  { id: 'responder-2', name: 'Responder 2' },
];

/** Body: `{"key": "…", "findings": [Finding, …]}`. The header `x-secret` is its credential. */
export const plainSource: AlertSource = {
  id: 'plain',
  title: 'Plain',
  docs: 'https://example.com',
  example: '{"key":"k1","findings":[]}',
  verify: ({ headers }) => (headers['x-secret'] === 'open' ? { verdict: 'ok', by: 'secret' } : { verdict: 'none' }),
  read: ({ body }) => {
    const { key, findings } = JSON.parse(new TextDecoder().decode(body)) as { key: string; findings: Finding[] };
    if (!key) throw new CordonError('body_invalid', 'key is missing.', { remedy: 'Add it.' });
    return { deliveryKey: key, findings };
  },
};

export function finding(rest: Partial<ReceivedFinding> = {}): Finding {
  return {
    dedupKey: newId(),
    type: 'UnauthorizedAccess',
    title: 'Stolen role session',
    description: '',
    severity: 'high',
    severityRaw: '8',
    status: 'open',
    entities: [],
    techniques: [],
    ...rest,
  };
}

export const role = (id: string) => ({ kind: 'role' as const, id, account: '111122223333' });
export const address = (id: string) => ({ kind: 'ip' as const, id });

export interface EngineRoom extends AsyncDisposable {
  readonly store: Store;
  readonly engine: Engine;
  readonly declare: Declare;
  readonly intake: Intake;
  readonly triage: Triage;
  /** Sends one alert with our own token. */
  send(
    findings: readonly Finding[],
    options?: { readonly key?: string; readonly drill?: string },
  ): Promise<IntakeAnswer>;
  /** Triage whose commands go through `engine`: to let it fail where a test wants it. */
  triageWith(engine: Engine): Triage;
  /** Another process on the same database: its own memory, the same truth. */
  neighbour(): Pick<EngineRoom, 'engine' | 'declare' | 'triage' | 'intake'>;
}

export async function openEngineRoom(
  options: Partial<EngineOptions> = {},
  storms: StormLimits = DEFAULT_STORM_LIMITS,
): Promise<EngineRoom> {
  const store = await freshStore();
  const rules = [RoutingRule.parse({ name: 'severe', match: { severityAtLeast: 'high' }, severity: 2, open: 'auto' })];
  const declareWith = (engine: Engine) =>
    createDeclare({ store, engine, policy: DEFAULT_POLICY, membersOf: () => MEMBERS });
  const triageWith = (engine: Engine) =>
    createTriage({ store, engine, declare: declareWith(engine), rules, windowMinutes: 240, storms, log: SILENT });
  const process = () => {
    const engine = createEngine({ store, reactionsTo: () => [], log: SILENT, ...options });
    return {
      engine,
      declare: declareWith(engine),
      triage: triageWith(engine),
      intake: createIntake({
        store,
        doorOf: (name) => (name === 'plain' ? { source: plainSource, settings: SETTINGS } : undefined),
        doorNames: ['plain'],
        confirm: async () => undefined,
      }),
    };
  };
  const own = process();
  return {
    store,
    ...own,
    send: (findings, { key = newId(), drill } = {}) => own.intake('plain', request(key, findings), drill, true),
    triageWith,
    neighbour: process,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

const SETTINGS = { secrets: [], allow: [], vendorSchemeOnly: false };

export function request(key: string, findings: readonly Finding[], headers: Record<string, string> = {}) {
  return { headers, body: Buffer.from(JSON.stringify({ key, findings })), receivedAt: new Date() };
}

export function opening(rest: Partial<Opening> = {}): Opening {
  return {
    incidentId: newId(),
    title: 'Stolen role session',
    incidentType: 'identity',
    severity: 2,
    mode: 'live',
    visibility: 'restricted',
    because: 'a test',
    roster: 'cloud-security',
    by: RESPONDER,
    ...rest,
  };
}
