/** Calls to the places that documents and follow-ups go to: JSON in and out, one deadline, faults that say if a retry helps. */

import { CordonError } from '../base/errors.ts';

export interface CallerOptions {
  /** What faults call it: `Jira at https://…`. */
  readonly name: string;
  readonly baseUrl: string;
  /** Sent with every call; never shown in a fault. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  /** An object is sent as JSON; bytes and forms as they are. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Answered instead of a fault where the path leads to nothing any more: 301, 404 or 410. What it led to is not followed,
   * for the credential is not for elsewhere.
   */
  readonly absent?: (status: number) => unknown;
  /** The answer is whatever it is: a receiver of webhooks owes none. */
  readonly deaf?: boolean;
}

export type Caller = (call: Call) => Promise<unknown>;

const ABSENT: ReadonlySet<number> = new Set([301, 404, 410]);
const DEADLINE_MS = 30_000;
/** Of a vendor's words in a fault, UTF-16 units. */
const SHOWN = 300;

/** Throws `vendor_failed` for any answer but 2xx; retryable for 408, 429, 5xx and for no answer at all. */
export function createCaller({ name, baseUrl, headers }: CallerOptions): Caller {
  return async (call) => {
    const { method, path, absent, deaf = false } = call;
    const answer = await send(name, `${baseUrl}${path}`, requestOf(call, headers));
    const text = await answer.text();
    if (absent && ABSENT.has(answer.status)) return absent(answer.status);
    if (answer.ok) return deaf || text === '' ? undefined : readJson(name, text);
    throw new CordonError(
      'vendor_failed',
      `${name} answered ${answer.status} to ${method} ${path.split('?')[0]}: ${text.slice(0, SHOWN)}`,
      {
        remedy: remedyFor(answer.status),
        retryable: answer.status === 408 || answer.status === 429 || answer.status >= 500,
      },
    );
  };
}

function requestOf({ method, body, headers: more = {} }: Call, headers: CallerOptions['headers']): RequestInit {
  const raw = isRaw(body);
  return {
    method,
    headers: {
      accept: 'application/json',
      ...(body === undefined || raw ? {} : { 'content-type': 'application/json' }),
      ...headers,
      ...more,
    },
    ...(body === undefined ? {} : { body: raw ? body : JSON.stringify(body) }),
  };
}

async function send(name: string, url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(DEADLINE_MS) });
  } catch (cause) {
    throw new CordonError('vendor_failed', `${name} did not answer.`, {
      remedy: 'Check its address in the configuration and that it can be reached from here; it is tried again.',
      retryable: true,
      cause,
    });
  }
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CordonError('vendor_failed', `${name} answered something that is no JSON.`, {
      remedy: 'Check its address in the configuration: a proxy or a sign-in page may answer in its place.',
      cause,
    });
  }
}

function remedyFor(status: number): string {
  if (status === 401 || status === 403)
    return 'Renew its token, or give it the rights that docs/configuration.md names.';
  if (status === 404) return 'Check project, space or repository in the configuration.';
  return status === 429 || status >= 500 ? 'It is tried again by itself.' : 'Mend what it names in the configuration.';
}

function isRaw(body: unknown): body is string | Uint8Array<ArrayBuffer> | FormData | URLSearchParams {
  return (
    typeof body === 'string' ||
    body instanceof Uint8Array ||
    body instanceof FormData ||
    body instanceof URLSearchParams
  );
}
