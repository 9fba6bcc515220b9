/** The simulated cloud as a process of its own: `node src/containment/simulated/serve.ts --port 4510 --data-dir DIR`. */

import { parseArgs } from 'node:util';
import { startSimulatedCloud } from './server.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '0' },
    'patience-ms': { type: 'string', default: '15000' },
    'data-dir': { type: 'string', default: '.cordon/simulated' },
    'propagation-ms': { type: 'string', default: '3000' },
  },
});

const cloud = await startSimulatedCloud({
  host: values.host,
  port: Number(values.port),
  patienceMs: Number(values['patience-ms']),
  dataDir: values['data-dir'],
  propagationMs: Number(values['propagation-ms']),
});
console.log(cloud.url);
process.once('SIGTERM', () => {
  cloud[Symbol.asyncDispose]().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
