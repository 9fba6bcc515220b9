/** A mail server on loopback that keeps what it is given. */

import { SMTPServer } from 'smtp-server';

export interface MailServer extends AsyncDisposable {
  /** Whole messages, headers and all. */
  readonly mails: string[];
  readonly port: number;
}

/** With `answer` it refuses every recipient with that code. */
export async function startMailServer(answer?: { readonly code: number }): Promise<MailServer> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) =>
      done(answer ? Object.assign(new Error('no'), { responseCode: answer.code }) : null),
    onData: (stream, _session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        mails.push(Buffer.concat(chunks).toString());
        done();
      });
    },
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
  const address = server.server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { mails, port, [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())) };
}
