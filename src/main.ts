/** `npm start`: reads the configuration, opens the house, says what to do next, closes in order. */

import closeWithGrace from 'close-with-grace';
import { CordonError } from './base/errors.ts';
import { createLog } from './base/log.ts';
import { loadConfig } from './config/load.ts';
import { openHouse } from './house/open.ts';
import { welcome } from './house/welcome.ts';

/** Longer than a reaction's slowest step; what is not done by then is taken up by the next process. */
const GRACE_MS = 20_000;

try {
  const config = loadConfig(process.env);
  const log = createLog(config.logLevel);
  const house = await openHouse(config, log);
  closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err }) => {
    if (err) log.error({ err }, 'closing after a fault');
    await house[Symbol.asyncDispose]();
  });
  console.log(welcome(config, house));
} catch (fault) {
  if (!(fault instanceof CordonError)) throw fault;
  console.error([fault.message, ...fault.details.map((line) => `  - ${line}`), fault.remedy].join('\n'));
  process.exitCode = 1;
}
