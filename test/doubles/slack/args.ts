/** Reading a call's arguments: the Web API takes form fields, query and JSON, and JSON inside form fields. */

import { refuse } from './refusal.ts';

export type Args = Readonly<Record<string, unknown>>;

/** Parses a body as its content type says. Values stay text in forms, as Slack gets them. */
export function readArgs(body: Buffer, contentType: string, query: URLSearchParams): Args {
  const fromQuery = Object.fromEntries(query);
  if (body.length === 0) return fromQuery;
  if (contentType.startsWith('application/json')) return { ...fromQuery, ...(JSON.parse(body.toString()) as object) };
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(body.toString())) };
  }
  return fromQuery;
}

export function text(args: Args, name: string): string | undefined {
  const value = args[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : String(value);
}

/** A required argument: without it Slack says `invalid_arguments`. */
export function need(args: Args, name: string): string {
  const value = text(args, name);
  if (value === undefined || value === '') {
    throw refuse('invalid_arguments', {
      response_metadata: { messages: [`[ERROR] missing required field: ${name}`] },
    });
  }
  return value;
}

export function flag(args: Args, name: string): boolean {
  return args[name] === true || args[name] === 'true' || args[name] === '1';
}

/** A structured argument: an object in a JSON body, a JSON text in a form. */
export function json(args: Args, name: string, fault = 'invalid_arguments'): unknown {
  const value = args[name];
  if (typeof value !== 'string') return value ?? undefined;
  if (value === '') return undefined;
  try {
    return JSON.parse(value);
  } catch {
    throw refuse(fault, { response_metadata: { messages: [`[ERROR] ${name} is not JSON`] } });
  }
}

export function list(args: Args, name: string): readonly string[] {
  const value = args[name];
  if (Array.isArray(value)) return value.map(String);
  return (text(args, name) ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** One page of a list, by Slack's cursor. `next_cursor` is empty on the last. */
export function page<T>(all: readonly T[], args: Args, usual = 100, most = 1000) {
  const limit = Math.min(Number(text(args, 'limit') ?? usual) || usual, most);
  const cursor = text(args, 'cursor');
  const from = cursor ? Number(Buffer.from(cursor, 'base64url').toString().replace('next:', '')) : 0;
  if (!Number.isInteger(from) || from < 0) throw refuse('invalid_cursor');
  const next = from + limit < all.length ? Buffer.from(`next:${from + limit}`).toString('base64url') : '';
  return { items: all.slice(from, from + limit), response_metadata: { next_cursor: next } };
}
