/** The Web API's gate: token, scopes, rates and faults, then the method. */

import type { IncomingHttpHeaders } from 'node:http';
import type { App } from './app.ts';
import { type Args, text } from './args.ts';
import type { Faults } from './faults.ts';
import type { Journal } from './journal.ts';
import type { Call, Kernel, Method } from './kernel.ts';
import { METHODS } from './methods/index.ts';
import type { Rates } from './rates.ts';
import { isRefusal, refuse } from './refusal.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Gate {
  /** Answers one call; undefined: hang up, 'silence': never answer. */
  answer(method: string, args: Args, headers: IncomingHttpHeaders): Promise<Reply | 'cut' | 'silence'>;
}

interface Parts {
  readonly kernel: Kernel;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly rates: Rates | undefined;
}

export function createGate({ kernel, faults, journal, rates }: Parts): Gate {
  function run(name: string, args: Args, headers: IncomingHttpHeaders): Reply {
    const method = METHODS.get(name);
    if (!method) return told(kernel.app, { ok: false, error: 'unknown_method', req_method: name });
    try {
      const token = tokenOf(kernel.app, args, headers, method);
      checkScopes(kernel, method, args, token);
      const wait = rates?.waitSeconds(method, text(args, 'channel') ?? '') ?? 0;
      if (wait > 0) return rateLimited(wait);
      return told(kernel.app, { ok: true, ...method.run(kernel, { args, token }) });
    } catch (fault) {
      if (!isRefusal(fault)) throw fault;
      return told(kernel.app, { ok: false, error: fault.refusal, ...fault.beside });
    }
  }

  async function answer(name: string, args: Args, headers: IncomingHttpHeaders): Promise<Reply | 'cut' | 'silence'> {
    const { token: _, ...shown } = args;
    const note = (outcome: string): void =>
      void journal.entries.push({ method: name, args: shown, atMs: Date.now(), outcome });
    if (faults.delayMs > 0) await new Promise((done) => setTimeout(done, faults.delayMs));
    if (faults.outage) {
      note(`status ${faults.outage}`);
      return { status: faults.outage, headers: {}, body: 'upstream is down' };
    }
    const fault = faults.next(name);
    if (fault?.as === 'status') {
      note(`status ${fault.status}`);
      const after = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) };
      return { status: fault.status, headers: after, body: fault.status === 429 ? RATE_LIMITED : 'fault on command' };
    }
    if (fault?.as === 'error') {
      note(fault.error);
      return told(kernel.app, { ok: false, error: fault.error });
    }
    if (fault && !fault.after) {
      note(fault.as);
      return fault.as;
    }
    const reply = run(name, args, headers);
    note(fault ? `${fault.as} after ${outcomeOf(reply)}` : outcomeOf(reply));
    return fault ? fault.as : reply;
  }

  return { answer };
}

const RATE_LIMITED = JSON.stringify({ ok: false, error: 'ratelimited' });

function rateLimited(seconds: number): Reply {
  return { status: 429, headers: { 'retry-after': String(seconds) }, body: RATE_LIMITED };
}

function outcomeOf({ status, body }: Reply): string {
  if (status !== 200) return `status ${status}`;
  const { ok, error } = JSON.parse(body) as { ok: boolean; error?: string };
  return ok ? 'ok' : (error ?? 'error');
}

function told({ scopes }: App, body: Record<string, unknown>): Reply {
  return { status: 200, headers: { 'x-oauth-scopes': [...scopes].join(',') }, body: JSON.stringify(body) };
}

function tokenOf(app: App, args: Args, headers: IncomingHttpHeaders, method: Method): Call['token'] {
  if (method.token === 'none') return 'bot';
  const given = headers.authorization?.replace(/^Bearer\s+/i, '') ?? text(args, 'token');
  if (!given) throw refuse('not_authed');
  const kind = new Map<string, Call['token']>([
    [app.botToken, 'bot'],
    [app.appToken, 'app'],
    [app.userToken, 'user'],
  ]).get(given);
  if (!kind) throw refuse('invalid_auth');
  if (method.token !== 'any' && kind !== (method.token ?? 'bot')) throw refuse('not_allowed_token_type');
  return kind;
}

function checkScopes(kernel: Kernel, method: Method, args: Args, token: Call['token']): void {
  const wanted = method.scopes?.(kernel, args) ?? [];
  const held = token === 'app' ? new Set(['connections:write']) : kernel.app.scopes;
  if (wanted.length > 0 && !wanted.some((scope) => held.has(scope))) {
    throw refuse('missing_scope', { needed: wanted.join(','), provided: [...held].join(',') });
  }
}
