import { type BoxCalls, until } from './box-calls.ts';

/** What a fault must not touch. */
export interface Watched {
  /** Longest time between two looks at which the control loop had gone on. */
  readonly longestPauseMs: number;
  /** The limit that has no time-out: highest value seen, W; NaN when it was not there at some moment. */
  readonly highestHeldW: number;
  /** Since the start of the watch, until the timed limit fell; undefined when it did not. */
  readonly timedFellMs: number | undefined;
}

interface Limit {
  readonly id: string;
  readonly value: number | null;
}

const lookEveryMs = 100;

/** Looks at the state of the box over its own API until `stop`. */
export function watch(box: BoxCalls, { heldId, timedId, timedW }: { heldId: string; timedId: string; timedW: number }) {
  const startMs = performance.now();
  let [cycle, cycleAtMs] = [-1, startMs];
  let longestPauseMs = 0;
  let highestHeldW = 0;
  let timedFellMs: number | undefined;
  let stopped = false;
  const look = async (): Promise<void> => {
    const state = await box.ask('GET', '/api/v1/state');
    const nowMs = performance.now();
    if (state.cycle !== cycle) [cycle, cycleAtMs] = [Number(state.cycle), nowMs];
    longestPauseMs = Math.max(longestPauseMs, nowMs - cycleAtMs);
    const limitOf = (id: string): number =>
      (state.limits as readonly Limit[]).find((limit) => limit.id === id)?.value ?? Number.NaN;
    highestHeldW = Math.max(highestHeldW, limitOf(heldId));
    if (limitOf(timedId) < timedW) timedFellMs ??= nowMs - startMs;
  };
  const running = (async () => {
    while (!stopped) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
  })();
  // Told by `stop`, which may come much later.
  running.catch(() => {});
  return {
    timedFell: () =>
      until(
        'the timed limit falls',
        async () => timedFellMs,
        (ms) => ms !== undefined,
        20_000,
      ),
    async stop(): Promise<Watched> {
      stopped = true;
      await running;
      return { longestPauseMs, highestHeldW, timedFellMs };
    },
  };
}
