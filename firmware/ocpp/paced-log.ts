import type { Clock } from '../domain/clock.ts';

/** What parts of OCPP need of the log (pino fits): facts first, then one sentence. */
export interface OcppLog {
  info(facts: object, sentence: string): void;
  warn(facts: object, sentence: string): void;
  error(facts: object, sentence: string): void;
}

const minuteMs = 60_000;
/** Of one charge point or station: a commissioning writes some ten. */
const linesOfOne = 30;
const linesOfAll = 300;
/** Names come from what is configured, mostly; nobody can fill the memory with others. */
const maxNames = 512;

interface Minute {
  lines: number;
  left: number;
}

/**
 * The log of what charge points and backends do: a far end decides how often it does something, not how much is written.
 * What is left out in a minute is counted, and told with the first line after it.
 */
export class PacedLog implements OcppLog {
  readonly #log: OcppLog;
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #names = new Map<string, Minute>();
  #sinceMs = Number.NEGATIVE_INFINITY;
  #lines = 0;

  constructor(log: OcppLog, clock: Pick<Clock, 'monotonicMs'>) {
    this.#log = log;
    this.#clock = clock;
  }

  info(facts: object, sentence: string): void {
    if (this.#may(facts)) this.#log.info(facts, sentence);
  }

  warn(facts: object, sentence: string): void {
    if (this.#may(facts)) this.#log.warn(facts, sentence);
  }

  error(facts: object, sentence: string): void {
    if (this.#may(facts)) this.#log.error(facts, sentence);
  }

  #may(facts: object): boolean {
    if (this.#clock.monotonicMs() - this.#sinceMs >= minuteMs) this.#anew();
    const name = nameOf(facts);
    const minute = this.#names.get(name) ?? this.#first(name);
    if (minute.lines >= linesOfOne || this.#lines >= linesOfAll) {
      minute.left += 1;
      return false;
    }
    minute.lines += 1;
    this.#lines += 1;
    return true;
  }

  /** Names beyond the bound count as one. */
  #first(given: string): Minute {
    const name = this.#names.size < maxNames ? given : '';
    const minute = this.#names.get(name) ?? { lines: 0, left: 0 };
    this.#names.set(name, minute);
    return minute;
  }

  #anew(): void {
    this.#sinceMs = this.#clock.monotonicMs();
    this.#lines = 0;
    const before = [...this.#names];
    this.#names.clear();
    const left = before.reduce((sum, [, minute]) => sum + minute.left, 0);
    if (left === 0) return;
    const [worst] = before.sort(([, one], [, other]) => other.left - one.left);
    this.#log.warn({ left, mostOf: worst?.[0] }, `${left} more lines about OCPP were not logged in the minute before`);
  }
}

/** Whom the facts are about. */
function nameOf(facts: object): string {
  for (const key of ['chargePoint', 'identity', 'station', 'backend'] as const) {
    const value: unknown = (facts as Readonly<Record<string, unknown>>)[key];
    if (typeof value === 'string') return value.slice(0, 64);
  }
  return '';
}
