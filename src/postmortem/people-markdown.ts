/**
 * Markdown that people wrote, as nodes that can do no harm: structure and emphasis stay, everything that could load,
 * link, run or pose as a part of the document becomes the text it was written as.
 */

import type { BlockContent, DefinitionContent, PhrasingContent, Root, RootContent } from 'mdast';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { clean, cleanLine, cleanLines } from './text.ts';

/** Blocks inside blocks beyond this depth are shown as plain text: renderers recurse, and paper is narrow. */
const MAX_DEPTH = 6;
/** Openings of quotations and lists on one line beyond this many are text: a parser must not be handed a bottomless one. */
const NESTED = /^(?:[ \t]*(?:>|[-+*]|\d{1,9}[.)])[ \t]?){9,}/gm;
/** Indentation that opens list in list without end; code that is indented further moves left. */
const INDENTED = /^[ \t]{41,}/gm;
/** Their headings stand below ours. */
const HEADING_DEPTH = 4;

const parser = unified().use(remarkParse).use(remarkGfm).freeze();

/** Reads Markdown (GFM) into blocks. Never throws; an empty or blank text gives no block. */
export function readPeopleMarkdown(markdown: string): readonly RootContent[] {
  const source = markdown
    .toWellFormed()
    .replace(INDENTED, ' '.repeat(40))
    .replace(NESTED, (run) => run.replace(/\S/g, '\\$&'));
  return blocks(parser.parse(source), 0, source);
}

function blocks(parent: Root | { readonly children: readonly RootContent[] }, depth: number, source: string): Flow[] {
  return parent.children.flatMap((node) => block(node, depth, source));
}

type Flow = BlockContent | DefinitionContent;

function block(node: RootContent, depth: number, source: string): Flow[] {
  if (depth >= MAX_DEPTH) return asWritten(node, source);
  switch (node.type) {
    case 'paragraph':
      return [{ type: 'paragraph', children: inlines(node.children, source) }];
    case 'heading':
      return [{ type: 'heading', depth: HEADING_DEPTH, children: inlines(node.children, source) }];
    case 'blockquote':
      return [{ type: 'blockquote', children: blocks(node, depth + 1, source) }];
    case 'list':
      return [
        {
          type: 'list',
          ordered: node.ordered ?? false,
          ...(node.ordered ? { start: node.start ?? 1 } : {}),
          spread: node.spread ?? false,
          children: node.children.map((item) => ({
            type: 'listItem',
            spread: item.spread ?? false,
            ...(typeof item.checked === 'boolean' ? { checked: item.checked } : {}),
            children: blocks(item, depth + 1, source),
          })),
        },
      ];
    case 'code':
      return [{ type: 'code', value: cleanLines(node.value) }];
    case 'table':
      return [
        {
          type: 'table',
          align: node.align ?? [],
          children: node.children.map((row) => ({
            type: 'tableRow',
            children: row.children.map((cell) => ({ type: 'tableCell', children: inlines(cell.children, source) })),
          })),
        },
      ];
    case 'thematicBreak':
      return [{ type: 'thematicBreak' }];
    default:
      return asWritten(node, source);
  }
}

/** HTML, definitions, footnotes and what is too deep: its source, as one paragraph of text. */
function asWritten(node: RootContent, source: string): Flow[] {
  const value = clean(sliceOf(node, source));
  return value === '' ? [] : [{ type: 'paragraph', children: [{ type: 'text', value }] }];
}

function inlines(nodes: readonly PhrasingContent[], source: string): PhrasingContent[] {
  return nodes.flatMap((node) => inline(node, source));
}

function inline(node: PhrasingContent, source: string): PhrasingContent[] {
  switch (node.type) {
    case 'text':
      return [{ type: 'text', value: cleanLine(node.value) }];
    case 'strong':
      return [{ type: 'strong', children: inlines(node.children, source) }];
    case 'emphasis':
      return [{ type: 'emphasis', children: inlines(node.children, source) }];
    case 'delete':
      return [{ type: 'delete', children: inlines(node.children, source) }];
    case 'inlineCode':
      return [codeSpan(node.value)];
    case 'break':
      return [{ type: 'break' }];
    case 'link':
      return linked(node.url, inlines(node.children, source));
    case 'image':
      return [{ type: 'text', value: cleanLine(`${node.alt ?? ''} (${node.url})`) }];
    default:
      return [{ type: 'text', value: cleanLine(sliceOf(node, source)) }];
  }
}

/** A code span of Markdown cannot carry a backtick, bar or backslash faithfully everywhere: then it is text. */
function codeSpan(text: string): PhrasingContent {
  const value = cleanLine(text).trim();
  return /^[^`|\\]+$/.test(value) ? { type: 'inlineCode', value } : { type: 'text', value };
}

/** Nobody is led anywhere: the address is shown beside its words, for a reader to judge. */
function linked(url: string, words: PhrasingContent[]): PhrasingContent[] {
  const shown = words.map((word) => ('value' in word ? word.value : '')).join('');
  const bare = url.replace(/^(?:mailto:|https?:\/\/)/, '');
  return shown === url || shown === bare ? words : [...words, { type: 'text', value: ` (${cleanLine(url)})` }];
}

function sliceOf(node: RootContent, source: string): string {
  const { start, end } = node.position ?? {};
  return source.slice(start?.offset ?? 0, end?.offset ?? 0);
}
