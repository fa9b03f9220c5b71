import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { patienceMs } from '../until.ts';

/** Waits until it is as wanted: what the page shows or asks for follows a press of a button some moments later. Throws what it is instead. */
export async function becomes<T>(ask: () => T | Promise<T>, wanted: T): Promise<void> {
  for (const endMs = performance.now() + patienceMs; ; await pause(50)) {
    const found = await ask();
    try {
      assert.deepEqual(found, wanted);
      return;
    } catch (error) {
      if (performance.now() > endMs) throw error;
    }
  }
}
