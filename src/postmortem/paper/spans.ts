/** Words of the tree as spans of text, for formats that set text themselves. */

import type { PhrasingContent, RootContent } from 'mdast';
import type { Style } from './typefaces.ts';
import type { Span } from './typeset.ts';

/** The spans of a line, in the order they are read. A picture is its alternative text. */
export function spansOf(nodes: readonly PhrasingContent[], style: Style = 'regular', link: Partial<Span> = {}): Span[] {
  return nodes.flatMap((node): Span[] => {
    switch (node.type) {
      case 'text':
        return [textSpan(node, style, link)];
      case 'inlineCode':
        return [{ text: node.value, style: 'mono', isolated: true, ...link }];
      case 'strong':
        return spansOf(node.children, 'bold', link);
      case 'emphasis':
        return spansOf(node.children, 'italic', link);
      case 'delete':
        return [
          { text: '[struck out: ', style, ...link },
          ...spansOf(node.children, style, link),
          { text: ']', style },
        ];
      case 'break':
        return [{ text: ' ', style }];
      case 'link':
        return spansOf(node.children, style, leading(node.url));
      case 'image':
        return [{ text: node.alt ?? '', style }];
      default:
        throw new TypeError(`A line holds no ${node.type}.`);
    }
  });
}

function textSpan(node: Extract<PhrasingContent, { type: 'text' }>, style: Style, link: Partial<Span>): Span {
  const { hName, anchor } = node.data ?? {};
  return {
    text: node.value,
    style,
    ...(hName === 'bdi' ? { isolated: true } : {}),
    ...(anchor === undefined ? {} : { anchor }),
    ...link,
  };
}

function leading(url: string): Partial<Span> {
  if (url.startsWith('#')) return { goTo: url.slice(1) };
  return url.startsWith('https://') ? { link: url } : {};
}

/** Everything a reader will see, text by text. */
export function* textsOf(node: RootContent): Generator<string> {
  if ('value' in node) yield node.value;
  else if (node.type === 'image') yield node.alt ?? '';
  else if ('children' in node) for (const child of node.children) yield* textsOf(child);
}
