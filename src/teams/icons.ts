/** The app's two icons, drawn: a ring that is closed but for one gate. Teams wants 192 pixels in colour and 32 in outline. */

import { crc32, deflateSync } from 'node:zlib';

type Pixel = readonly [red: number, green: number, blue: number, alpha: number];

const DARK: Pixel = [31, 41, 51, 255];
const WHITE: Pixel = [255, 255, 255, 255];
const CLEAR: Pixel = [255, 255, 255, 0];

/** A white ring on the accent colour. */
export function colorIcon(): Buffer {
  return drawn(192, DARK, WHITE);
}

/** White on nothing, as Teams asks of an outline. */
export function outlineIcon(): Buffer {
  return drawn(32, CLEAR, WHITE);
}

function drawn(size: number, ground: Pixel, ink: Pixel): Buffer {
  const rows: number[] = [];
  for (let y = 0; y < size; y += 1) {
    // Each row begins with its filter: none.
    rows.push(0);
    for (let x = 0; x < size; x += 1) {
      const share = coverage((x + 0.5) / size, (y + 0.5) / size, 1 / size);
      rows.push(...ground.map((value, index) => Math.round(value + ((ink[index] ?? 0) - value) * share)));
    }
  }
  return png(size, Buffer.from(rows));
}

/** How much of a pixel the ring covers, in a square of side 1; `soft` is the width of its edge. */
function coverage(x: number, y: number, soft: number): number {
  const [dx, dy] = [x - 0.5, y - 0.5];
  const ring = 0.09 - Math.abs(Math.hypot(dx, dy) - 0.29);
  const gate = Math.abs(dx) - 0.07;
  const dot = 0.09 - Math.hypot(dx, dy);
  const open = dy < 0 ? Math.min(ring, gate) : ring;
  return Math.min(1, Math.max(0, Math.max(open, dot) / soft + 0.5));
}

/** https://www.w3.org/TR/png-3/ */
function png(size: number, pixels: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // Eight bits, colour with alpha.
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'ascii'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}
