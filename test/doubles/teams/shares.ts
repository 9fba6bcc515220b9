/** Files that people share, in Graph by the address that SharePoint gave them. https://learn.microsoft.com/en-us/graph/api/shares-get */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Kernel } from './kernel.ts';
import { refuse } from './refusal.ts';

export function sharesRoutes({ world, app }: Kernel): (scope: FastifyInstance) => void {
  const find = (request: FastifyRequest) => {
    if (!app.granted.has('Files.Read.All')) refuse(403, 'accessDenied', 'The caller does not have permission');
    const { token } = request.params as { token: string };
    // https://learn.microsoft.com/en-us/graph/api/shares-get#encoding-sharing-urls
    if (!token.startsWith('u!')) refuse(400, 'invalidRequest', 'The sharing token is malformed');
    const url = Buffer.from(token.slice(2), 'base64url').toString();
    return world.files.get(url) ?? refuse(404, 'itemNotFound', 'The resource could not be found');
  };
  return (scope) => {
    scope.get('/shares/:token/driveItem', (request) => {
      const { name, content } = find(request);
      return { name, size: Buffer.byteLength(content), file: { mimeType: 'text/plain' } };
    });
    scope.get('/shares/:token/driveItem/content', (request, reply) =>
      reply.type('application/octet-stream').send(find(request).content),
    );
  };
}
