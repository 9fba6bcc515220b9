/**
 * Microsoft's Agents Playground: a Teams client and connector of their own making, driven over HTTP and WebSocket. What
 * it lacks (Graph, login, keys) comes from the fake Teams. It knows one group chat, one team and one talk with the bot
 * alone; its first person is the one who types. https://learn.microsoft.com/en-us/microsoft-365/agents-sdk/test-with-toolkit-project
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { stringify } from 'yaml';
import type { FakeTeams } from '../teams/index.ts';
import type { Person } from '../teams/world.ts';
import { type Answered, startLine } from './line.ts';

/** A message as clients of the Playground were told of it. */
export interface Told {
  readonly id: string;
  readonly conversation: string;
  /** The one who types, or the bot. */
  readonly from: string;
  readonly text: string;
  readonly card: Readonly<Record<string, unknown>> | undefined;
  readonly edits: number;
}

export interface Playground extends AsyncDisposable {
  /** Its page. */
  readonly url: string;
  /** The talk of its first person with the bot alone. */
  readonly direct: string;
  /** What a Cordon that is connected here has in its environment beside that of the fake Teams. */
  readonly environment: Readonly<Record<string, string>>;
  /** What the bot answered to each activity, oldest first. */
  readonly answered: readonly Answered[];
  /** Everything that clients were told of, oldest first. */
  messages(conversation: string): readonly Told[];
  /** Its first person types; `toBot` mentions the bot. */
  types(conversation: string, text: string, toBot?: boolean): Promise<void>;
  /** A click, a message action, a search: answers what the client gets. */
  invokes(by: Person, conversation: string, name: string, value: object, message?: string): Promise<Invoked>;
  /** The activity that Teams sends when this happens, by the first person. */
  template(
    conversation: string,
    what: 'install' | 'botAdded' | 'userAdded',
  ): Promise<Readonly<Record<string, unknown>>>;
  /** Sends an activity as it is. */
  sends(activity: object): Promise<void>;
}

export interface Invoked {
  readonly type?: string;
  readonly value?: unknown;
  readonly task?: { readonly type: string; readonly value: unknown };
  readonly composeExtension?: { readonly attachments?: readonly object[] };
}

export interface PlaygroundOptions {
  readonly teams: FakeTeams;
  /** Id of the group chat, the same as in the fake Teams. */
  readonly chat: string;
  readonly port: number;
}

/** Milliseconds within which it must listen. */
const START_MS = 60_000;

export async function startPlayground({ teams, chat, port }: PlaygroundOptions): Promise<Playground> {
  const url = `http://127.0.0.1:${port}`;
  const direct = 'a:playground';
  const opened = new AsyncDisposableStack();
  const line = opened.use(await startLine(teams, () => url));
  const folder = await mkdtemp(join(tmpdir(), 'cordon-playground-'));
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, '.m365agentsplayground.yml'), stringify(configOf(teams, chat, direct)));
  const program = run(folder, port, line.endpoint, line.serviceUrl);
  opened.defer(() => stop(program));
  await listening(program);
  const [me] = teams.world.people as [Person];
  const mention = { id: `28:${teams.app.id}`, name: 'Cordon' };

  const post = async (path: string, body: object): Promise<unknown> => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`The Playground answered ${answer.status} to ${path}: ${text}`);
    return text.startsWith('{') ? JSON.parse(text) : undefined;
  };
  const told = await watch(url, opened);

  return {
    ...{ url, direct, answered: line.answered },
    environment: { TEAMS_SERVICE_URL: line.serviceUrl },
    messages: (conversation) => [...told.values()].filter((one) => one.conversation === conversation),
    types: async (conversation, text, toBot = false) => {
      const said = toBot ? `<at>Cordon</at> ${text}` : text;
      const mentions = toBot ? [{ mentioned: mention, text: '<at>Cordon</at>' }] : [];
      const path = `/_conversation/v1/conversations/${encodeURIComponent(conversation)}/messages`;
      await post(path, { from: { id: me.mri }, text: said, textFormat: 'plain', mentions });
    },
    invokes: async (by, conversation, name, value, message) =>
      (await post('/_conversation/v1/invoke', {
        ...{ name, value, from: { id: by.mri }, conversation: { id: conversation } },
        ...(message ? { replyToId: message } : {}),
      })) as Invoked,
    template: async (conversation, what) => {
      const query = new URLSearchParams({ conversationId: conversation, type: what });
      return (await (await fetch(`${url}/_internal/v1/customActivities/template?${query}`)).json()) as Record<
        string,
        unknown
      >;
    },
    sends: async (activity) => {
      await post('/_internal/v1/customActivities', activity);
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

function configOf({ world, app, team }: FakeTeams, chat: string, direct: string): object {
  const [currentUser, ...users] = world.people.map(({ id, mri, name, email }) => {
    const [givenName = name, surname = name] = name.split(' ');
    return { id: mri, name, userPrincipleName: email, aadObjectId: id, givenName, surname, email };
  });
  const [general] = team.channels;
  return {
    version: '0.1.1',
    tenantId: world.tenantId,
    bot: { id: `28:${app.id}`, name: 'Cordon' },
    ...{ currentUser, users },
    personalChat: { id: direct },
    groupChat: { id: chat, name: 'Incident' },
    // Its general channel bears the id of its team.
    team: {
      id: general?.id,
      name: team.name,
      aadGroupId: team.id,
      channels: [{ id: '19:other@thread.tacv2', name: 'Other' }],
    },
  };
}

function run(folder: string, port: number, endpoint: string, serviceUrl: string): ChildProcess {
  const cli = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js');
  const preload = ['--import', new URL('loopback.ts', import.meta.url).href];
  const channel = ['--app-endpoint', endpoint, '--channel-id', 'msteams', '--service-url', serviceUrl];
  const args = [...preload, cli, 'start', ...channel, '--port', String(port), '--disable-telemetry'];
  return spawn(process.execPath, args, {
    cwd: folder,
    env: { ...process.env, TEAMSAPPTESTER_BROWSER: 'none', HOME: folder, NO_PROXY: '127.0.0.1,localhost' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function listening(program: ChildProcess): Promise<void> {
  let said = '';
  const heard = new Promise<void>((done, failed) => {
    const timer = setTimeout(() => failed(new Error(`The Playground does not start: ${said}`)), START_MS);
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
      if (!said.includes('Listening on')) return;
      clearTimeout(timer);
      done();
    };
    program.stdout?.on('data', hear);
    program.stderr?.on('data', hear);
    program.once('exit', () => {
      clearTimeout(timer);
      failed(new Error(`The Playground ended: ${said}`));
    });
  });
  await heard;
}

async function stop(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const gone = once(program, 'exit');
  program.kill('SIGKILL');
  await gone;
}

interface Action {
  readonly action: string;
  readonly actionConversationId: string;
  readonly message?: {
    readonly messageId: string;
    readonly from: { readonly id: string };
    readonly text?: string;
    readonly attachments: readonly { readonly contentType: string; readonly content: Record<string, unknown> }[];
  };
}

const CARD = 'application/vnd.microsoft.card.adaptive';

/** Keeps what clients are told over the WebSocket. */
async function watch(url: string, opened: AsyncDisposableStack): Promise<ReadonlyMap<string, Told>> {
  const told = new Map<string, Told>();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/_ws_conversation/v1/conversations/stream`);
  opened.defer(() => socket.terminate());
  socket.on('message', (data) => {
    const { actionConversationId: conversation, message } = JSON.parse(String(data)) as Action;
    if (!message) return;
    const { messageId: id, from, text = '', attachments } = message;
    const key = `${conversation} ${id}`;
    const before = told.get(key);
    const card = attachments.find(({ contentType }) => contentType === CARD)?.content;
    const edits = before ? before.edits + 1 : 0;
    told.set(key, { ...{ id, conversation, from: from.id, text, card, edits } });
  });
  await once(socket, 'open');
  return told;
}
