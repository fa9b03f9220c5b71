import { setTimeout as delay } from 'node:timers/promises';
import { wiredInterfaces } from './interfaces.ts';
import type { Run } from './run.ts';

const settleMs = 15_000;
const tries = 20;
const tryMs = 500;

/**
 * Waits until udev has named the interfaces that are there, and up to 10 s for a first one: which is the LAN's depends on their
 * names. None at all is no error; a USB adapter may come later.
 */
export async function awaitWired(run: Run, sys: string): Promise<void> {
  for (let k = 0; k < tries; k += 1) {
    await run('udevadm', ['settle', `--timeout=${settleMs / 1_000}`], { timeoutMs: settleMs + 5_000 }).catch(
      () => undefined,
    );
    if (wiredInterfaces(sys).length > 0) return;
    await delay(tryMs);
  }
}
