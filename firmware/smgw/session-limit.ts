import type { Timers } from '../../drivers/link/timers.ts';
import type { ChannelTiming } from './messages.ts';

/** A stream without a byte for this long rests: a good moment to renew it. */
const restMs = 1000;
/** Node's timers end at 2^31 ms, far beyond 48 h; a shorter look keeps the wait right across a suspend. */
const longestWaitMs = 6 * 3_600_000;

/**
 * A TLS session lives 48 h at most (TR-03116-3 chapter 5). From 47 h on it ends in its first quiet second, so that no command
 * is cut in two; at 48 h it ends. The answer cancels.
 */
export function limitSession(
  options: {
    readonly timing: Pick<ChannelTiming, 'renewMs' | 'maxSessionMs'>;
    readonly monotonicMs: () => number;
    readonly timers: Timers;
    readonly bytes: () => number;
  },
  end: () => void,
): () => void {
  const { timing, timers } = options;
  const beganMs = options.monotonicMs();
  let seen = -1;
  let cancel = (): void => undefined;
  const look = (): void => {
    const ageMs = options.monotonicMs() - beganMs;
    const bytes = options.bytes();
    if (ageMs >= timing.maxSessionMs || (ageMs >= timing.renewMs && bytes === seen)) end();
    else if (ageMs >= timing.renewMs) {
      seen = bytes;
      cancel = timers.after(Math.min(restMs, timing.maxSessionMs - ageMs), look);
    } else cancel = timers.after(Math.min(longestWaitMs, timing.renewMs - ageMs), look);
  };
  look();
  return () => cancel();
}
