/** Figures over all incidents for programs: as JSON, or as one long table. */

import type { FastifyPluginAsync } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { figuresCsv } from '../insight/figures-csv.ts';
import { Selection, selectedOf } from '../insight/selection.ts';
import { requireScope } from './bearer.ts';
import type { HttpHouse } from './house.ts';

const Query = z.intersection(Selection, z.object({ format: z.enum(['json', 'csv']).default('json') }));

export function metricsApi(house: HttpHouse): FastifyPluginAsync {
  return async (scope) => {
    const app = scope.withTypeProvider<ZodTypeProvider>();
    app.get(
      '/api/v1/metrics',
      {
        schema: {
          summary: 'Figures over incidents: intervals with n, median and p90, adherence, approvals, follow-ups',
          querystring: Query,
        },
      },
      async (request, reply) => {
        await requireScope(house, request, 'read');
        const { format, ...asked } = request.query;
        const figures = await house.figures(selectedOf(asked, new Date()));
        if (format === 'json') return figures;
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="cordon-figures.csv"')
          .send(figuresCsv(figures));
      },
    );
    app.get(
      '/api/v1/metrics/incidents',
      { schema: { summary: 'The measures of each incident, oldest first' } },
      async (request) => {
        await requireScope(house, request, 'read');
        return { incidents: await house.measured() };
      },
    );
  };
}
