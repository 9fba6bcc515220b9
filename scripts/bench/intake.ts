/** Alerts per second through the whole door, beside the same server doing nothing and a bare insert per request. */

import autocannon from 'autocannon';
import Fastify from 'fastify';
import pg from 'pg';
import type { Row } from './table.ts';

const SECONDS = 6;
const CONNECTIONS = 64;

export interface Target {
  readonly url: string;
  readonly token: string;
  readonly databaseUrl: string;
}

export async function benchIntake({ url, token, databaseUrl }: Target): Promise<readonly Row[]> {
  const nothing = Fastify();
  nothing.removeAllContentTypeParsers();
  nothing.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  nothing.post('/', async (_request, reply) => reply.status(202).send({ ok: true }));
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 });
  await pool.query('create table if not exists bench_alerts (id bigserial primary key, body bytea not null)');
  nothing.post('/insert', async (request, reply) => {
    await pool.query('insert into bench_alerts (body) values ($1)', [request.body]);
    return reply.status(202).send({ ok: true });
  });
  const empty = await nothing.listen({ port: 0, host: '127.0.0.1' });
  const rows: Row[] = [];
  // In turn, twice, so that a drift of the machine's speed shows.
  for (let round = 1; round <= 2; round += 1) {
    const [idle, insert, intake] = [
      await run(empty, {}),
      await run(`${empty}/insert`, {}),
      await run(`${url}/alerts/aws-guardduty`, { authorization: `Bearer ${token}` }),
    ];
    rows.push(
      row(`server doing nothing (${round})`, idle, idle),
      row(`one insert a request (${round})`, insert, idle),
      row(`intake, stored and acknowledged (${round})`, intake, idle),
    );
  }
  await nothing.close();
  await pool.end();
  return rows;
}

function row(what: string, result: autocannon.Result, idle: autocannon.Result): Row {
  return {
    what,
    value: `${Math.round(result.requests.average)}/s`,
    p99: `${result.latency.p99} ms`,
    ratio: (result.requests.average / idle.requests.average).toFixed(2),
    note: result.non2xx > 0 ? `${result.non2xx} were not 2xx` : '',
  };
}

let sent = 0;

function run(url: string, headers: Readonly<Record<string, string>>): Promise<autocannon.Result> {
  return autocannon({
    url,
    connections: CONNECTIONS,
    duration: SECONDS,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    setupClient: (client) => {
      client.setBody(finding());
      client.on('response', () => client.setBody(finding()));
    },
  });
}

/** Each delivery is another one of the same storm: many findings, few roles. */
function finding(): string {
  sent += 1;
  return JSON.stringify({
    version: '0',
    id: `bench-${process.pid}-${sent}`,
    'detail-type': 'GuardDuty Finding',
    source: 'aws.guardduty',
    account: '111122223333',
    time: '2026-01-31T13:20:00Z',
    region: 'eu-west-1',
    resources: [],
    detail: {
      schemaVersion: '2.0',
      accountId: '111122223333',
      region: 'eu-west-1',
      id: `bench-${sent % 200}`,
      type: 'Recon:IAMUser/MaliciousIPCaller.Custom',
      title: 'API was called from a listed address',
      description: 'x'.repeat(600),
      severity: 5,
      createdAt: '2026-01-31T13:19:00Z',
      updatedAt: '2026-01-31T13:19:30Z',
      resource: {
        resourceType: 'AccessKey',
        accessKeyDetails: { userName: `role-${sent % 5}`, userType: 'AssumedRole' },
      },
      service: {
        serviceName: 'guardduty',
        count: 1,
        archived: false,
        eventFirstSeen: '2026-01-31T13:10:00Z',
        eventLastSeen: '2026-01-31T13:19:00Z',
      },
    },
  });
}
