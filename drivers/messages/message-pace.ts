import type { Timers } from '../link/timers.ts';

/** A site with everything over one broker has some hundred a second. */
const perSecond = 2000;

/**
 * For `handleMessage` of the MQTT package, which takes the next message once this one is done: so many in a second, then the
 * broker waits for the next one, held back by TCP. A flood takes neither the time of the program nor its memory.
 */
export function messagePace(timers: Pick<Timers, 'after'>): (packet: unknown, done: () => void) => void {
  let taken = 0;
  let waiting: (() => void) | undefined;
  return (_, done) => {
    if (taken === 0)
      timers.after(1000, () => {
        taken = 0;
        const next = waiting;
        waiting = undefined;
        next?.();
      });
    taken += 1;
    if (taken < perSecond) done();
    else waiting = done;
  };
}
