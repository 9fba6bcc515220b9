/** Escaping for WordprocessingML: what XML 1.0 cannot hold is left out, everything else is text. */

/** Characters that XML 1.0 does not allow, whatever the escape (W3C XML, 2.2). */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

export function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(FORBIDDEN, '')
    .replace(/[&<>"']/g, (one) => `&#${one.charCodeAt(0)};`);
}
