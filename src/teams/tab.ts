/** The Room as a tab of Teams: which hosts may frame it, and who is behind the token that Teams gives a tab. */

import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { CordonError } from '../base/errors.ts';
import type { Person } from '../incident/actor.ts';
import type { People } from './people.ts';
import type { ConnectedSettings } from './settings.ts';

/** The scope that docs/teams.md has an administrator expose. */
const SCOPE = 'access_as_user';

/** Hosts of tabs. https://learn.microsoft.com/en-us/microsoftteams/platform/tabs/how-to/tab-requirements */
const HOSTS = [
  'https://teams.microsoft.com',
  'https://*.teams.microsoft.com',
  'https://*.cloud.microsoft',
  'https://*.microsoft365.com',
  'https://*.office.com',
  'https://outlook.office365.com',
] as const;
/** Where the United States' government has its own cloud. */
const GOVERNMENT_HOSTS = ['https://*.teams.microsoft.us', 'https://*.office365.us'] as const;
/** Clocks may differ by that much, in seconds. */
const SKEW_SECONDS = 300;
const TIMEOUT_MS = 10_000;

export interface Tab {
  /** Sources for `frame-ancestors`. */
  readonly ancestors: readonly string[];
  /** Undefined for a token that is not of this directory, for this app, and of a person. */
  personOf(token: string): Promise<Person | undefined>;
}

/** https://learn.microsoft.com/en-us/entra/identity-platform/access-token-claims-reference */
const Claims = z.object({ tid: z.string(), oid: z.string(), scp: z.string() });

export function createTab(settings: ConnectedSettings, people: Pick<People, 'personOf'>, baseUrl: () => string): Tab {
  const { appId, tenantId, loginUrl, openIdUrl } = settings;
  const keys = createRemoteJWKSet(new URL(`${loginUrl}${tenantId}/discovery/v2.0/keys`), {
    timeoutDuration: TIMEOUT_MS,
  });
  // Which of the two versions is given stands in the app registration; both are signed by the same keys.
  const issuer = [`${loginUrl}${tenantId}/v2.0`, `https://sts.windows.net/${tenantId}/`];

  async function claimsOf(token: string): Promise<z.infer<typeof Claims> | undefined> {
    const audience = [appId, `api://${new URL(baseUrl()).hostname}/${appId}`];
    const wanted = { issuer, audience, algorithms: ['RS256'], clockTolerance: SKEW_SECONDS };
    try {
      return Claims.safeParse((await jwtVerify(token, keys, wanted)).payload).data;
    } catch (fault) {
      if (isOfToken(fault)) return undefined;
      throw new CordonError('vendor_failed', 'The keys of Microsoft Entra could not be read.', {
        remedy: 'Try again in a moment; look at TEAMS_LOGIN_URL and the way there.',
        retryable: true,
        cause: fault,
      });
    }
  }

  return {
    ancestors: openIdUrl.includes('.azure.us') ? [...HOSTS, ...GOVERNMENT_HOSTS] : HOSTS,
    personOf: async (token) => {
      const claims = await claimsOf(token);
      if (claims?.tid !== tenantId || !claims.scp.split(' ').includes(SCOPE)) return undefined;
      return people.personOf(claims.oid);
    },
  };
}

/** The token is to blame, and not the way to the keys. */
function isOfToken(fault: unknown): boolean {
  return fault instanceof errors.JOSEError && !['ERR_JWKS_TIMEOUT', 'ERR_JOSE_GENERIC'].includes(fault.code);
}
