/** `doctor`: looks at everything Cordon stands on and says what to fix. */

import { Command } from 'commander';
import { CordonError } from '../../base/errors.ts';
import { createAws } from '../../containment/aws/client.ts';
import { examineAws } from '../../containment/aws/doctor.ts';
import { migrateQueue, openQueue } from '../../queue/open.ts';
import { examineSlack } from '../../slack/doctor.ts';
import { ping, type Store } from '../../store/open.ts';
import { pastRetention } from '../../store/past-retention.ts';
import { examineTeams } from '../../teams/doctor.ts';
import { print, withStore } from '../with-store.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
}

export function doctor(): Command {
  return new Command('doctor')
    .description('check configuration, database and queue, and say what to fix')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const checks: Check[] = [];
      const look = async (name: string, work: () => Promise<string>): Promise<void> => {
        try {
          checks.push({ name, ok: true, detail: await work() });
        } catch (fault) {
          const remedy = fault instanceof CordonError ? ` ${[...fault.details, fault.remedy].join(' ')}` : '';
          checks.push({
            name,
            ok: false,
            detail: `${fault instanceof Error ? fault.message : String(fault)}${remedy}`,
          });
        }
      };
      await look('configuration and database', () =>
        withStore(async ({ store, config, log, databaseUrl }) => {
          await ping(store);
          await look('evidence past its retention', () => retentionText(store));
          const aws = createAws({ settings: config.clouds.aws });
          checks.push(...(await examineAws(aws)));
          aws[Symbol.dispose]();
          if (config.slack.botToken ?? config.slack.appToken) checks.push(...(await examineSlack(config.slack)));
          if (config.teams.appId ?? config.teams.appPassword)
            checks.push(...(await examineTeams(config.teams, config.baseUrl)));
          await look('queue', async () => {
            await migrateQueue({ redisUrl: config.redisUrl, postgresUrl: databaseUrl });
            const queue = openQueue({ redisUrl: config.redisUrl, postgresUrl: databaseUrl, log });
            try {
              await queue.ping();
              return `answers on ${queue.backend}`;
            } finally {
              await queue[Symbol.asyncDispose]();
            }
          });
          return config.databaseUrl ? 'PostgreSQL answers' : `embedded PostgreSQL answers, data in ${config.dataDir}`;
        }),
      );
      print(
        json,
        checks,
        checks.map(({ name, ok, detail }) => `${ok ? 'ok    ' : 'FAILED'} ${name}: ${detail}`).join('\n'),
      );
      if (checks.some(({ ok }) => !ok)) process.exitCode = 1;
    });
}

/** Nothing is disposed of by itself: the line says how much waits for people to decide. */
async function retentionText(store: Store): Promise<string> {
  const due = await pastRetention(store.db, new Date());
  if (due.length === 0) return 'none';
  const pieces = due.reduce((sum, one) => sum + one.pieces, 0);
  const mebibytes = due.reduce((sum, { bytes }) => sum + bytes, 0) / 1024 ** 2;
  const which = due.map(({ number }) => `#${number}`).join(', ');
  return `${pieces} pieces, ${mebibytes.toFixed(1)} MiB, in ${which}. To let them go: evidence dispose due because …`;
}
