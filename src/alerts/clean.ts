/** Outside text made safe to store and show: no control or bidi characters, no secrets, a bounded length. */

/** Controls, format characters (direction marks, zero widths, tags), whatever shows as nothing (Unicode TR 36 §2.5). */
const INVISIBLE = /[[\p{Cc}\p{Cf}\p{DI}\p{Zl}\p{Zp}]--[\t\n]]/gv;

/** Characters looked at: beyond any length we keep, and few enough that hostile text cannot make redaction slow. */
const MAX_READ = 16_384;

/**
 * Secrets by shape, wherever they stand: one glued to a word is no less secret. Access key *ids* (AKIA…, ASIA…) stay:
 * they name what must be contained and open nothing alone.
 */
const SECRETS: readonly (readonly [what: string, shape: RegExp])[] = [
  ['private key', /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|$)/g],
  ['GitHub token', /(?:gh[oprsu]_[A-Za-z0-9]{20,255}|github_pat_[A-Za-z0-9_]{22,255})/g],
  ['JSON web token', /eyJ[A-Za-z0-9_-]{8,1024}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g],
  ['Slack token', /xox[abeoprs]-[A-Za-z0-9-]{10,}/g],
  ['Google API key', /AIza[A-Za-z0-9_-]{35}/g],
  ['GitLab token', /glpat-[A-Za-z0-9_-]{20,}/g],
  ['Stripe key', /[rs]k_live_[A-Za-z0-9]{16,}/g],
  ['AWS session token', /(?:FwoG|IQoJ|FQoG)[A-Za-z0-9+/=]{80,}/g],
];

/** `name = value` pairs whose name says that the value is secret; the name is kept. */
const NAMED_SECRET =
  /((?:secret_?access_?key|secret_?key|client_?secret|session_?token|access_?token|api_?key|passw(?:or)?d)["']?\s{0,4}(?:[:=]|\bis\b)\s{0,4}["']?)([^\s"',;&]{8,})/gi;

/** An AWS secret access key stands beside its key id: 40 characters of base64 within reach of AKIA… or ASIA…. */
const KEY_PAIR = /((?:AKIA|ASIA)[A-Z2-7]{16}[^A-Za-z0-9/+]{1,40})([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/g;

/** Text of several lines, at most `max` characters. */
export function cleanText(text: string, max: number): string {
  const visible = foreword(text)
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(/[\r\u2028\u2029]/g, '\n')
    .replace(INVISIBLE, '');
  return cap(redact(visible).trim(), max);
}

/** The start of a long text, ended before the word the cut would halve: half a secret has no shape to be known by. */
function foreword(text: string): string {
  if (text.length <= MAX_READ) return text;
  const start = text.slice(0, MAX_READ);
  return start.slice(0, Math.max(start.lastIndexOf(' '), MAX_READ - 2048));
}

/** Text of one line, at most `max` characters; any run of white space becomes one space. */
export function cleanLine(text: string, max: number): string {
  return cap(cleanText(text, Number.MAX_SAFE_INTEGER).replace(/\s+/g, ' '), max);
}

/** Replaces what looks like a secret with its kind in brackets. */
export function redact(text: string): string {
  let safe = text;
  for (const [what, shape] of SECRETS) safe = safe.replace(shape, `[redacted ${what}]`);
  return safe.replace(KEY_PAIR, '$1[redacted AWS secret key]').replace(NAMED_SECRET, '$1[redacted]');
}

/** Cuts at a whole character and says so with an ellipsis, which counts. */
function cap(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
