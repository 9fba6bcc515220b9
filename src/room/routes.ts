/** The Room's addresses. Reading and acting work without script; script makes it live. */

import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Answer, Said } from '../chat/answer.ts';
import { COMMANDS } from '../chat/commands/index.ts';
import { actionCard } from '../chat/views/index.ts';
import type { Person } from '../incident/actor.ts';
import { findAsset } from './assets.ts';
import type { RoomHouse, View } from './house.ts';
import { type Html, html } from './html.ts';
import { type Frame, page } from './layout.ts';
import { createLive } from './live.ts';
import { incidentPage, type MemberView, regions } from './pages/incident.ts';
import { incidentsPage } from './pages/incidents.ts';
import * as more from './pages/more.ts';
import { renderAnswer } from './render-answer.ts';
import { type Place, renderCard } from './render-card.ts';

const Spoken = z.looseObject({
  words: z.string().max(4000).optional(),
  command: z.string().max(64).optional(),
  back: z.string().max(512).default('/'),
});
const Numbered = z.object({ number: z.coerce.number().int().positive() });

const Picked = z.object({ id: z.string().max(64) });

export function roomRoutes(house: RoomHouse): FastifyPluginAsync {
  return async (app) => {
    const live = createLive(house);
    app.addHook('preClose', async () => live.close());
    app.get('/assets/:name', async (request, reply) => {
      const asset = findAsset(z.object({ name: z.string() }).parse(request.params).name);
      if (!asset) return notFound(request, reply);
      return reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable').send(asset.body);
    });
    app.get('/sign-in', async (request, reply) => {
      const back = z.object({ back: z.string().default('/') }).parse(request.query).back;
      return show(
        request,
        reply,
        { title: 'Sign in' },
        more.signInPage(await house.people(), request.csrf, back, house.signIn),
      );
    });
    app.register(async (inside) => {
      inside.addHook('preHandler', async (request, reply) => {
        if (request.person) return;
        await reply.redirect(`/sign-in?back=${encodeURIComponent(request.url)}`, 303);
      });
      addIncidentPages(inside, house, live);
      addOtherPages(inside, house, live);
    });
    app.setNotFoundHandler(notFound);
  };
}

type App = Parameters<FastifyPluginAsync>[0];

function addIncidentPages(app: App, house: RoomHouse, live: ReturnType<typeof createLive>): void {
  app.get('/', async (request, reply) => {
    const rows = await house.rows(who(request));
    return show(
      request,
      reply,
      { title: 'Incidents', stream: '/stream' },
      incidentsPage(rows, new Date(), placeOf(request, undefined), house.baseUrl()),
    );
  });
  app.get('/stream', async (request, reply) => live.stream(request, reply, who(request), undefined));
  app.get('/incidents/:number', async (request, reply) =>
    withView(house, request, reply, async (view) => {
      const { incident } = view;
      const place = placeOf(request, incident.number);
      if (hasQuery(request, 'regions'))
        return reply.type('text/html; charset=utf-8').send(regions(view, new Date(), place).html);
      const body = incidentPage(view, new Date(), place, house.prefix, await completions(house, request, view));
      const frame = {
        title: `#${incident.number} ${incident.codename}`,
        stream: `/incidents/${incident.number}/stream`,
        drill: incident.mode === 'drill',
        wide: true,
      };
      return show(request, reply, frame, body);
    }),
  );
  app.get('/incidents/:number/stream', async (request, reply) =>
    withView(house, request, reply, async ({ incident }) => live.stream(request, reply, who(request), incident)),
  );
  app.get('/incidents/:number/actions/:action', async (request, reply) =>
    withView(house, request, reply, async ({ incident }) => {
      const { action: id } = z.object({ action: z.string() }).parse(request.params);
      const action = incident.actions.find(({ actionId }) => actionId === id);
      if (!action) return notFound(request, reply);
      const card = renderCard(actionCard(incident, action, new Date()), placeOf(request, incident.number));
      const body = html`<p><a href="/incidents/${incident.number}">#${incident.number} ${incident.codename}</a></p><h1>Containment plan</h1><div id="rows">${card}</div>`;
      return show(
        request,
        reply,
        {
          title: card ? `${id} ${action.title}` : id,
          stream: `/incidents/${incident.number}/stream`,
          drill: incident.mode === 'drill',
        },
        body,
      );
    }),
  );
  app.get('/incidents/:number/log', async (request, reply) =>
    withView(house, request, reply, async ({ incident, events }) =>
      show(request, reply, { title: 'Log', wide: true }, more.logPage(incident.number, incident.codename, events)),
    ),
  );
  app.get('/incidents/:number/postmortem', async (request, reply) => {
    const { number } = Numbered.parse(request.params);
    const document = await house.postmortem(number, who(request));
    if (!document) return notFound(request, reply);
    return show(
      request,
      reply,
      { title: `Post-mortem ${document.codename}`, wide: true },
      more.postmortemPage(number, document),
    );
  });
  app.get('/incidents/:number/bundle', async (request, reply) => {
    const { number } = Numbered.parse(request.params);
    const bundle = await house.bundle(number, who(request));
    if (!bundle) return notFound(request, reply);
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="${bundle.fileName}"`)
      .send(bundle.body);
  });
  for (const path of ['/form', '/incidents/:number/form']) {
    app.get(path, async (request, reply) => {
      const { says } = z.object({ says: z.string().max(4000) }).parse(request.query);
      const number = numberOf(request);
      return answer(
        house,
        request,
        reply,
        await house.form(who(request), number, says),
        number,
        backOf(request, number),
      );
    });
  }
  for (const path of ['/say', '/incidents/:number/say']) {
    app.post(path, async (request, reply) => {
      house.requireFormToken(request);
      const number = numberOf(request);
      const spoken = Spoken.parse(request.body);
      const said = saidIn(spoken, number, house.prefix);
      if (said) return answer(house, request, reply, await house.say(who(request), number, said), number, spoken.back);
      if (number !== undefined && spoken.words?.trim()) await house.post(who(request), number, spoken.words.trim());
      return isPartial(request)
        ? reply.type('text/html; charset=utf-8').send('')
        : reply.redirect(ownPath(spoken.back), 303);
    });
  }
  app.post('/incidents/:number/mark', async (request, reply) => {
    house.requireFormToken(request);
    const { number } = Numbered.parse(request.params);
    const { message, back } = z
      .object({ message: z.string().max(200), back: z.string().default('/') })
      .parse(request.body);
    return answer(house, request, reply, await house.mark(who(request), number, message), number, back);
  });
}

function addOtherPages(app: App, house: RoomHouse, live: ReturnType<typeof createLive>): void {
  app.get('/findings', async (request, reply) =>
    show(
      request,
      reply,
      { title: 'Findings', wide: true },
      more.findingsPage(await house.findings(who(request)), request.csrf),
    ),
  );
  app.post('/findings/:id/declare', async (request, reply) => {
    house.requireFormToken(request);
    const number = await house.declareFinding(who(request), Picked.parse(request.params).id);
    return reply.redirect(`/incidents/${number}`, 303);
  });
  app.post('/findings/:id/dismiss', async (request, reply) => {
    house.requireFormToken(request);
    const { reason } = z.object({ reason: z.string().trim().min(1).max(500) }).parse(request.body);
    await house.dismissFinding(who(request), Picked.parse(request.params).id, reason);
    return reply.redirect('/findings', 303);
  });
  app.get('/playbooks', async (request, reply) =>
    show(request, reply, { title: 'Playbooks' }, more.playbooksPage(house.playbooks())),
  );
  app.get('/drills', async (request, reply) =>
    show(request, reply, { title: 'Drills' }, more.drillsPage(house.storylines(), placeOf(request, undefined))),
  );
  app.get('/queue', async (request, reply) =>
    show(request, reply, { title: 'Queue', stream: '/stream' }, more.queuePage(await house.queue(), request.csrf)),
  );
  app.post('/queue/retry', async (request, reply) => {
    house.requireFormToken(request);
    await house.retryDead(z.object({ id: z.string().max(200) }).parse(request.body).id);
    return reply.redirect('/queue', 303);
  });
  app.get('/settings', async (request, reply) =>
    show(request, reply, { title: 'Settings' }, more.settingsPage(house.settings())),
  );
  void live;
}

/** In an incident, words that begin with a slash or the prefix act; all others are talk. Elsewhere all words act. */
function saidIn(
  { words, command, back: _back, ...fields }: z.infer<typeof Spoken>,
  number: number | undefined,
  prefix: string,
): Said | undefined {
  if (command !== undefined) {
    const texts = Object.entries(fields).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0] !== '_csrf',
    );
    return { command, fields: Object.fromEntries(texts) };
  }
  const text = (words ?? '').trim();
  if (fields.compose === undefined || number === undefined) return { words: text };
  if (text.startsWith(prefix)) return { words: text.slice(prefix.length).trim() };
  return text.startsWith('/') ? { words: text.slice(1).trim() } : undefined;
}

async function answer(
  house: RoomHouse,
  request: FastifyRequest,
  reply: FastifyReply,
  given: Answer,
  number: number | undefined,
  back: string,
): Promise<FastifyReply> {
  const place = { ...placeOf(request, number), back: ownPath(back) };
  if (given.kind === 'done' && number === undefined && given.number > 0) {
    const target = `/incidents/${given.number}`;
    return isPartial(request) ? reply.header('x-goto', target).send('') : reply.redirect(target, 303);
  }
  const drawn = renderAnswer(given, await house.people(), place);
  if (isPartial(request)) {
    return reply.type('text/html; charset=utf-8').header('x-answer', given.kind).send(drawn.html);
  }
  if (given.kind === 'done') return reply.redirect(place.back, 303);
  return show(
    request,
    reply,
    { title: 'Answer' },
    html`${drawn}<p><a class="button" href="${place.back}">Back</a></p>`,
  );
}

async function withView(
  house: RoomHouse,
  request: FastifyRequest,
  reply: FastifyReply,
  then: (view: MemberView) => Promise<unknown>,
): Promise<unknown> {
  const view: View | undefined = await house.view(Numbered.parse(request.params).number, who(request));
  if (!view) return notFound(request, reply);
  if (view.audience === 'member') return then(view);
  const card = renderCard(view.card, placeOf(request, view.number));
  return show(request, reply, { title: `#${view.number}`, stream: '/stream' }, html`<div id="rows">${card}</div>`);
}

/** What the composer completes: verbs with their usage, people, targets of the scope. */
async function completions(
  house: RoomHouse,
  request: FastifyRequest,
  { incident }: MemberView,
): Promise<readonly string[]> {
  const around = await house.surroundings(who(request));
  return [
    ...COMMANDS.map(({ name, usage }) => `${name} ${usage}`.trim()),
    ...around.people.map(({ id }) => `@${id}`),
    ...incident.scope.map(({ id }) => id),
  ];
}

function show(
  request: FastifyRequest,
  reply: FastifyReply,
  frame: Omit<Frame, 'person' | 'csrf'>,
  body: Html,
): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(page({ ...frame, person: request.person, csrf: request.csrf }, body));
}

async function notFound(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (request.url.startsWith('/api/')) {
    return reply
      .status(404)
      .send({ error: 'not_found', message: 'There is nothing here.', remedy: 'See GET /api/openapi.json.' });
  }
  reply.status(404);
  return show(
    request,
    reply,
    { title: 'Not found' },
    more.problemPage(
      'There is nothing here',
      'The page does not exist, or it is not for you.',
      'Look in the list of incidents.',
    ),
  );
}

function who(request: FastifyRequest): Person {
  return request.person ?? { id: '', name: '' };
}

function placeOf(request: FastifyRequest, number: number | undefined): Place {
  return { number, csrf: request.csrf, back: backOf(request, number) };
}

/** The page a form without script comes back to. */
function backOf(request: FastifyRequest, number: number | undefined): string {
  if (request.method === 'GET' && !request.url.includes('/form') && !request.url.includes('regions='))
    return ownPath(request.url);
  return number === undefined ? '/' : `/incidents/${number}`;
}

function ownPath(path: string): string {
  return path.startsWith('/') && !path.startsWith('//') && !path.includes('\\') ? path : '/';
}

function numberOf(request: FastifyRequest): number | undefined {
  return Numbered.safeParse(request.params).data?.number;
}

function isPartial(request: FastifyRequest): boolean {
  return request.headers['x-partial'] === '1';
}

function hasQuery(request: FastifyRequest, name: string): boolean {
  return typeof request.query === 'object' && request.query !== null && name in request.query;
}
