import { NetwachtError } from '../../domain/errors.ts';
import type { CycleLine } from './format.ts';

export interface LineTime {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** The file's own clock: `t` is the monotonic time, `at` sets the wall clock, which then goes on with `t`. */
export class FileClock {
  #wallMinusNowMs: number;
  #nowMs = 0;

  constructor(startMs: number) {
    this.#wallMinusNowMs = startMs;
  }

  /** The time of a line, without moving the clock. Throws `badTime` for one that runs backwards. */
  of({ t, at }: Pick<CycleLine, 't' | 'at'>): LineTime {
    const nowMs = t * 1000;
    if (nowMs < this.#nowMs) throw new NetwachtError('badTime', 't is smaller than in the line before', { path: 't' });
    return { nowMs, wallMs: at === undefined ? nowMs + this.#wallMinusNowMs : Date.parse(at) };
  }

  moveTo({ nowMs, wallMs }: LineTime): void {
    this.#nowMs = nowMs;
    this.#wallMinusNowMs = wallMs - nowMs;
  }
}
