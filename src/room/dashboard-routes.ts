/** The dashboard's addresses: the page, and the same figures to take away. */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { figuresCsv } from '../insight/figures-csv.ts';
import { type Selected, Selection, selectedOf } from '../insight/selection.ts';
import type { RoomHouse } from './house.ts';
import { dashboardPage } from './pages/dashboard.ts';
import { show } from './reply.ts';

const Drawn = z.object({ interval: z.string().max(60).catch('detected → contained') });

export function addDashboard(app: FastifyInstance, house: RoomHouse): void {
  app.get('/dashboard', async (request, reply) => {
    const figures = await house.figures(selectedIn(request));
    const { interval } = Drawn.parse(request.query);
    const name = interval in figures.intervals ? interval : (Object.keys(figures.intervals)[0] ?? interval);
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(figures.selected)) query.set(key, String(value));
    const body = dashboardPage({ figures, interval: name, query: query.toString() });
    return show(request, reply, { title: 'Dashboard', wide: true }, body);
  });
  app.get('/dashboard.csv', async (request, reply) =>
    reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="cordon-figures.csv"')
      .send(figuresCsv(await house.figures(selectedIn(request)))),
  );
  app.get('/dashboard.json', async (request, reply) =>
    reply
      .header('content-disposition', 'attachment; filename="cordon-figures.json"')
      .send(await house.figures(selectedIn(request))),
  );
}

/** What cannot be understood asks for everything: an address typed by hand is no reason for an empty page. */
function selectedIn(request: FastifyRequest): Selected {
  const asked = Selection.safeParse(request.query);
  return selectedOf(asked.success ? asked.data : Selection.parse({}), new Date());
}
