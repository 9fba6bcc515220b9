/** Whether a text is well-formed XML of the elements that the storage format has; Confluence refuses anything else. */

import { refuse } from '../serve.ts';

const ELEMENTS = new Set(
  'h1 h2 h3 h4 p ul ol li blockquote table thead tbody tr th td a strong em del code pre br hr ac:image ri:attachment'.split(
    ' ',
  ),
);
const TAG = /<(\/?)([a-z][\w:]*)((?:\s[\w:]+="[^"<]*")*)\s*(\/?)>/y;

export function wellFormed(text: string): void {
  const open: string[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    const plain = text.slice(at, next === -1 ? undefined : next);
    if (/&(?!#x?[0-9A-Fa-f]+;|amp;|lt;|gt;|quot;)/.test(plain))
      refuse(400, `Error parsing xhtml: a bare & in ${plain.slice(0, 60)}`);
    if (next === -1) break;
    TAG.lastIndex = next;
    const [whole, closes, name = '', , empty] =
      TAG.exec(text) ?? refuse(400, `Error parsing xhtml: ${text.slice(next, next + 60)}`);
    if (!ELEMENTS.has(name)) refuse(400, `Error parsing xhtml: there is no ${name}`);
    if (closes && open.pop() !== name) refuse(400, `Error parsing xhtml: ${name} closes what is not open`);
    if (!closes && !empty) open.push(name);
    at = next + (whole?.length ?? 0);
  }
  if (open.length > 0) refuse(400, `Error parsing xhtml: ${open.join(', ')} not closed`);
}
