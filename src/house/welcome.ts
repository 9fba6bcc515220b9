/** What the terminal says once the house is open: where to look, and what to do next. */

import type { Config } from '../config/load.ts';
import type { House } from './open.ts';

export function welcome(config: Config, { url, version, queue }: Pick<House, 'url' | 'version' | 'queue'>): string {
  const parts = [
    `database ${config.databaseUrl ? 'from DATABASE_URL' : `embedded in ${config.dataDir}`}`,
    `queue on ${queue.backend === 'redis' ? 'Redis' : 'PostgreSQL'}`,
    `role ${config.role}`,
  ];
  if (!url) return `Cordon ${version} is at work (${parts.join(', ')}).`;
  return [
    '',
    `  Cordon ${version} is open at ${url}`,
    `  (${parts.join(', ')})`,
    '',
    '  Next:',
    config.signIn === 'local'
      ? `    1. Open ${url} and pick who you are.`
      : '    1. npm run cordon -- sign-in PERSON prints a link that lets that person in, once.',
    '    2. Start a drill: a real attack on a simulated cloud, through the very same doors as a real one.',
    '    3. Send an alert of your own:',
    '         npm run cordon -- token create --scope alerts --name me',
    `         curl -X POST ${url}/alerts/aws-guardduty -H "Authorization: Bearer TOKEN" --data @finding.json`,
    '',
    '  Stop with Ctrl-C; nothing is lost.',
    '',
  ].join('\n');
}
