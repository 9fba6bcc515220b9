/** Somebody in the Room without a browser: signs in, reads pages, sends their forms. */

import { expect } from 'vitest';

export interface RoomVisitor {
  /** Name and value. */
  readonly cookie: string;
  /** The page as text. */
  page(path: string): Promise<string>;
  /** Types into the composer of an incident. */
  say(number: number, words: string): Promise<void>;
  mark(number: number, message: string): Promise<void>;
  /** Status of a page, whatever it says. */
  status(path: string): Promise<number>;
}

/** Picks the person, as the laptop default allows. */
export async function visitRoom(url: string, person: string): Promise<RoomVisitor> {
  const first = await fetch(`${url}/sign-in`);
  const picked = await send(url, '/sign-in', '', { _csrf: tokenIn(await first.text()), person });
  return visitorWith(url, cookieOf(picked));
}

/** With a session that was got in another way. */
export function visitorWith(url: string, cookie: string): RoomVisitor {
  const get = (path: string) => fetch(url + path, { headers: { cookie, accept: 'text/html' }, redirect: 'manual' });
  const page = async (path: string): Promise<string> => (await get(path)).text();
  const post = async (number: number, path: string, fields: Readonly<Record<string, string>>): Promise<void> => {
    const _csrf = tokenIn(await page(`/incidents/${number}`));
    expect((await send(url, `/incidents/${number}/${path}`, cookie, { _csrf, ...fields })).status).toBe(303);
  };
  return {
    cookie,
    page,
    say: (number, words) => post(number, 'say', { compose: '1', words }),
    mark: (number, message) => post(number, 'mark', { message }),
    status: async (path) => (await get(path)).status,
  };
}

export function cookieOf(answer: Response): string {
  return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
}

/** Sends a form as a browser does. */
export function send(
  url: string,
  path: string,
  cookie: string,
  fields: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(url + path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
    redirect: 'manual',
  });
}

export function tokenIn(page: string): string {
  return /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
}
