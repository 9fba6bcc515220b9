/** Blocks of the tree as WordprocessingML: real headings, lists and tables, so that a word processor can work on them. */

import type { List, PhrasingContent, RootContent, Table } from 'mdast';
import { isWide } from '../across.ts';
import { columnWidths } from '../column-widths.ts';
import type { Assets } from '../format.ts';
import { textOf } from '../text-of.ts';
import { pictureXml } from './picture.ts';
import { bookmarked, type Links, runsOf, startsRtl } from './runs.ts';
import { xml } from './xml.ts';

export interface Setting {
  readonly links: Links;
  readonly assets: Assets;
  /** Style of paragraphs: `Normal`, or that of what people wrote. */
  readonly style: string;
  /** Steps to the right. */
  readonly depth: number;
  /** Direction of a paragraph comes from its first letter, as people wrote it; what is ours runs from left to right. */
  readonly auto: boolean;
}

/** Twentieths of a point. */
const STEP = 360;

export function blockXml(node: RootContent, setting: Setting): string {
  switch (node.type) {
    case 'heading': {
      const runs = runsOf(node.children, setting.links);
      const id = node.data?.hProperties?.id;
      const style = node.depth === 1 ? 'Title' : `Heading${node.depth - 1}`;
      const bidi = setting.auto && startsRtl(textOf(node)) ? '<w:bidi/>' : '';
      return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${bidi}</w:pPr>${id === undefined ? runs : bookmarked(id, runs)}</w:p>`;
    }
    case 'paragraph':
      return paragraph(node.children, setting, styleOf(node, setting));
    case 'blockquote':
      return node.children
        .map((child) =>
          blockXml(child, {
            ...setting,
            style: styleOf(node, { ...setting, style: 'Quote' }),
            depth: setting.depth + 1,
          }),
        )
        .join('');
    case 'list':
      return list(node, setting);
    case 'code':
      return node.value
        .split('\n')
        .map((line) => paragraph([{ type: 'inlineCode', value: line }], setting, 'CodeBlock'))
        .join('');
    case 'thematicBreak':
      return '<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="D5DAE1"/></w:pBdr></w:pPr></w:p>';
    case 'table':
      return table(node, setting);
    default:
      throw new TypeError(`A document holds no ${node.type}.`);
  }
}

function styleOf(node: RootContent, { style }: Setting): string {
  const classes = node.data?.hProperties?.className ?? [];
  if (classes.includes('explain')) return 'Explain';
  if (classes.includes('banner')) return 'Banner';
  return classes.includes('prompt') ? 'Prompt' : style;
}

function paragraph(children: readonly PhrasingContent[], setting: Setting, style: string, label = ''): string {
  const [only] = children;
  const drawing = only?.type === 'image' && children.length === 1 ? setting.assets[only.url] : undefined;
  if (drawing !== undefined) return pictureXml(drawing);
  const rtl = setting.auto && startsRtl(children.map(textOf).join(''));
  const hanging = label === '' ? '' : ` w:hanging="${STEP}"`;
  const indent = setting.depth === 0 ? '' : `<w:ind w:left="${setting.depth * STEP}"${hanging}/>`;
  const lead = label === '' ? '' : `<w:r><w:t xml:space="preserve">${xml(label)}</w:t></w:r><w:r><w:tab/></w:r>`;
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${rtl ? '<w:bidi/>' : ''}${indent}</w:pPr>${lead}${runsOf(children, setting.links)}</w:p>`;
}

function list(node: List, setting: Setting): string {
  const inside = { ...setting, depth: setting.depth + 1 };
  return node.children
    .map((item, index) => {
      const tick = typeof item.checked === 'boolean' ? (item.checked ? '☑' : '☐') : undefined;
      const label = tick ?? (node.ordered ? `${(node.start ?? 1) + index}.` : '•');
      const [first, ...rest] = item.children;
      const head =
        first?.type === 'paragraph'
          ? paragraph(first.children, inside, setting.style, label)
          : paragraph([], inside, setting.style, label) + (first === undefined ? '' : blockXml(first, inside));
      return head + rest.map((one) => blockXml(one, inside)).join('');
    })
    .join('');
}

/** With a head that is repeated on each page and said to be one. */
function table(node: Table, setting: Setting): string {
  const [head, ...body] = node.children;
  const label = node.data?.hProperties?.ariaLabel ?? '';
  const widths = columnWidths(node, isWide(node) ? 14_000 : 9_600, 150).map(Math.floor);
  const grid = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('');
  const rows = [head, ...body].map((row, index) => {
    const properties = `<w:trPr>${index === 0 ? '<w:cantSplit/><w:tblHeader/>' : ''}</w:trPr>`;
    const cells = (row?.children ?? []).map((cell, column) => {
      const content = index === 0 ? [{ type: 'strong' as const, children: cell.children }] : cell.children;
      return `<w:tc><w:tcPr><w:tcW w:w="${widths[column] ?? 0}" w:type="dxa"/></w:tcPr>${paragraph(content, { ...setting, depth: 0 }, 'TableText')}</w:tc>`;
    });
    return `<w:tr>${properties}${cells.join('')}</w:tr>`;
  });
  return [
    '<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>',
    '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>',
    `<w:tblCaption w:val="${xml(label)}"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${rows.join('')}</w:tbl>`,
    '<w:p><w:pPr><w:spacing w:before="0" w:after="80"/></w:pPr></w:p>',
  ].join('');
}
