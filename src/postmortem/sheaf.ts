/** Short texts as UTF-8 in pieces of one size: outside the heap, and without a string of the whole. */

const PIECE_BYTES = 64 * 1024;
/** A UTF-16 unit never takes more in UTF-8. */
const WIDEST = 3;

export function createSheaf() {
  let done: Buffer[] = [];
  let piece = Buffer.allocUnsafe(PIECE_BYTES);
  let used = 0;
  const close = () => {
    if (used > 0) done.push(piece.subarray(0, used));
    piece = Buffer.allocUnsafe(PIECE_BYTES);
    used = 0;
  };
  const take = () => {
    const taken = done;
    done = [];
    return taken;
  };
  return {
    put(text: string): void {
      if (text.length * WIDEST > PIECE_BYTES - used) close();
      if (text.length * WIDEST > PIECE_BYTES) done.push(Buffer.from(text));
      else used += piece.write(text, used);
    },
    /** Pieces that are full by now, once. */
    full: take,
    /** And what is left at the end. */
    rest(): readonly Buffer[] {
      close();
      return take();
    },
  };
}
