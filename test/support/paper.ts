/** Reads the files of a document back: where a PDF leads, what a Word document is made of. */

import { once } from 'node:events';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { fromBufferPromise } from 'yauzl';

/** Addresses that annotations of a PDF lead to, and what runs or hangs on it. */
export async function pdfLinks(file: Uint8Array) {
  const document = await getDocument({ data: new Uint8Array(file), useSystemFonts: false }).promise;
  const urls: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    for (const note of await page.getAnnotations()) if (note.url) urls.push(note.url);
  }
  return { urls, scripts: await document.getJSActions(), attachments: await document.getAttachments() };
}

/** Every text of a PDF with where it stands, in points from the left and the bottom of its page. */
export async function placedTexts(file: Uint8Array) {
  const document = await getDocument({ data: new Uint8Array(file), useSystemFonts: false }).promise;
  const placed: { text: string; page: number; left: number; right: number; y: number }[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    for (const item of items) {
      if (!('str' in item) || item.str.trim() === '') continue;
      const [, , , , x = 0, y = 0] = item.transform as readonly number[];
      placed.push({ text: item.str.trim(), page: number, left: x, right: x + item.width, y });
    }
  }
  return placed;
}

/** Addresses outside that a Word document has a relationship to. */
export function linksInDocx(parts: ReadonlyMap<string, string>): readonly string[] {
  const rels = [...parts].filter(([name]) => name.endsWith('.rels')).map(([, xml]) => xml);
  return rels.flatMap((xml) =>
    [...xml.matchAll(/Target="([^"]*)" TargetMode="External"/g)].map(([, url]) => url ?? ''),
  );
}

/** Texts of a zipped file by their names. */
export async function unzip(file: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const zip = await fromBufferPromise(Buffer.from(file), { lazyEntries: true });
  const parts = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(stream, 'end');
    parts.set(entry.fileName, Buffer.concat(chunks).toString());
  }
  return parts;
}

/** Tags that are left open, or closed in the wrong order. */
export function openTags(xml: string): readonly string[] {
  const open: string[] = [];
  for (const [, close, name = '', alone] of xml.matchAll(/<(\/?)([\w:]+)(?:\s+[\w:]+="[^"<]*")*\s*(\/?)>/g)) {
    if (close && open.at(-1) === name) open.pop();
    else if (!alone) open.push(close ? `/${name}` : name);
  }
  const rest = xml.replace(/^<\?xml[^>]*\?>/, '').replace(/<\/?[\w:]+(?:\s+[\w:]+="[^"<]*")*\s*\/?>/g, '');
  return rest.includes('<') ? [...open, rest.slice(rest.indexOf('<'), rest.indexOf('<') + 40)] : open;
}
