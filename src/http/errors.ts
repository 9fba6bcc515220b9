/** Errors become one reply: code, sentence, remedy. Refusals of the core are 409 and never come this way. */

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { CordonError, type ErrorCode } from '../base/errors.ts';

const STATUS: Readonly<Record<ErrorCode, number>> = {
  config_invalid: 500,
  body_invalid: 400,
  body_too_large: 413,
  credential_missing: 401,
  credential_invalid: 401,
  not_found: 404,
  not_allowed: 403,
  conflict: 409,
  rate_limited: 429,
  store_unavailable: 503,
  queue_unavailable: 503,
  playbook_invalid: 400,
  action_unknown: 404,
  guard_refused: 409,
  vendor_failed: 502,
  outcome_unknown: 502,
  evidence_kept: 409,
  evidence_missing: 404,
  bundle_invalid: 400,
  drill_failed: 500,
  internal: 500,
};

/** What Fastify itself refuses, in our words. Codes: fastify.dev/docs/latest/Reference/Errors. */
const FASTIFY_REFUSALS: Readonly<Record<string, { code: ErrorCode; remedy: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'body_too_large', remedy: 'Send at most 1 MiB; split batches.' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { code: 'body_invalid', remedy: 'Send Content-Type: application/json.' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { code: 'body_invalid', remedy: 'Send a JSON body.' },
  FST_ERR_CTP_INVALID_JSON_BODY: { code: 'body_invalid', remedy: 'Send well-formed JSON.' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { code: 'body_invalid', remedy: 'Send as many bytes as Content-Length says.' },
};

export interface Problem {
  readonly error: string;
  readonly message: string;
  readonly remedy: string;
  readonly details?: readonly string[];
}

/** The error handler of the app. */
export function replyWithProblem(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const { status, problem } = problemOf(error);
  if (status >= 500) request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="cordon"');
  reply.status(status).send(problem);
}

function problemOf(error: FastifyError | Error): { status: number; problem: Problem } {
  if (error instanceof CordonError) {
    const details = error.details.length > 0 ? { details: error.details } : {};
    return {
      status: STATUS[error.code],
      problem: { error: error.code, message: error.message, remedy: error.remedy, ...details },
    };
  }
  const known = 'code' in error ? FASTIFY_REFUSALS[error.code] : undefined;
  if (known)
    return {
      status: STATUS[known.code],
      problem: { error: known.code, message: error.message, remedy: known.remedy },
    };
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status < 500) {
    const error_ = status === 429 ? 'rate_limited' : 'body_invalid';
    return {
      status,
      problem: { error: error_, message: error.message, remedy: 'Mend the request and send it again.' },
    };
  }
  return {
    status: 500,
    problem: {
      error: 'internal',
      message: 'Something failed on our side; nothing that was acknowledged is lost.',
      remedy: 'Try again; if it stays, read the log of Cordon.',
    },
  };
}
