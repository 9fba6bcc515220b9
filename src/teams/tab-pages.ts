/** The pages that Teams frames before the Room is there: signing in, and setting a tab up. Nothing comes from elsewhere. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { CONFIGURE_PATH } from './manifest.ts';
import { TAB_PATH } from './tab-url.ts';

const FOLDER = join(import.meta.dirname, 'assets');
const LIBRARY = '@microsoft/teams-js/dist/umd/MicrosoftTeams.min.js';

/** By the name they are asked for, with their type. */
const FILES = {
  'teams-js.js': file(createRequire(import.meta.url).resolve(LIBRARY), 'text/javascript; charset=utf-8'),
  'tab.js': file(join(FOLDER, 'tab.js'), 'text/javascript; charset=utf-8'),
  'configure.js': file(join(FOLDER, 'configure.js'), 'text/javascript; charset=utf-8'),
  'tab.css': file(join(FOLDER, 'tab.css'), 'text/css; charset=utf-8'),
} as const;

const Asked = z.object({ back: z.string().max(512).catch('/') });

export function addTabPages(scope: FastifyInstance): void {
  scope.get(TAB_PATH, { schema: { hide: true } }, async (request, reply) => {
    const { back } = Asked.parse(request.query);
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(page('tab.js', 'Signing in …', ownPath(back)));
  });
  scope.get(CONFIGURE_PATH, { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(page('configure.js', 'The tab shows the incidents of Cordon.', '/')),
  );
  for (const [name, { body, type }] of Object.entries(FILES)) {
    scope.get(`/teams/assets/${name}`, { schema: { hide: true } }, async (_request, reply) =>
      reply.type(type).header('cache-control', 'public, max-age=31536000, immutable').send(body),
    );
  }
}

function file(path: string, type: string) {
  const body = readFileSync(path, 'utf8');
  return { body, type, hash: createHash('sha256').update(body).digest('hex').slice(0, 12) };
}

function page(script: 'tab.js' | 'configure.js', what: string, back: string): string {
  const at = (name: keyof typeof FILES): string => `/teams/assets/${name}?v=${FILES[name].hash}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Cordon</title>
<link rel="stylesheet" href="${at('tab.css')}"><script src="${at('teams-js.js')}"></script><script type="module" src="${at(script)}"></script></head>
<body data-back="${attribute(back)}"><main><h1>Cordon</h1><p id="what" role="status">${what}</p><p id="remedy"></p>
<p><a id="out" href="${attribute(back)}" target="_blank" rel="noopener" hidden>Open it in a browser</a></p></main></body></html>`;
}

/** A page of this house; anything else becomes the list. */
function ownPath(path: string): string {
  return path.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path : '/';
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
