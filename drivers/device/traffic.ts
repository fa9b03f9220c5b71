import type { Clock } from '../../firmware/domain/clock.ts';
import type { DeviceTraffic } from '../../firmware/domain/device.ts';
import { type Bus, BusError } from '../bus/types.ts';

/** The answer times of so many last answers count: some minutes of polling. */
const keptAnswers = 256;

/** What became of the requests of one device. Counters since the start. */
export class Traffic {
  readonly #clock: Clock;
  readonly #answersMs = new Float64Array(keptAnswers);
  #answers = 0;
  #requests = 0;
  #timeouts = 0;
  #exceptions = 0;
  #errors = 0;
  #lastAnswerAtMs: number | undefined;
  #lastError: DeviceTraffic['lastError'];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  answered(ms: number): void {
    this.#requests += 1;
    this.#answersMs[this.#answers % keptAnswers] = ms;
    this.#answers += 1;
    this.#lastAnswerAtMs = this.#clock.monotonicMs();
  }

  failed(error: unknown): void {
    const fault = error instanceof BusError ? error.fault : undefined;
    // Replaced by us, never sent, or cut off by ourselves: that says nothing of the device.
    if (fault === 'replaced' || fault === 'expired' || fault === 'closed') return;
    const kind = fault === 'timeout' || fault === 'exception' ? fault : 'error';
    this.missed(kind, error instanceof Error ? error.message : String(error));
  }

  /** A request brought no answer, a refusal (`exception`), or something that is none. */
  missed(kind: 'timeout' | 'exception' | 'error', message: string): void {
    this.#requests += 1;
    if (kind === 'timeout') this.#timeouts += 1;
    else if (kind === 'exception') this.#exceptions += 1;
    else this.#errors += 1;
    this.#lastError = { message, atMs: this.#clock.monotonicMs() };
  }

  get view(): DeviceTraffic {
    const count = Math.min(this.#answers, keptAnswers);
    const sorted = this.#answersMs.slice(0, count).sort();
    const at = (share: number): number => sorted[Math.min(count - 1, Math.floor(share * count))] ?? 0;
    return {
      requests: this.#requests,
      answers: this.#answers,
      timeouts: this.#timeouts,
      exceptions: this.#exceptions,
      errors: this.#errors,
      answerMs: count === 0 ? undefined : { median: at(0.5), p95: at(0.95), longest: at(1) },
      lastAnswerAtMs: this.#lastAnswerAtMs,
      lastError: this.#lastError,
    };
  }
}

/** The bus as one device uses it, with what becomes of its requests noted. */
export function notedBus(bus: Bus, traffic: Traffic, clock: Clock): Bus {
  const noted = async <T extends { readonly requestedAtMs: number }>(run: Promise<T>): Promise<T> => {
    try {
      const reply = await run;
      traffic.answered(clock.monotonicMs() - reply.requestedAtMs);
      return reply;
    } catch (error) {
      traffic.failed(error);
      throw error;
    }
  };
  return {
    read: (request) => noted(bus.read(request)),
    write: (request) => noted(bus.write(request)),
    get health() {
      return bus.health;
    },
    close: () => bus.close(),
  };
}
