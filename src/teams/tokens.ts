/** Tokens of the app for the Bot Connector and for Graph, asked for with its secret and kept until shortly before they end. */

import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { ConnectedSettings } from './settings.ts';

export type Resource = 'connector' | 'graph';
export type Tokens = (resource: Resource) => Promise<string>;

/** https://learn.microsoft.com/en-us/entra/identity-platform/v2-oauth2-client-creds-grant-flow */
const Given = z.object({ access_token: z.string(), expires_in: z.number() });
const Refused = z.object({ error: z.string(), error_description: z.string().default('') });
/** Milliseconds before its end at which a token is asked for anew. */
const EARLY_MS = 300_000;
const TIMEOUT_MS = 10_000;

export function createTokens(settings: ConnectedSettings): Tokens {
  const kept = new Map<Resource, { readonly token: Promise<string>; endsMs: number }>();
  return (resource) => {
    const there = kept.get(resource);
    if (there && there.endsMs > Date.now()) return there.token;
    const entry = { token: ask(), endsMs: Number.POSITIVE_INFINITY };
    kept.set(resource, entry);
    entry.token.catch(() => kept.delete(resource));
    return entry.token;

    async function ask(): Promise<string> {
      const { access_token, expires_in } = await askFor(settings, resource);
      entry.endsMs = Date.now() + expires_in * 1000 - EARLY_MS;
      return access_token;
    }
  };
}

/** Whom the connector speaks for; another one in the clouds of the United States' government. */
export function issuerOf({ openIdUrl }: Pick<ConnectedSettings, 'openIdUrl'>): string {
  return openIdUrl.includes('.azure.us') ? 'https://api.botframework.us' : 'https://api.botframework.com';
}

async function askFor(settings: ConnectedSettings, resource: Resource): Promise<z.infer<typeof Given>> {
  const { appId, appPassword, tenantId, loginUrl, graphUrl } = settings;
  const audience = resource === 'graph' ? new URL(graphUrl).origin : issuerOf(settings);
  const answer = await fetch(`${loginUrl}${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: appId,
      client_secret: appPassword,
      scope: `${audience}/.default`,
    }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw silent(cause);
  });
  const body = await answer.json().catch(() => undefined);
  if (answer.ok) return Given.parse(body);
  const refused = Refused.safeParse(body);
  if (!refused.success || answer.status >= 500) throw silent(`HTTP ${answer.status}`);
  throw new CordonError('vendor_failed', `Entra refused a token: ${refused.data.error}.`, {
    remedy: `Look at TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID; Entra says: ${refused.data.error_description}`,
    cause: { entra: refused.data.error },
  });
}

function silent(cause: unknown): CordonError {
  return new CordonError('vendor_failed', 'The login of Microsoft Entra did not answer.', {
    remedy: 'It is tried again by itself; look at TEAMS_LOGIN_URL and the way there.',
    retryable: true,
    cause,
  });
}
