/** What AWS says when a call fails, told apart once: not there, refused, to be tried again, or unknown. */

import { isThrottlingError } from '@smithy/core/retry';
import { CordonError } from '../../base/errors.ts';

/** Where the call went, for the sentence people read. */
export interface CallPlace {
  /** `iam:PutUserPolicy`. */
  readonly call: string;
  readonly account: string;
}

/** Commands that change nothing by the names AWS gives them; repeating one does no harm. */
const READS = /^(Get|List|Describe|Head|Lookup|Simulate|BatchGet|Search|Query|AssumeRole|Generate|Filter|Decode)/;

export function isRead(command: string): boolean {
  return READS.test(command);
}

/** Codes of a connection that was never made: nothing was sent. */
const NOT_SENT = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH/;
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthFailure|NotAuthorized)/;
const ABSENT = /NotFound|NoSuch/;

interface Spoken extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly Code?: string;
}

/**
 * Whether a fault leaves open what became of the call: no answer came, or the server broke down over it. Of a change,
 * such a call is never repeated without looking.
 */
export function isOpen(fault: unknown): boolean {
  if (!(fault instanceof Error) || isThrottlingError(fault as never)) return false;
  const status = statusOf(fault);
  return status === undefined ? !wasNotSent(fault) : status >= 500;
}

/** The fault as people and the runner read it. A `CordonError` passes through. */
export function explain(fault: unknown, place: CallPlace): CordonError {
  if (fault instanceof CordonError) return fault;
  const error = fault instanceof Error ? fault : new Error(String(fault));
  const status = statusOf(error);
  if (status === undefined) return wasNotSent(error) ? unreachable(error, place) : unanswered(error, place);
  const name = codeOf(error);
  const message = `${place.call} in ${place.account}: ${name}: ${error.message}`;
  if (isThrottlingError(error as never) || status >= 500) {
    return new CordonError('vendor_failed', message, {
      remedy: 'It is tried again by itself.',
      retryable: true,
      cause: error,
    });
  }
  if (status === 404 || ABSENT.test(name)) {
    return new CordonError('not_found', message, { remedy: 'Check account, region and name.', cause: error });
  }
  return new CordonError('vendor_failed', message, { remedy: remedyFor(name, place), cause: error });
}

function remedyFor(name: string, { call, account }: CallPlace): string {
  if (DENIED.test(name)) {
    return `Let Cordon's role in ${account} do ${call}: deploy the template anew (npm run cordon -- aws template), and look for a service control policy that denies it.`;
  }
  if (/Expired|InvalidClientTokenId|UnrecognizedClient|RequestTimeTooSkewed|Signature/.test(name)) {
    return 'Check the credentials Cordon runs with and the clock of this machine: npm run cordon -- doctor.';
  }
  return 'Mend what the message names, then plan the action again.';
}

function unreachable(cause: Error, { call, account }: CallPlace): CordonError {
  return new CordonError('vendor_failed', `${call} in ${account} was not sent: ${cause.message}`, {
    remedy: 'See that this machine reaches AWS, or the address in AWS_ENDPOINT_URL.',
    retryable: true,
    cause,
  });
}

function unanswered(cause: Error, { call, account }: CallPlace): CordonError {
  return new CordonError('outcome_unknown', `${call} was sent to ${account}, but no answer came back.`, {
    remedy: 'Whether it took effect is looked up before anything is repeated.',
    retryable: true,
    cause,
  });
}

/** Undefined where no answer came. */
function statusOf(error: Spoken): number | undefined {
  return error.$metadata?.httpStatusCode;
}

function codeOf(error: Spoken): string {
  return error.Code ?? error.name;
}

/** Credentials that cannot be had, and connections that were never made. */
function wasNotSent(error: Error): boolean {
  const cause = error.cause instanceof Error ? error.cause : undefined;
  const words = [error.name, error.message, Reflect.get(error, 'code'), cause && Reflect.get(cause, 'code')].join(' ');
  return NOT_SENT.test(words) || /CredentialsProviderError/.test(error.name);
}
