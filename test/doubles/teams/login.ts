/** The login and the published keys. https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */

import { parse } from 'node:querystring';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Kernel } from './kernel.ts';
import { ISSUER } from './keys.ts';
import { refuse } from './refusal.ts';

const Asked = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string(),
  client_secret: z.string(),
  scope: z.string(),
});

/** Tokens for the connector and for Graph are two; neither is good for the other. */
export function scopesOf(kernel: Kernel) {
  return { connector: `${ISSUER}/.default`, graph: `${kernel.baseUrl()}/.default` };
}

export function loginRoutes(kernel: Kernel): (scope: FastifyInstance) => void {
  const { world, app, keys } = kernel;
  return (scope) => {
    scope.post('/login/:tenant/oauth2/v2.0/token', (request, reply) => {
      const asked = Asked.parse(parse(String(request.body)));
      const { tenant } = request.params as { tenant: string };
      if (tenant !== world.tenantId) return reply.status(400).send(refused('invalid_request', 'Tenant not found.'));
      if (asked.client_id !== app.id)
        return reply.status(400).send(refused('unauthorized_client', 'Application was not found in the directory.'));
      if (asked.client_secret !== app.password)
        return reply.status(401).send(refused('invalid_client', 'Invalid client secret provided.'));
      const roles = [...app.granted].filter((one) => !/\.(Group|Chat|User)$/.test(one));
      const token = keys.sign({ aud: asked.scope, tid: tenant, appid: app.id, roles });
      return { token_type: 'Bearer', expires_in: 3599, access_token: token };
    });
    scope.get('/openid/configuration', () => ({
      issuer: ISSUER,
      jwks_uri: `${kernel.baseUrl()}/openid/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
    }));
    scope.get('/openid/keys', () => keys.jwks);
    scope.get('/login/:tenant/discovery/v2.0/keys', () => keys.jwks);
  };
}

function refused(error: string, error_description: string) {
  return { error, error_description: `AADSTS: ${error_description}` };
}

/** Refuses what bears no token for that audience. */
export function checkToken({ headers }: FastifyRequest, audience: string): void {
  const token = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1];
  const body = token?.split('.')[1];
  const claims = body ? (JSON.parse(Buffer.from(body, 'base64url').toString()) as { aud?: string; exp?: number }) : {};
  if (claims.aud !== audience || (claims.exp ?? 0) * 1000 < Date.now())
    refuse(401, 'InvalidAuthenticationToken', 'Access token is empty, expired or for another audience.');
}
