/** moto as a process of its own: AWS's API on the loopback, with an account of its own for whoever assumes a role there. */

import { spawn } from 'node:child_process';
import { freePort } from '../../support/free-port.ts';
import { until } from '../../support/until.ts';

export interface Moto extends AsyncDisposable {
  readonly url: string;
}

/** `program` is `moto_server`. `environment` as moto's documentation names it, such as `INITIAL_NO_AUTH_ACTION_COUNT`. */
export async function startMoto(program: string, environment: Readonly<Record<string, string>> = {}): Promise<Moto> {
  const port = await freePort();
  const server = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    // Without the catalogue of public images, which takes every new account a second.
    env: { ...process.env, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false', ...environment },
  });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => {
    if (server.exitCode !== null) throw new Error(`moto ended with ${server.exitCode}`);
    return await fetch(`${url}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
  }, 60_000);
  // The first call to EC2 loads its catalogue of instance types, longer than a client waits.
  const warmUp = { method: 'POST', body: 'Action=DescribeVpcs&Version=2016-11-15', headers: EC2_FORM };
  await fetch(url, warmUp);
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      if (server.exitCode !== null) return;
      const gone = new Promise((done) => server.once('exit', done));
      server.kill('SIGTERM');
      await gone;
    },
  };
}

const EC2_FORM = {
  'content-type': 'application/x-www-form-urlencoded',
  authorization:
    'AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/ec2/aws4_request, SignedHeaders=host, Signature=0',
};
