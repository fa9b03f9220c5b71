// Loaded into the firmware by `--import`, before its own code: writes down when each control cycle was due, when it began
// and how long it took, so that the firmware needs no code for its benches. A cycle is what a timer of the control worker
// runs up to the heartbeat, the only Atomics.add there is. JavaScript, so that a compiled program need not load
// the stripper of types for it.
import { appendFileSync } from 'node:fs';
import { isMainThread, workerData } from 'node:worker_threads';

/** Timers of cycles that were asked for are shorter than this, those of the clock longer. */
const mostRestMs = 500;
const file = process.env.NETWACHT_CYCLE_PROBE;

if (!isMainThread && file !== undefined && workerData !== null && 'heartbeat' in workerData) {
  const { setTimeout: plainTimeout } = globalThis;
  const plainAdd = Atomics.add.bind(Atomics);
  let running;
  const probed = (run, ms = 0, ...args) => {
    const dueMs = performance.now() + ms;
    return plainTimeout(() => {
      running = { dueMs, startMs: performance.now(), tick: ms > mostRestMs };
      try {
        run(...args);
      } finally {
        running = undefined;
      }
    }, ms);
  };
  globalThis.setTimeout = Object.assign(probed, plainTimeout);
  Atomics.add = (array, index, value) => {
    if (running !== undefined) {
      const tookMs = performance.now() - running.startMs;
      const { dueMs, startMs, tick } = running;
      appendFileSync(file, `${JSON.stringify({ tick, lateMs: startMs - dueMs, tookMs })}\n`);
    }
    return plainAdd(array, index, value);
  };
}
