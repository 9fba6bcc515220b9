/**
 * Counts what was lost, half made or done twice. Effects are read from the simulated cloud's own records and lines from
 * the Room's own messages, not from what Cordon believes of itself.
 */

import pg from 'pg';
import { firstBroken } from '../../src/store/log.ts';

export interface Verdict {
  readonly lost: readonly string[];
  readonly half: readonly string[];
  readonly twice: readonly string[];
}

interface Record_ {
  readonly call: string;
  readonly input: unknown;
}

/** What one played storyline does to the cloud, each exactly once. */
const EXPECTED: Readonly<Record<string, number>> = {
  'DisassociateIamInstanceProfile web': 1,
  'AssociateIamInstanceProfile web': 1,
  'PutRolePolicy web-prod': 1,
  'CreateSecurityGroup ir-untrack-vpc-prod': 1,
  'CreateSecurityGroup ir-isolate-vpc-prod': 1,
  'CreateSnapshots i-0abc1234def567890': 1,
  'ModifyNetworkInterfaceAttribute eni-web-1': 3,
  'ModifyNetworkInterfaceAttribute eni-web-2': 3,
};

export interface Played {
  /** Alerts that were acknowledged. */
  readonly posted: number;
  /** Reactions that were never done. */
  readonly undone: readonly string[];
}

export async function check(simulatedUrl: string, databaseUrl: string, played: Played): Promise<Verdict> {
  const lost: string[] = [];
  const half: string[] = [];
  const twice: string[] = [];
  const { records } = (await (await fetch(`${simulatedUrl}/records`)).json()) as { records: readonly Record_[] };
  const counts = new Map<string, number>();
  for (const record of records) {
    const name = nameOf(record);
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  for (const [name, wanted] of Object.entries(EXPECTED)) {
    const seen = counts.get(name) ?? 0;
    if (seen < wanted) lost.push(`cloud: ${name} ${seen} of ${wanted}`);
    if (seen > wanted) twice.push(`cloud: ${name} ${seen} instead of ${wanted}`);
  }
  for (const name of counts.keys()) if (!(name in EXPECTED)) twice.push(`cloud: ${name} was not asked for`);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await checkRoom(client, { lost, twice });
    await checkOurs(client, played, { lost, half, twice });
  } finally {
    await client.end();
  }
  return { lost, half, twice };
}

function nameOf({ call, input }: Record_): string | undefined {
  if (call === 'seed') return undefined;
  const given = input as {
    RoleName?: string;
    GroupName?: string;
    NetworkInterfaceId?: string;
    InstanceSpecification?: { InstanceId: string };
  };
  const on =
    given.RoleName ?? given.GroupName ?? given.NetworkInterfaceId ?? given.InstanceSpecification?.InstanceId ?? 'web';
  return `${call} ${on}`;
}

/** Lines that everybody must be told, once each. */
async function checkRoom(client: pg.Client, { lost, twice }: { lost: string[]; twice: string[] }): Promise<void> {
  const conversations = await client.query('select count(*)::int as n from room_conversations');
  if (conversations.rows[0].n !== 1) twice.push(`room: ${conversations.rows[0].n} conversations`);
  const { rows } = await client.query<{ text: string; n: number }>(
    'select text, count(*)::int as n from room_messages where author is null and recipient is null group by text',
  );
  for (const { text, n } of rows) if (n > 1) twice.push(`room: "${text.slice(0, 60)}" ${n} times`);
  for (const start of [
    'Contained: a1',
    'Contained: a2',
    'Contained: a3',
    'Released: ',
    'Now in Containment',
    'Now in Recovery',
  ]) {
    if (!rows.some(({ text }) => text.startsWith(start))) lost.push(`room: nobody was told "${start}…"`);
  }
}

async function checkOurs(
  client: pg.Client,
  { posted, undone }: Played,
  { lost, half, twice }: { lost: string[]; half: string[]; twice: string[] },
): Promise<void> {
  const one = async (sql: string): Promise<number> => Number((await client.query(sql)).rows[0]?.n);
  const alerts = await one('select count(*) as n from alerts');
  if (alerts < posted) lost.push(`alerts: ${alerts} of ${posted} acknowledged ones are stored`);
  if (alerts > posted) twice.push(`alerts: ${alerts} stored, ${posted} sent`);
  const incidents = await one('select count(*) as n from incidents');
  if (incidents !== 1) twice.push(`incidents: ${incidents}`);
  if ((await one("select count(*) as n from incidents where status = 'closed'")) !== 1)
    half.push('the incident is not closed');
  const dead = await client.query<{ reaction: string; problem: string }>(
    "select reaction, problem from deliveries where state = 'dead'",
  );
  for (const { reaction, problem } of dead.rows) half.push(`dead letter: ${reaction}: ${problem}`);
  for (const reaction of undone) half.push(`never done: ${reaction}`);
  const log = await client.query<{ body: string; previous: string; hash: string; type: string }>(
    'select body, previous, hash, type from events order by seq',
  );
  const broken = firstBroken(log.rows);
  if (broken !== undefined) half.push(`the chain breaks at event ${broken}`);
  for (const type of ['IncidentDeclared', 'PlaybookAttached', 'ConversationOpened', 'IncidentClosed']) {
    const seen = log.rows.filter((row) => row.type === type).length;
    if (seen < 1) lost.push(`events: no ${type}`);
    if (seen > 1) twice.push(`events: ${seen} × ${type}`);
  }
}
