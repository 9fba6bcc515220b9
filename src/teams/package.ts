/** The app package to upload in Teams: manifest and icons in one archive, the same bytes for the same settings. */

import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { colorIcon, outlineIcon } from './icons.ts';
import { type ManifestOptions, manifestOf } from './manifest.ts';

/** A fixed time, so that packages can be compared. */
const MTIME = new Date('2026-01-01T00:00:00Z');

export async function packageOf(options: ManifestOptions): Promise<Buffer> {
  const zip = new ZipFile();
  const manifest = `${JSON.stringify(manifestOf(options), undefined, 2)}\n`;
  zip.addBuffer(Buffer.from(manifest), 'manifest.json', { mtime: MTIME });
  zip.addBuffer(colorIcon(), 'color.png', { mtime: MTIME });
  zip.addBuffer(outlineIcon(), 'outline.png', { mtime: MTIME });
  zip.end();
  return buffer(zip.outputStream);
}
