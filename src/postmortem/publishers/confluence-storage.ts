/** The document in Confluence's storage format: XHTML of a few elements, pictures as attachments, citations into the Room. */

import type { RootContent, Table } from 'mdast';
import type { PublishedDocument } from '../publisher.ts';

/** Well-formed XML, of https://confluence.atlassian.com/doc/confluence-storage-format-790796544.html */
export function storageFormat(document: PublishedDocument): string {
  return document.tree.children.map((node) => write(node, document)).join('');
}

function write(node: RootContent, document: PublishedDocument): string {
  const inside = (): string =>
    'children' in node ? node.children.map((child) => write(child, document)).join('') : '';
  switch (node.type) {
    case 'text':
      return escaped(node.value);
    case 'inlineCode':
      return `<code>${escaped(node.value)}</code>`;
    case 'code':
      return `<pre>${escaped(node.value)}</pre>`;
    case 'break':
      return '<br/>';
    case 'thematicBreak':
      return '<hr/>';
    case 'image':
      return `<ac:image><ri:attachment ri:filename="${escaped(node.url)}"/></ac:image>`;
    case 'link':
      return `<a href="${escaped(addressOf(node.url, document))}">${inside()}</a>`;
    case 'heading':
      return `<h${node.depth}>${inside()}</h${node.depth}>`;
    case 'list':
      return node.ordered ? `<ol>${inside()}</ol>` : `<ul>${inside()}</ul>`;
    case 'table':
      return table(node, document);
    default:
      return wrapped(ELEMENTS[node.type], inside());
  }
}

/** What has no element of its own is shown as what it holds. */
const ELEMENTS: Readonly<Record<string, string>> = {
  paragraph: 'p',
  blockquote: 'blockquote',
  listItem: 'li',
  strong: 'strong',
  emphasis: 'em',
  delete: 'del',
};

function table({ children }: Table, document: PublishedDocument): string {
  const rows = children.map((row, index) => {
    const name = index === 0 ? 'th' : 'td';
    const cells = row.children.map((cell) =>
      wrapped(name, cell.children.map((child) => write(child, document)).join('')),
    );
    return wrapped('tr', cells.join(''));
  });
  return wrapped('table', wrapped('tbody', rows.join('')));
}

function wrapped(name: string | undefined, text: string): string {
  return name ? `<${name}>${text}</${name}>` : text;
}

/** Marks of events lead to the log, which members can read. */
function addressOf(href: string, { link }: PublishedDocument): string {
  const seq = /^#e-(\d+)$/.exec(href)?.[1];
  if (seq) return `${link.replace(/\/postmortem$/, '/log')}?from=${seq}#e-${seq}`;
  return href.startsWith('#') ? `${link}${href}` : href;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
