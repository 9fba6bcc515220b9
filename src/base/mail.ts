/** Mail by SMTP: the settings of a server, and sending through it. */

import { createTransport, type SendMailOptions } from 'nodemailer';
import { z } from 'zod';
import { CordonError } from './errors.ts';

/** To be spread into a schema. https://nodemailer.com/smtp */
export const MailServer = {
  host: z.string().min(1),
  port: z.number().int().min(1).max(65_535).default(587),
  /** TLS from the first byte, as on port 465. On other ports STARTTLS is demanded unless `plain` allows otherwise. */
  tls: z.boolean().default(false),
  plain: z.boolean().default(false),
  user: z.string().optional(),
  password: z.string().optional(),
  from: z.email(),
};

export interface MailSettings {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly plain: boolean;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly from: string;
}

export interface Letter extends Pick<SendMailOptions, 'subject' | 'text' | 'attachments'> {
  readonly to: readonly string[];
  /** The same for every attempt: mail programs show a repetition once. Without angle brackets and domain. */
  readonly id: string;
}

export interface Mailer {
  /** Answers the message's whole id. Throws `vendor_failed`, saying whether a retry can help. */
  send(letter: Letter): Promise<string>;
}

const DEADLINE_MS = 30_000;

export function openMailer({ host, port, tls, plain, user, password, from }: MailSettings): Mailer {
  const timeouts = { connectionTimeout: DEADLINE_MS, greetingTimeout: DEADLINE_MS, socketTimeout: DEADLINE_MS };
  const auth = user && password ? { auth: { user, pass: password } } : {};
  const transport = createTransport({ host, port, secure: tls, requireTLS: !tls && !plain, ...auth, ...timeouts });
  return {
    send: async ({ to, id, ...letter }) => {
      const messageId = `<${id}@${from.split('@')[1]}>`;
      try {
        await transport.sendMail({ from, to: [...to], messageId, ...letter });
      } catch (cause) {
        throw failure(cause, `${host}:${port}`);
      }
      return messageId.slice(1, -1);
    },
  };
}

/** RFC 5321 §4.2.1: 5yz is final, 4yz and no answer at all are worth another try. */
function failure(cause: unknown, server: string): CordonError {
  const code = cause instanceof Error && 'responseCode' in cause ? Number(cause.responseCode) : 0;
  return new CordonError('vendor_failed', `The mail server ${server} did not take it${code ? ` (${code})` : ''}.`, {
    remedy: 'Check host, user and recipients in the configuration.',
    retryable: code < 500,
    cause,
  });
}
