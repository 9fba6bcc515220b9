/** A bare Bolt app against the double: what everything of ours is compared with. */

import { createServer } from 'node:net';
import { App, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import type { FakeSlack } from '../../../doubles/slack/index.ts';

/** The real Web API client with the bot's token, one try only. */
export function clientOf({ apiUrl, app }: FakeSlack, token = app.botToken): WebClient {
  return new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  });
}

export interface BareApp extends AsyncDisposable {
  readonly bolt: App;
}

/** Starts Bolt in the mode that the installed app has. `listen` adds listeners before anything arrives. */
export async function startBareApp(slack: FakeSlack, listen: (bolt: App) => void): Promise<BareApp> {
  const { app, apiUrl } = slack;
  const bolt = new App({
    token: app.botToken,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: apiUrl, retryConfig: { retries: 0 } },
    ...(app.socketMode ? { socketMode: true, appToken: app.appToken } : { signingSecret: app.signingSecret }),
  });
  listen(bolt);
  const port = app.socketMode ? 0 : await freePort();
  await bolt.start(port);
  if (!app.socketMode) app.requestUrl = `http://127.0.0.1:${port}/slack/events`;
  return { bolt, [Symbol.asyncDispose]: async () => void (await bolt.stop()) };
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.once('error', failed);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address ? done(address.port) : failed(new Error('no port'))));
    });
  });
}
