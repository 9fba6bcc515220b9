/** A picture as a list of plain shapes: every format paints the same ones in its own vectors. */

import { clean } from './text.ts';

export type Shape =
  | { readonly kind: 'rect'; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | { readonly kind: 'line'; readonly points: readonly (readonly [x: number, y: number])[]; readonly dashed?: boolean }
  | { readonly kind: 'ring'; readonly x: number; readonly y: number; readonly radius: number }
  | { readonly kind: 'text'; readonly x: number; readonly y: number; readonly size: number; readonly words: string };

/** Colours as `#rrggbb`; `stroke` in the same unit as the coordinates. `x`, `y` of a text are its left end on the baseline. */
export type Painted = Shape & { readonly fill?: string; readonly stroke?: string; readonly strokeWidth?: number };

export interface Drawing {
  /** Unique in the document. */
  readonly id: string;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** The picture in words. */
  readonly description: string;
  readonly shapes: readonly Painted[];
}

/** Presentation attributes only, so that it lives under any content security policy. */
export function svgOf({ id, width, height, title, description, shapes }: Drawing): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img"`,
    ` aria-labelledby="${id}-title ${id}-desc" font-family="system-ui, sans-serif" font-size="12">`,
    `<title id="${id}-title">${xml(title)}</title>`,
    `<desc id="${id}-desc">${xml(description)}</desc>`,
    ...shapes.map(element),
    '</svg>',
  ].join('\n');
}

function element(shape: Painted): string {
  const paint = `fill="${shape.fill ?? 'none'}"${strokeOf(shape)}`;
  switch (shape.kind) {
    case 'rect':
      return `<rect x="${n(shape.x)}" y="${n(shape.y)}" width="${n(shape.width)}" height="${n(shape.height)}" ${paint}/>`;
    case 'line': {
      const path = shape.points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`).join('');
      return `<path d="${path}" ${paint}${shape.dashed ? ' stroke-dasharray="2 3"' : ''}/>`;
    }
    case 'ring':
      return `<circle cx="${n(shape.x)}" cy="${n(shape.y)}" r="${n(shape.radius)}" ${paint}/>`;
    case 'text':
      return `<text x="${n(shape.x)}" y="${n(shape.y)}" ${paint} font-size="${shape.size}">${xml(shape.words)}</text>`;
  }
}

function strokeOf({ stroke, strokeWidth = 1 }: Painted): string {
  return stroke === undefined ? '' : ` stroke="${stroke}" stroke-width="${strokeWidth}"`;
}

/** One decimal is finer than a printer's dot, and the same everywhere. */
function n(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function xml(words: string): string {
  return clean(words).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
