/** What STS is asked for, held against a double that writes down what it received; and how many calls an account gets. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Aws, createAws } from '../../../../src/containment/aws/client.ts';
import { AwsSettings } from '../../../../src/containment/aws/settings.ts';

const SHOP = '111122223333';
const BANK = '444455556666';
const account = (id: string) => ({
  ...{ role: `arn:aws:iam::${id}:role/CordonResponder`, externalId: `external-id-of-${id}`, regions: ['eu-west-1'] },
});
const JOB = { incidentId: '01a20fd9', jobKey: 'c0ffee', number: 42, actionId: 'a3', actor: 'responder-1 slack:U7!' };

describe('sessions in an account', () => {
  let aws: Aws;
  let asked: Record<string, string>[];
  let close: () => void;
  /** Seconds that sessions last from now. */
  let lasts: number;

  beforeEach(async () => {
    asked = [];
    lasts = 3600;
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const input = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
      asked.push({ ...input, key: /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1] ?? '' });
      response.writeHead(200, { 'content-type': 'text/xml' }).end(answerTo(input, lasts));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    close = () => server.close();
    process.env.AWS_ACCESS_KEY_ID ??= 'test';
    process.env.AWS_SECRET_ACCESS_KEY ??= 'test';
    const settings = AwsSettings.parse({
      accounts: { [SHOP]: account(SHOP), [BANK]: account(BANK) },
      callsPerSecond: 2,
    });
    aws = createAws({ settings, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  });
  afterEach(() => {
    aws[Symbol.dispose]();
    close();
  });

  const assumed = () => asked.filter(({ Action }) => Action === 'AssumeRole');
  const call = (place: string, job?: typeof JOB) =>
    aws.of(STSClient, { account: place }, job).send(new GetCallerIdentityCommand({}));

  it('are asked for with the external id, under tags that name incident, job and actor', async () => {
    await call(SHOP, JOB);

    expect(assumed()).toEqual([
      expect.objectContaining({
        RoleArn: `arn:aws:iam::${SHOP}:role/CordonResponder`,
        ExternalId: `external-id-of-${SHOP}`,
        RoleSessionName: 'cordon-42-a3',
        DurationSeconds: '3600',
        'Tags.member.1.Key': 'ir:incident',
        'Tags.member.1.Value': '01a20fd9',
        'Tags.member.2.Key': 'ir:job',
        'Tags.member.2.Value': 'c0ffee',
        'Tags.member.3.Key': 'ir:actor',
        'Tags.member.3.Value': 'responder-1 slack:U7-',
      }),
    ]);
    expect(asked.at(-1)).toMatchObject({ Action: 'GetCallerIdentity', key: `ASIA${SHOP}` });
  });

  it('are each account’s own, kept for a job, and asked for anew before they run out', async () => {
    await call(SHOP, JOB);
    await call(SHOP, JOB);
    await call(BANK, JOB);
    expect(assumed().map(({ RoleArn }) => RoleArn?.split(':')[4])).toEqual([SHOP, BANK]);

    lasts = 240;
    const other = { ...JOB, actor: 'responder-2' };
    await call(SHOP, other);
    await call(SHOP, other);
    const again = assumed().slice(2);
    expect(again.length).toBeGreaterThan(1);
    expect(new Set(again.map((input) => input['Tags.member.3.Value']))).toEqual(new Set(['responder-2']));
  });

  it('make one account wait its turn, and not the other', async () => {
    const order: string[] = [];
    const busy = Promise.all(Array.from({ length: 6 }, () => call(SHOP)));
    await Promise.all([busy.then(() => order.push(SHOP)), call(BANK).then(() => order.push(BANK))]);

    expect(order).toEqual([BANK, SHOP]);
  });
});

function answerTo(input: Record<string, string>, lasts: number): string {
  const { Action = '', RoleArn = '' } = input;
  const own = RoleArn.split(':')[4] ?? '';
  const until = new Date(Date.now() + lasts * 1000).toISOString();
  const result =
    Action === 'AssumeRole'
      ? `<Credentials><AccessKeyId>ASIA${own}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>${until}</Expiration></Credentials>`
      : '<Account>1</Account><Arn>a</Arn>';
  return `<${Action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${Action}Result>${result}</${Action}Result></${Action}Response>`;
}
