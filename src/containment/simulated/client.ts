/** Speaks to the simulated cloud, and tells its faults apart: refused, to be tried again, or unknown. */

import { z } from 'zod';
import { CordonError } from '../../base/errors.ts';

export interface Answer {
  readonly result: unknown;
  readonly requestId: string;
}

export interface SimulatedClient {
  /**
   * `not_found` for what is not there, `vendor_failed` for a refusal (retryable when throttled or down),
   * `outcome_unknown` when the connection broke before an answer: the call may have taken effect.
   */
  call(name: string, input: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<Answer>;
}

const TIMEOUT_MS = 10_000;
const Reply = z.object({ result: z.unknown(), requestId: z.string() });
const Fault = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

export function createSimulatedClient(url: string): SimulatedClient {
  return {
    call: async (name, input, signal) => {
      const limit = AbortSignal.timeout(TIMEOUT_MS);
      let response: Response;
      try {
        response = await fetch(`${url}/api/${name}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(input),
          signal: signal ? AbortSignal.any([signal, limit]) : limit,
        });
      } catch (cause) {
        throw unanswered(name, cause);
      }
      const body: unknown = await response.json().catch((cause: unknown) => {
        throw unanswered(name, cause);
      });
      if (response.ok) return Reply.parse(body);
      throw refused(name, response.status, Fault.safeParse(body).data?.error);
    },
  };
}

function unanswered(name: string, cause: unknown): CordonError {
  const refusedToConnect = cause instanceof Error && /ECONNREFUSED/.test(String(cause.cause ?? cause));
  if (refusedToConnect) {
    return new CordonError('vendor_failed', 'The simulated cloud does not answer.', {
      remedy: 'Start it: it comes up with Cordon unless CORDON_SIMULATED_CLOUD_URL names another.',
      retryable: true,
      cause,
    });
  }
  return new CordonError('outcome_unknown', `${name} was sent, but no answer came back.`, {
    remedy: 'Whether it took effect is looked up before anything is repeated.',
    retryable: true,
    cause,
  });
}

function refused(name: string, status: number, fault: { code: string; message: string } | undefined): CordonError {
  const said = fault ? `${fault.code}: ${fault.message}` : `HTTP ${status}`;
  if (status === 404) {
    return new CordonError('not_found', `${name}: ${said}`, { remedy: 'Check account, region and name.' });
  }
  const retryable = status === 429 || status >= 500;
  return new CordonError('vendor_failed', `${name}: ${said}`, {
    remedy: retryable ? 'It is tried again by itself.' : 'Mend what the message names, then plan the action again.',
    retryable,
  });
}
