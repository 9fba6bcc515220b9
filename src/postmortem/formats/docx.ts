/**
 * DOCX: the same tree as WordprocessingML. Written here because libraries for it put the clock and random ids into the
 * file, and the same events are to give the same bytes.
 */

import type { Root } from 'mdast';
import { ZipFile } from 'yazl';
import { acrossOf } from '../across.ts';
import type { Assets, DocumentFormat } from '../format.ts';
import { textOf } from '../text-of.ts';
import { blockXml } from '../word/blocks.ts';
import {
  contentTypesXml,
  corePropertiesXml,
  documentRelsXml,
  documentXml,
  footerXml,
  packageRelsXml,
  settingsXml,
  stylesXml,
} from '../word/parts.ts';

export const docx = {
  id: 'docx',
  label: 'Word',
  mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  extension: 'docx',
  render: renderDocx,
} satisfies DocumentFormat;

async function renderDocx(tree: Root, assets: Assets): Promise<Uint8Array> {
  const urls = new Map<string, string>();
  const links = {
    idOf: (url: string) => {
      const id = urls.get(url) ?? `rId${urls.size + 10}`;
      urls.set(url, id);
      return id;
    },
  };
  const title = textOf(tree.children[0]);
  const body: string[] = [];
  const across = acrossOf(tree.children);
  for (const [index, block] of tree.children.entries()) {
    const auto = block.data?.speaks === 'human';
    body.push(blockXml(block, { links, assets, style: auto ? 'People' : 'Normal', depth: 0, auto }));
    // The paper is turned for a section with a wide table.
    const [here = false, next = here] = [across[index], across[index + 1]];
    if (here !== next || (here && index === tree.children.length - 1))
      body.push(`<w:p><w:pPr>${sheetXml(here)}</w:pPr></w:p>`);
  }
  body.push(sheetXml(false));
  const imprint = `${title} · ${tree.data?.imprint ?? ''}`;
  return zip([
    ['[Content_Types].xml', contentTypesXml()],
    ['_rels/.rels', packageRelsXml()],
    ['docProps/core.xml', corePropertiesXml(title, tree.data?.at ?? new Date(0))],
    ['word/document.xml', documentXml(body).join('\n')],
    ['word/_rels/document.xml.rels', documentRelsXml(urls)],
    ['word/styles.xml', stylesXml()],
    ['word/settings.xml', settingsXml()],
    ['word/footer1.xml', footerXml(imprint)],
  ]);
}

/** A4 upright or across, with the foot line. */
function sheetXml(across: boolean): string {
  const size = across ? '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>' : '<w:pgSz w:w="11906" w:h="16838"/>';
  return `<w:sectPr><w:footerReference w:type="default" r:id="rId3"/>${size}<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`;
}

/** One fixed time: the same parts give the same bytes. */
async function zip(parts: readonly (readonly [name: string, content: string])[]): Promise<Uint8Array> {
  const file = new ZipFile();
  for (const [name, content] of parts) {
    file.addBuffer(Buffer.from(content), name, {
      mtime: new Date(1980, 0, 1, 12),
      forceDosTimestamp: true,
      mode: 0o100600,
    });
  }
  file.end();
  const chunks: Buffer[] = [];
  for await (const chunk of file.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
