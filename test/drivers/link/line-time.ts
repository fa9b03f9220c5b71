import type { Timers } from '../../../drivers/link/timers.ts';
import { FakeTime } from '../device/fake-time.ts';

/** A clock and timers of a line that move only when a test says so. */
export class LineTime extends FakeTime implements Timers {
  /** What is called at each turn: bytes that had arrived and were not handed out yet. */
  onTurn: () => void = () => undefined;

  turn(): Promise<void> {
    this.onTurn();
    return Promise.resolve();
  }
}
