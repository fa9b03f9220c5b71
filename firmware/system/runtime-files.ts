import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../domain/clock.ts';

/** What the health gate of the image and a person before the box look at. */
export interface RuntimeFilesParts {
  /** `/run/netwacht` on the image: in memory, gone with the program. */
  readonly dir: string;
  readonly clock: Clock;
  /** How often the control loop has run since the start; a box without a site has a loop too. */
  readonly cycle: () => number;
  /** Whether the program's own port answers. Must not reject. */
  readonly api: () => Promise<boolean>;
  /** Writes a row; throws when the disk does not take it. */
  readonly tryWrite: () => void;
  /** What the console shows of this program. */
  readonly consoleText: () => string;
  readonly log: { error(facts: object, sentence: string): void };
}

/** `health.json`. */
export interface HealthFile {
  readonly cycle: number;
  readonly at: string;
  readonly api: boolean;
  readonly store: boolean;
}

const everyMs = 5_000;
/** The gate decides within minutes of a start; later a write every 5 s would only wear the flash. */
const eagerMs = 10 * 60_000;
const restEveryMs = 60_000;

/** Writes `health.json` every 5 s and `console` when it changes. */
export class RuntimeFiles {
  readonly #parts: RuntimeFilesParts;
  readonly #startedMs: number;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  #shown = '';
  #store = false;
  #triedMs = Number.NEGATIVE_INFINITY;
  #troubled = false;

  constructor(parts: RuntimeFilesParts) {
    this.#parts = parts;
    this.#startedMs = parts.clock.monotonicMs();
  }

  /** Looks now and then every 5 s. */
  start(): void {
    void this.look().then(() => {
      if (!this.#ended) this.#timer = setTimeout(() => this.start(), everyMs).unref();
    });
  }

  /** Looks once and writes what it saw. Never rejects. */
  async look(): Promise<void> {
    const api = await this.#parts.api();
    if (this.#ended) return;
    try {
      this.#write(api);
      this.#troubled = false;
    } catch (error) {
      if (!this.#troubled) this.#parts.log.error({ err: error }, `what is to be seen in ${this.#parts.dir} is old`);
      this.#troubled = true;
    }
  }

  /** The console shows no code and no state of a program that is gone. */
  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    for (const name of ['health.json', 'console']) rmSync(join(this.#parts.dir, name), { force: true });
  }

  #write(api: boolean): void {
    const { clock, cycle } = this.#parts;
    const at = new Date(clock.wallMs()).toISOString();
    const health: HealthFile = { cycle: cycle(), at, api, store: this.#storeWrites() };
    this.#put('health.json', `${JSON.stringify(health)}\n`);
    const text = this.#parts.consoleText();
    if (text === this.#shown) return;
    this.#put('console', text);
    this.#shown = text;
  }

  #storeWrites(): boolean {
    const nowMs = this.#parts.clock.monotonicMs();
    const waitMs = nowMs - this.#startedMs < eagerMs ? 0 : restEveryMs;
    if (nowMs - this.#triedMs < waitMs) return this.#store;
    this.#triedMs = nowMs;
    try {
      this.#parts.tryWrite();
      this.#store = true;
    } catch {
      // The store has said it in the health and in the log.
      this.#store = false;
    }
    return this.#store;
  }

  /** Whole or as it was before; for the group as well: whoever draws the console has no other right. */
  #put(name: string, text: string): void {
    const beside = join(this.#parts.dir, `${name}.tmp`);
    writeFileSync(beside, text);
    // Whatever the umask of the unit says.
    chmodSync(beside, 0o640);
    renameSync(beside, join(this.#parts.dir, name));
  }
}
