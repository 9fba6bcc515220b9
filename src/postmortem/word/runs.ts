/** Words of the tree as runs of WordprocessingML (ECMA-376, 17.3.2). */

import type { PhrasingContent } from 'mdast';
import { xml } from './xml.ts';

/** Collects what stands outside the document part: addresses of links. */
export interface Links {
  /** Relationship id of an address. */
  idOf(url: string): string;
}

interface Look {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly strike?: boolean;
  readonly code?: boolean;
  readonly link?: boolean;
}

/** Letters that run from right to left, with what stands between them. */
const RTL = '\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufeff\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}';
const DIRECTIONS = new RegExp(`[${RTL}](?:[${RTL}\\s\\d\\p{P}]*[${RTL}])?|[^${RTL}]+`, 'gu');
const IS_RTL = new RegExp(`[${RTL}]`, 'u');

export function runsOf(nodes: readonly PhrasingContent[], links: Links, look: Look = {}): string {
  return nodes.map((node) => runOf(node, links, look)).join('');
}

/** Whether a paragraph begins with a letter that runs from right to left. */
export function startsRtl(text: string): boolean {
  const strong = /\p{L}/u.exec(text)?.[0];
  return strong !== undefined && IS_RTL.test(strong);
}

function runOf(node: PhrasingContent, links: Links, look: Look): string {
  switch (node.type) {
    case 'text': {
      const { anchor } = node.data ?? {};
      return anchor === undefined ? textRuns(node.value, look) : bookmarked(anchor, textRuns(node.value, look));
    }
    case 'inlineCode':
      return textRuns(node.value, { ...look, code: true });
    case 'strong':
      return runsOf(node.children, links, { ...look, bold: true });
    case 'emphasis':
      return runsOf(node.children, links, { ...look, italic: true });
    case 'delete':
      return runsOf(node.children, links, { ...look, strike: true });
    case 'break':
      return '<w:r><w:br/></w:r>';
    case 'link':
      return link(node.url, runsOf(node.children, links, { ...look, link: true }), links);
    case 'image':
      return textRuns(node.alt ?? '', look);
    default:
      throw new TypeError(`A line holds no ${node.type}.`);
  }
}

function link(url: string, runs: string, links: Links): string {
  if (url.startsWith('#'))
    return `<w:hyperlink w:anchor="${xml(bookmarkOf(url.slice(1)))}" w:history="1">${runs}</w:hyperlink>`;
  if (!url.startsWith('https://')) return runs;
  return `<w:hyperlink r:id="${links.idOf(url)}" w:history="1">${runs}</w:hyperlink>`;
}

/** A target for links. Ids must differ in a document: the name makes them. */
export function bookmarked(name: string, runs: string): string {
  const id = [...name].reduce((sum, one) => (sum * 31 + (one.codePointAt(0) ?? 0)) % 2_000_000_011, 7);
  return `<w:bookmarkStart w:id="${id}" w:name="${xml(bookmarkOf(name))}"/>${runs}<w:bookmarkEnd w:id="${id}"/>`;
}

/** Names of bookmarks hold letters, digits and underscores, forty at most. */
function bookmarkOf(name: string): string {
  return `_${name.replace(/[^A-Za-z0-9]/g, '_')}`.slice(0, 40);
}

function textRuns(text: string, look: Look): string {
  return (text.match(DIRECTIONS) ?? []).map((part) => run(part, look, IS_RTL.test(part))).join('');
}

/** Order of the properties is that of the schema (CT_RPr): readers that check refuse another. */
function run(text: string, { bold, italic, strike, code, link }: Look, rtl: boolean): string {
  const properties = [
    link ? '<w:rStyle w:val="Hyperlink"/>' : code ? '<w:rStyle w:val="Code"/>' : '',
    bold ? '<w:b/><w:bCs/>' : '',
    italic ? '<w:i/><w:iCs/>' : '',
    strike ? '<w:strike/>' : '',
    rtl ? '<w:rtl/>' : '',
  ].join('');
  return `<w:r>${properties === '' ? '' : `<w:rPr>${properties}</w:rPr>`}<w:t xml:space="preserve">${xml(text)}</w:t></w:r>`;
}
