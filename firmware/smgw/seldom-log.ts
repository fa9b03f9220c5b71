import type { Clock } from '../domain/clock.ts';
import type { ChannelLog } from './running-channel.ts';

/** So often is one kind of event told; what comes in between is counted. */
const everyMs = 10_000;

/** Events that the other end can cause as often as it likes: each kind at once, then at most every 10 s with their number. */
export class SeldomLog {
  readonly #log: ChannelLog;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  /** By kind, which is a word of ours; there are a dozen of them. */
  readonly #told = new Map<string, { readonly atMs: number; untold: number }>();

  constructor(log: ChannelLog, clock: Pick<Clock, 'monotonicMs'>) {
    this.#log = log;
    this.#clock = clock;
  }

  /** Returns whether it was told. */
  tell(kind: string, ...[level, message, facts]: Parameters<ChannelLog>): boolean {
    const nowMs = this.#clock.monotonicMs();
    const before = this.#told.get(kind);
    if (before !== undefined && nowMs - before.atMs < everyMs) {
      before.untold += 1;
      return false;
    }
    const untold = before?.untold ?? 0;
    this.#told.set(kind, { atMs: nowMs, untold: 0 });
    this.#log(level, message, untold === 0 ? facts : { ...facts, untold });
    return true;
  }
}
