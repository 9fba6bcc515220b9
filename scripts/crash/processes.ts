/** Processes of a crash run: started, killed without mercy, started again. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');

export interface Service extends AsyncDisposable {
  /** SIGKILL now, and up again at once. */
  crash(): Promise<void>;
  readonly crashes: () => number;
}

const running = new Set<ChildProcess>();
// A run that is broken off takes along what it started.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Keeps the program at the path `script` running with `environment` until disposed; what it prints is kept for a failing run's report. */
export function keepRunning(script: string, environment: Readonly<Record<string, string>>, output: string[]): Service {
  let crashes = 0;
  let closing = false;
  let child = start();

  function start(): ChildProcess {
    const made = spawn(process.execPath, [script], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [made.stdout, made.stderr]) stream?.on('data', (data: Buffer) => output.push(data.toString()));
    running.add(made);
    made.once('exit', (code, signal) => {
      running.delete(made);
      // A process that ended by itself is a fault worth telling; it is started again all the same.
      if (closing || signal === 'SIGKILL') return;
      output.push(`${script} ended by itself: ${code ?? signal}\n`);
      setTimeout(() => {
        if (!closing) child = start();
      }, 200);
    });
    return made;
  }

  return {
    crashes: () => crashes,
    crash: async () => {
      crashes += 1;
      const gone = once(child, 'exit');
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await gone;
      }
      child = start();
    },
    [Symbol.asyncDispose]: async () => {
      closing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Ports of this process, below those that the system hands out by itself. */
const FIRST_PORT = 10_000 + (process.pid % 40) * 500;
let taken = 0;

/**
 * A port that no other run here is given. While a server is killed and started anew its port listens to nobody: one that
 * the system had chosen could be chosen again meanwhile, and two runs would talk to one server.
 */
export async function ownPort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + (taken % 500);
    taken += 1;
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}
