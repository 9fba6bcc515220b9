/** What a call that moto does not know is asked and answers, in the words of AWS's API reference. */

import { randomUUID } from 'node:crypto';

export interface Question {
  /** `ListServiceSpecificCredentials`. */
  readonly name: string;
  /** Empty before a role was assumed. */
  readonly account: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly protocol: 'query' | 'json' | 'rest';
}

export type Gap = (question: Question) => object | Promise<object>;

export function render({ name, protocol }: Question, answer: object) {
  const requestId = randomUUID();
  if (protocol !== 'query') {
    return {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
      body: Buffer.from(JSON.stringify(answer)),
    };
  }
  const result = `<${name}Result>${xml(answer)}</${name}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return {
    status: 200,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(`<${name}Response>${result}${metadata}</${name}Response>`),
  };
}

function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => `<member>${xml(one)}</member>`).join('');
  if (typeof value !== 'object' || value === null)
    return String(value).replace(/[<&]/g, (c) => `&#${c.charCodeAt(0)};`);
  return Object.entries(value)
    .map(([name, inner]) => `<${name}>${xml(inner)}</${name}>`)
    .join('');
}
