import { setTimeout as pause } from 'node:timers/promises';

/** How long a test waits for what has to come, on a machine that has other work too. A wait lasts no longer than it has to. */
export const patienceMs = 60_000;

/** Waits until it holds; an error counts as "not yet". Throws what was waited for, with the facts, when patience ends. */
export async function until(
  holds: () => boolean | Promise<boolean>,
  facts: () => unknown = () => holds,
  everyMs = 10,
): Promise<void> {
  for (const endMs = performance.now() + patienceMs; ; await pause(everyMs)) {
    let cause: unknown;
    try {
      if (await holds()) return;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > endMs) throw new Error(`not within ${patienceMs / 1000} s: ${facts()}`, { cause });
  }
}
