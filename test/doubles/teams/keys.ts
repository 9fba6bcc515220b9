/** The key set of the double: it signs what the connector sends to the bot, and the tokens that the bot asks for. */

import { createSign, generateKeyPairSync, randomUUID } from 'node:crypto';

/** https://learn.microsoft.com/en-us/azure/bot-service/rest-api/bot-framework-rest-connector-authentication */
export const ISSUER = 'https://api.botframework.com';

export interface Keys {
  /** As the connector publishes them, with the channels each may speak for. */
  readonly jwks: { readonly keys: readonly object[] };
  sign(claims: Readonly<Record<string, unknown>>): string;
}

export function createKeys(endorsements: readonly string[] = ['msteams']): Keys {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = randomUUID();
  const jwk = publicKey.export({ format: 'jwk' });
  return {
    jwks: { keys: [{ ...jwk, kid, x5t: kid, use: 'sig', endorsements }] },
    sign: (claims) => {
      const seconds = Math.floor(Date.now() / 1000);
      const body = { nbf: seconds - 10, iat: seconds, exp: seconds + 3600, ...claims };
      const unsigned = `${encoded({ alg: 'RS256', typ: 'JWT', kid })}.${encoded(body)}`;
      return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url')}`;
    },
  };
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
