/**
 * Which typeface shows which character, and the faces a document needs, cut down to it. DejaVu shows Latin, Greek,
 * Cyrillic, Hebrew, Arabic and signs; Noto the Han characters, kana, Hangul and emoji. Nothing of the machine is used:
 * the same text gives the same bytes everywhere.
 */

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create, type Font } from 'fontkit';
import subsetFont from 'subset-font';
import { SWIFT } from './swift.ts';

export type Style = 'regular' | 'bold' | 'italic' | 'mono';

export interface Typefaces {
  /** Font files by the name that `faceOf` answers. */
  readonly files: ReadonlyMap<string, Buffer>;
  /** The face that shows what a reader sees as one character; undefined when none does. */
  faceOf(cluster: string, style: Style): string | undefined;
}

const DEJAVU: Readonly<Record<Style, string>> = {
  regular: 'DejaVuSansCondensed.ttf',
  bold: 'DejaVuSansCondensed-Bold.ttf',
  italic: 'DejaVuSansCondensed-Oblique.ttf',
  mono: 'DejaVuSansMono.ttf',
};
const SHAPING = new Set(['GSUB', 'GPOS', 'GDEF', 'kern', 'morx', 'kerx']);
const LATIN = /^[\u0020-\u007e]+$/;
const KANA = /[\u3040-\u30ff]/;
const PICTURES = /\p{Emoji_Presentation}|\ufe0f/u;
const JOINERS = new Set([0x200d, 0xfe0e, 0xfe0f]);
const require = createRequire(import.meta.url);

/** A part of a Noto family: the package is cut into files by ranges of characters. */
interface Slice {
  readonly name: string;
  readonly file: string;
  readonly scripts: RegExp;
  readonly ranges: readonly (readonly [number, number])[];
}

/** Reads the faces that the texts need. `clusters` are all that DejaVu might not show, each once. */
export async function typefacesFor(clusters: Iterable<string>): Promise<Typefaces> {
  const base = await baseFaces();
  const wanted = [...clusters].filter((one) => PICTURES.test(one) || !shows(base.regular.shown, one));
  const slices = wanted.length === 0 ? [] : await slicesFor(wanted.some((one) => KANA.test(one)));
  const chosen = new Map<string, Slice>();
  for (const cluster of wanted) {
    const slice = slices.find((one) => covers(one, cluster));
    if (slice !== undefined) chosen.set(cluster, slice);
  }
  const files = new Map(
    Object.entries(base).flatMap(([style, { bytes, swift }]) => [
      [style, bytes] as const,
      [style + SWIFT, swift] as const,
    ]),
  );
  for (const [slice, its] of Map.groupBy(chosen, ([, one]) => one)) {
    const text = its.map(([cluster]) => cluster).join('');
    const options = { targetFormat: 'truetype', variationAxes: { wght: 400 } } as const;
    files.set(slice.name, await subsetFont(await readFile(slice.file), text, options));
  }
  return {
    files,
    faceOf: (cluster, style) => {
      if (LATIN.test(cluster)) return style + SWIFT;
      const slice = chosen.get(cluster);
      if (slice !== undefined) return slice.name;
      if (shows(base[style].shown, cluster)) return style;
      return shows(base.regular.shown, cluster) ? 'regular' : undefined;
    },
  };
}

interface Face {
  readonly bytes: Buffer;
  readonly swift: Buffer;
  readonly shown: ReadonlySet<number>;
}
type Base = Readonly<Record<Style, Face>>;
let loaded: Promise<Base> | undefined;

function baseFaces(): Promise<Base> {
  loaded ??= Promise.all(
    Object.entries(DEJAVU).map(async ([style, file]) => {
      const bytes = await readFile(require.resolve(`dejavu-fonts-ttf/ttf/${file}`));
      return [style, { bytes, swift: plain(bytes), shown: new Set((create(bytes) as Font).characterSet) }] as const;
    }),
  ).then((faces) => Object.fromEntries(faces) as unknown as Base);
  return loaded;
}

/** The same typeface without shaping (OpenType 1.9, table directory): a long log is set in half the time. */
function plain(bytes: Buffer): Buffer {
  const count = bytes.readUInt16BE(4);
  const entries = Array.from({ length: count }, (_, index) => bytes.subarray(12 + index * 16, 28 + index * 16));
  const kept = entries.filter((entry) => !SHAPING.has(entry.toString('latin1', 0, 4)));
  const head = Buffer.from(bytes.subarray(0, 12 + kept.length * 16));
  head.writeUInt16BE(kept.length, 4);
  const tables: Buffer[] = [];
  let offset = head.length;
  for (const [index, entry] of kept.entries()) {
    const [from, length] = [entry.readUInt32BE(8), entry.readUInt32BE(12)];
    const table = Buffer.concat([bytes.subarray(from, from + length), Buffer.alloc((4 - (length % 4)) % 4)]);
    // The PDF library takes two faces of one name for one face.
    if (entry.toString('latin1', 0, 4) === 'name') rename(table, 'DejaVu', 'DjvLtn');
    entry.copy(head, 12 + index * 16);
    head.writeUInt32BE(offset, 12 + index * 16 + 8);
    tables.push(table);
    offset += table.length;
  }
  return Buffer.concat([head, ...tables]);
}

/** Names stand in one byte a letter and in two (OpenType 1.9, `name`); the new one is as long as the old. */
function rename(table: Buffer, from: string, to: string): void {
  const wide = (text: string) => Buffer.from(text, 'utf16le').swap16();
  for (const [before, after] of [
    [Buffer.from(from), Buffer.from(to)],
    [wide(from), wide(to)],
  ] as const) {
    for (let at = table.indexOf(before); at !== -1; at = table.indexOf(before, at + 1)) after.copy(table, at);
  }
}

/** Each family for its scripts alone: their lists of ranges promise more than their files hold. */
const FAMILIES: readonly (readonly [family: string, scripts: RegExp])[] = [
  ['noto-emoji', /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u],
  ['noto-sans-kr', /\p{Script=Hangul}/u],
  ['noto-sans-jp', /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u30ff\uff00-\uffef]/u],
  ['noto-sans-sc', /[\p{Script=Han}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u],
];

/** In a document with kana, Han characters look as Japanese readers know them; else as Chinese readers do. */
async function slicesFor(japanese: boolean): Promise<readonly Slice[]> {
  const [emoji, hangul, jp, sc] = FAMILIES;
  const order = [emoji, hangul, ...(japanese ? [jp, sc] : [sc, jp])].filter((one) => one !== undefined);
  return (await Promise.all(order.map(([family, scripts]) => slicesOf(family, scripts)))).flat();
}

async function slicesOf(family: string, scripts: RegExp): Promise<readonly Slice[]> {
  const folder = dirname(require.resolve(`@fontsource-variable/${family}/package.json`));
  const ranges: Record<string, string> = JSON.parse(await readFile(join(folder, 'unicode.json'), 'utf8'));
  return Object.entries(ranges).map(([key, list]) => {
    const name = `${family}-${key.replace(/[[\]]/g, '')}`;
    const file = join(folder, 'files', `${name}-wght-normal.woff2`);
    return { name, file, scripts, ranges: list.split(',').map(rangeOf) };
  });
}

/** `U+4e00-4e1f` or `U+4e00`. */
function rangeOf(text: string): readonly [number, number] {
  const [from = '', to = from] = text.trim().slice(2).split('-');
  return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
}

function covers({ ranges, scripts }: Slice, cluster: string): boolean {
  return (
    scripts.test(cluster) &&
    pointsOf(cluster).every((point) => ranges.some(([from, to]) => point >= from && point <= to))
  );
}

function shows(shown: ReadonlySet<number>, cluster: string): boolean {
  return pointsOf(cluster).every((point) => shown.has(point));
}

function pointsOf(cluster: string): readonly number[] {
  return [...cluster].map((one) => one.codePointAt(0) ?? 0).filter((point) => !JOINERS.has(point));
}
