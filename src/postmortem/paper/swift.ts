/**
 * Plain Latin onto the page in one stroke. The PDF library lays out, measures and encodes every text anew; the swift
 * faces neither shape nor kern, so that each of their characters has one code and one width.
 */

/** Added to a style's name: the face for plain Latin, without the tables that shape other scripts. */
export const SWIFT = '-swift';

/** What the library knows of an embedded typeface; not in its types. */
interface Embedded {
  readonly id: string;
  encode(text: string): readonly [readonly string[], unknown];
  ref(): unknown;
}
interface Insides {
  readonly _font: Embedded;
  readonly page: { readonly height: number; readonly fonts: Record<string, unknown> };
}

interface Face {
  readonly embedded: Embedded;
  /** By character code; undefined until a character is used, for only what is used is embedded. */
  readonly codes: (string | undefined)[];
  /** By character code, at size 1. */
  readonly widths: (number | undefined)[];
}

export interface SwiftWriter {
  /** Width at size 1. */
  measure(text: string, face: string): number;
  /** `x` and `baseline` from the left and the top of the page. */
  write(text: string, at: { face: string; size: number; color: string; x: number; baseline: number }): void;
}

export function createSwiftWriter(doc: PDFKit.PDFDocument): SwiftWriter {
  const faces = new Map<string, Face>();
  const inks = new Map<string, string>();
  const insides = doc as unknown as Insides;

  function faceOf(name: string): Face {
    const known = faces.get(name);
    if (known) return known;
    doc.font(name);
    const face: Face = { embedded: insides._font, codes: [], widths: [] };
    faces.set(name, face);
    return face;
  }

  function widthOf(character: string, name: string): number {
    return doc.font(name).fontSize(100).widthOfString(character) / 100;
  }

  function inkOf(color: string): string {
    const known =
      inks.get(color) ?? [1, 3, 5].map((at) => three(Number.parseInt(color.slice(at, at + 2), 16) / 255)).join(' ');
    inks.set(color, known);
    return known;
  }

  return {
    measure: (text, name) => {
      const { widths } = faceOf(name);
      let width = 0;
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        const one = widths[code] ?? widthOf(text.charAt(at), name);
        widths[code] = one;
        width += one;
      }
      return width;
    },
    write: (text, { face: name, size, color, x, baseline }) => {
      const { embedded, codes } = faceOf(name);
      let encoded = '';
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at);
        const one = codes[code] ?? embedded.encode(text.charAt(at))[0].join('');
        codes[code] = one;
        encoded += one;
      }
      insides.page.fonts[embedded.id] ??= embedded.ref();
      // The page stands on its head for the library, so that `y` grows downwards: letters are turned back.
      const place = `1 0 0 -1 ${three(x)} ${three(baseline)} Tm`;
      doc.addContent(`${inkOf(color)} rg BT /${embedded.id} ${size} Tf ${place} <${encoded}> Tj ET`);
    },
  };
}

function three(value: number): number {
  return Math.round(value * 1000) / 1000;
}
