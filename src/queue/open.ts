/** BullMQ on Redis or on PostgreSQL: chosen here and nowhere else. */

import {
  type BackendFactory,
  createPostgresBackend,
  type JobsOptions,
  Queue,
  runMigrations,
  UnrecoverableError,
  Worker,
} from 'bullmq';
import { Redis } from 'ioredis';
import pg from 'pg';
import { CordonError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { type Attempt, type Handlers, JOBS, type JobData, type JobName } from './jobs.ts';

export interface QueueOptions {
  readonly redisUrl: string | undefined;
  readonly postgresUrl: string;
  readonly log: Log;
}

export interface NewJob<N extends JobName = JobName> {
  readonly name: N;
  /** The same id twice is one job while the first is in the queue. */
  readonly id: string;
  readonly data: JobData<N>;
}

export interface JobQueue extends AsyncDisposable {
  readonly backend: 'redis' | 'postgresql';
  add(jobs: readonly NewJob[]): Promise<void>;
  counts(): Promise<Readonly<Record<string, number>>>;
  /** Throws `queue_unavailable` unless the backend answers. */
  ping(): Promise<void>;
  /** Starts handling jobs; disposing waits for the running ones, up to their own time-outs. */
  work(handlers: Handlers, concurrency: number): AsyncDisposable;
  /** Throws everything away that is in the queue: for the wipe drill. The deliveries fill it again. */
  wipe(): Promise<void>;
}

const NAME = 'cordon';
const SCHEMA = 'bullmq';
/** Finished jobs are of no use: what was done stands in the deliveries. */
const JOB_DEFAULTS: JobsOptions = { removeOnComplete: true, removeOnFail: true };

/** Creates BullMQ's tables when it runs on PostgreSQL. Call once before `openQueue`. */
export async function migrateQueue({
  redisUrl,
  postgresUrl,
}: Pick<QueueOptions, 'redisUrl' | 'postgresUrl'>): Promise<void> {
  if (redisUrl) return;
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
  } finally {
    await client.end();
  }
}

export function openQueue({ redisUrl, postgresUrl, log }: QueueOptions): JobQueue {
  const { connection, factory, close } = redisUrl ? onRedis(redisUrl, log) : onPostgres(postgresUrl);
  const options = { connection, defaultJobOptions: JOB_DEFAULTS };
  const queue = factory ? new Queue(NAME, options, factory) : new Queue(NAME, options);
  queue.on('error', (fault: Error) => log.warn({ err: fault }, 'the queue reports a fault'));
  return {
    backend: redisUrl ? 'redis' : 'postgresql',
    add: async (jobs) => {
      await queue.addBulk(jobs.map((job) => ({ name: job.name, data: job.data, opts: optionsOf(job) })));
    },
    counts: () => queue.getJobCounts('waiting', 'active', 'delayed', 'failed', 'completed', 'prioritized'),
    ping: async () => {
      try {
        await queue.getJobCounts('waiting');
      } catch (cause) {
        throw new CordonError('queue_unavailable', 'The queue does not answer.', {
          remedy: redisUrl ? 'Start Redis, or mend REDIS_URL.' : 'Look at PostgreSQL: the queue lives in it.',
          retryable: true,
          cause,
        });
      }
    },
    work: (handlers, concurrency) => work(handlers, concurrency, connection, factory, log),
    wipe: () => queue.obliterate({ force: true }),
    [Symbol.asyncDispose]: async () => {
      await queue.close();
      await close();
    },
  };
}

// BullMQ types each backend apart; the two meet here and nowhere else.
interface Backend {
  // biome-ignore lint/suspicious/noExplicitAny: the connection option's type depends on the backend chosen at run time
  readonly connection: any;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly factory: BackendFactory<any, any> | undefined;
  readonly close: () => Promise<void>;
}

function onRedis(url: string, log: Log): Backend {
  // BullMQ wants no limit on retries for the blocking connection: docs.bullmq.io/guide/connections
  const redis = new Redis(url, { maxRetriesPerRequest: null, enableReadyCheck: true });
  redis.on('error', (fault) => log.warn({ err: fault }, 'Redis reports a fault'));
  return { connection: redis, factory: undefined, close: async () => redis.disconnect() };
}

function onPostgres(url: string): Backend {
  const connection = { connectionString: url, schema: SCHEMA, skipMigrations: true, max: 6 };
  return { connection, factory: createPostgresBackend, close: async () => undefined };
}

function optionsOf({ name, id }: NewJob): JobsOptions {
  const { attempts, backoffMs } = JOBS[name];
  return { jobId: id, attempts, backoff: { type: 'exponential', delay: backoffMs, jitter: 0.3 } };
}

function work(
  handlers: Handlers,
  concurrency: number,
  connection: Backend['connection'],
  factory: Backend['factory'],
  log: Log,
): AsyncDisposable {
  const options = { connection, concurrency, lockDuration: 10_000, stalledInterval: 5_000, maxStalledCount: 100 };
  const process = (job: RunningJob): Promise<void> => run(handlers, job);
  const worker = factory ? new Worker(NAME, process, options, factory) : new Worker(NAME, process, options);
  worker.on('error', (fault: Error) => log.warn({ err: fault }, 'a worker reports a fault'));
  return { [Symbol.asyncDispose]: () => worker.close() };
}

interface RunningJob {
  readonly name: string;
  readonly data: unknown;
  readonly attemptsMade: number;
  readonly opts: { readonly attempts?: number };
}

/** A retryable fault is thrown as it is; any other ends the job at once. */
async function run(handlers: Handlers, job: RunningJob): Promise<void> {
  if (!isJobName(job.name)) throw new UnrecoverableError(`no such job: ${job.name}`);
  const { schema, timeoutMs, attempts } = JOBS[job.name];
  const number = job.attemptsMade + 1;
  const attempt: Attempt = {
    signal: AbortSignal.timeout(timeoutMs),
    number,
    last: number >= (job.opts.attempts ?? attempts),
  };
  const handler = handlers[job.name] as (data: unknown, attempt: Attempt) => Promise<void>;
  try {
    await handler(schema.parse(job.data), attempt);
  } catch (fault) {
    if (fault instanceof CordonError && !fault.retryable) throw new UnrecoverableError(fault.message);
    throw fault;
  }
}

function isJobName(name: string): name is JobName {
  return Object.hasOwn(JOBS, name);
}
