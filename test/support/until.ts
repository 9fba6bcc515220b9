/** Waits for a condition instead of for a time. */

/** Asks every 20 ms; throws when the condition does not hold within `timeoutMs`. */
export async function until(holds: () => boolean | Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`still not so after ${timeoutMs} ms: ${holds}`);
    await new Promise((tick) => setTimeout(tick, 20));
  }
}
