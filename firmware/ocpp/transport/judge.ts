import type { Clock } from '../../domain/clock.ts';
import type { Admission, Presented } from './admission.ts';
import { type ArrivalLimits, ArrivalPace } from './arrival-pace.ts';
import { comesTooOften, type Refused, tooManyTries } from './server-refusal.ts';
import { TryThrottle } from './try-throttle.ts';

/** What somebody who is not let in gets: the reason is for the box, the status for him. */
export interface Verdict {
  readonly refused: Refused;
  readonly status: 401 | 429 | 503;
  readonly retryAfterS?: number;
}

export interface JudgeOptions {
  readonly authenticate: (presented: Presented) => Admission | Promise<Admission>;
  readonly arrivals: ArrivalLimits;
  readonly clock: Clock;
}

/** Whether somebody may come in: guessers wait, credentials are looked at, and who comes over and over waits too. */
export class Judge {
  readonly #options: JudgeOptions;
  readonly #arrivals: ArrivalPace;
  #throttle = new TryThrottle();

  constructor(options: JudgeOptions) {
    this.#options = options;
    this.#arrivals = new ArrivalPace(options.clock, options.arrivals);
  }

  /** Nobody waits for tries that failed before. */
  forgetFailures(): void {
    this.#throttle = new TryThrottle();
  }

  /** Undefined: it may come in. */
  async judge(presented: Presented): Promise<Verdict | undefined> {
    // Some charge points show their password only when they are asked for it: that is no guess.
    const guesses = presented.password !== undefined || presented.certificate !== undefined;
    const waitS = guesses ? await this.#throttle.waitS(presented) : 0;
    if (waitS > 0) return { refused: tooManyTries(waitS), status: 429, retryAfterS: waitS };
    const admission = await this.#options.authenticate(presented);
    if (!admission.accepted) {
      if (guesses) await this.#throttle.failed(presented);
      return { refused: admission, status: 401 };
    }
    this.#throttle.succeeded(presented);
    // By its address too: who knows the password elsewhere cannot use up the turns of the real one.
    const oftenMs = this.#arrivals.waitMs(`${presented.stationId} ${presented.address}`);
    if (oftenMs === 0) return undefined;
    const retryAfterS = Math.ceil(oftenMs / 1000);
    return { refused: comesTooOften(retryAfterS), status: 503, retryAfterS };
  }
}
