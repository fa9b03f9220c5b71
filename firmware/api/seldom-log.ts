import type { Log } from './log.ts';

/** So often is one event of one channel told; what comes in between is counted. */
const everyMs = 10_000;
/** Channels and reasons are few; a far end that makes up more of them starts the list anew. */
const maxEvents = 256;

interface Facts {
  /** Told apart by channel; everybody in the local network counts together. */
  readonly channel?: string;
  readonly [more: string]: unknown;
}

interface Told {
  readonly atMs: number;
  readonly since: number;
}

/** Events that a far end can cause as often as it likes: each kind at once, then at most every 10 s with their number. */
export class SeldomLog {
  readonly #log: Log;
  readonly #told = new Map<string, Told>();

  constructor(log: Log) {
    this.#log = log;
  }

  info(facts: Facts, sentence: string): void {
    this.#tell('info', facts, sentence);
  }

  warn(facts: Facts, sentence: string): void {
    this.#tell('warn', facts, sentence);
  }

  #tell(level: 'info' | 'warn', facts: Facts, sentence: string): void {
    const key = `${facts.channel ?? ''} ${sentence}`;
    const nowMs = performance.now();
    const last = this.#told.get(key);
    if (last !== undefined && nowMs - last.atMs < everyMs) {
      this.#told.set(key, { ...last, since: last.since + 1 });
      return;
    }
    if (this.#told.size >= maxEvents) this.#told.clear();
    this.#told.set(key, { atMs: nowMs, since: 0 });
    this.#log[level](last === undefined || last.since === 0 ? facts : { ...facts, alsoBefore: last.since }, sentence);
  }
}
