/** The Room's addresses. Reading and acting work without script; script makes it live. */

import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { COMMANDS } from '../chat/commands/index.ts';
import { findAsset } from './assets.ts';
import { addDashboard } from './dashboard-routes.ts';
import type { RoomHouse } from './house.ts';
import { html } from './html.ts';
import { addImport } from './import-routes.ts';
import { createLive, type Live } from './live.ts';
import { actionPage } from './pages/action.ts';
import { incidentPage, type MemberView, regions } from './pages/incident.ts';
import { incidentsPage } from './pages/incidents.ts';
import * as more from './pages/more.ts';
import { passPage } from './pages/pass.ts';
import { type Reading, TABS } from './pages/reading.ts';
import { signInPage } from './pages/sign-in.ts';
import { renderCard } from './render-card.ts';
import { Numbered, notFound, part, placeOf, show, showProblem, who } from './reply.ts';
import { addSaying } from './saying.ts';
import { FILTERS, MOST_ENTRIES, PAGE } from './talk.ts';
import { addPostmortem } from './write-up.ts';

const Picked = z.object({ id: z.string().max(64) });

export function roomRoutes(house: RoomHouse): FastifyPluginAsync {
  return async (app) => {
    const live = createLive(house);
    app.addHook('preClose', async () => live.close());
    app.setErrorHandler(showProblem);
    app.setNotFoundHandler(notFound);
    app.get('/assets/:name', async (request, reply) => {
      const asset = findAsset(z.object({ name: z.string() }).parse(request.params).name);
      if (!asset) return notFound(request, reply);
      return reply.type(asset.type).header('cache-control', 'public, max-age=31536000, immutable').send(asset.body);
    });
    app.get('/sign-in', async (request, reply) => {
      const { back } = z.object({ back: z.string().max(512).default('/') }).parse(request.query);
      const body = signInPage(await house.people(), request.csrf, back, house.signIn);
      return show(request, reply, { title: 'Sign in' }, body);
    });
    app.get('/pass/:secret', async (request, reply) => {
      const { secret } = z.object({ secret: z.string().max(200) }).parse(request.params);
      return show(request, reply, { title: 'Enter' }, passPage(secret, request.csrf));
    });
    app.register(async (inside) => {
      inside.addHook('preHandler', async (request, reply) => {
        if (request.person) return;
        const isFramed = request.headers['sec-fetch-dest'] === 'iframe';
        const door = (isFramed && house.framedDoor) || '/sign-in';
        await reply.redirect(`${door}?back=${encodeURIComponent(request.url)}`, 303);
      });
      addIncidentPages(inside, house, live);
      addDocuments(inside, house);
      addPostmortem(inside, house);
      addSaying(inside, house);
      addOtherPages(inside, house);
      addDashboard(inside, house);
      await addImport(inside, house);
    });
  };
}

function addIncidentPages(app: FastifyInstance, house: RoomHouse, live: Live): void {
  app.get('/', async (request, reply) => {
    const place = placeOf(request, undefined);
    const body = incidentsPage(await house.rows(who(request)), new Date(), place, {
      baseUrl: house.baseUrl(),
      storylines: house.storylines(),
    });
    return show(request, reply, { title: 'Incidents', stream: '/stream' }, body);
  });
  app.get('/stream', async (request, reply) => live.stream(request, reply, who(request), undefined));
  app.get('/incidents/:number', async (request, reply) =>
    withView(house, request, reply, async (view) => {
      const { incident } = view;
      const place = placeOf(request, incident.number);
      const reading = readingOf(request);
      if (Parts.safeParse(request.query).success) return part(reply, regions(view, reading, place));
      const words = await completions(house, request, view);
      const frame = {
        title: `#${incident.number} ${incident.codename}`,
        stream: `/incidents/${incident.number}/stream`,
        drill: incident.mode === 'drill',
        room: true,
      };
      return show(request, reply, frame, incidentPage(view, reading, place, { prefix: house.prefix, words }));
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
      const frame = {
        title: `${id} ${action.title}`,
        stream: `/incidents/${incident.number}/stream`,
        drill: incident.mode === 'drill',
      };
      const place = placeOf(request, incident.number);
      return show(request, reply, frame, actionPage(incident, action, who(request), new Date(), place));
    }),
  );
}

const Parts = z.object({ regions: z.string() });
const Chosen = z.object({
  show: z.enum(FILTERS).catch('all'),
  tab: z.enum(TABS).catch('talk'),
  entries: z.coerce.number().int().min(PAGE).max(MOST_ENTRIES).catch(PAGE),
});

function readingOf(request: FastifyRequest): Reading {
  return { person: who(request), at: new Date(), ...Chosen.parse(request.query) };
}

function addDocuments(app: FastifyInstance, house: RoomHouse): void {
  app.get('/incidents/:number/log', async (request, reply) =>
    withView(house, request, reply, async ({ incident, events }) => {
      const { from } = z.object({ from: z.coerce.number().int().catch(1) }).parse(request.query);
      const frame = { title: `Log of #${incident.number}`, wide: true, drill: incident.mode === 'drill' };
      return show(request, reply, frame, more.logPage(incident.number, incident.codename, events, from));
    }),
  );
  app.get('/incidents/:number/bundle', async (request, reply) => {
    const { number } = Numbered.parse(request.params);
    const bundle = await house.bundle(number, who(request));
    if (!bundle) return notFound(request, reply);
    return reply
      .type('application/zip')
      .header('content-disposition', `attachment; filename="${bundle.fileName}"`)
      .send(bundle.body);
  });
}

function addOtherPages(app: FastifyInstance, house: RoomHouse): void {
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
}

/** Draws for members; an outsider of a restricted incident sees the card made for outsiders, under every address. */
async function withView(
  house: RoomHouse,
  request: FastifyRequest,
  reply: FastifyReply,
  then: (view: MemberView) => Promise<unknown>,
): Promise<unknown> {
  const { entries } = Chosen.parse(request.query);
  const view = await house.view(Numbered.parse(request.params).number, who(request), entries);
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
