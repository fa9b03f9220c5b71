/** One thing that happened: `atMs` on the virtual clock, a name in camelCase, and its facts. */
export interface SimEvent {
  readonly atMs: number;
  readonly event: string;
  readonly [fact: string]: unknown;
}

/** A run of 10,000 reconnects has more events than anyone reads. */
const kept = 5000;

/** Everything the simulator saw and did, newest last; keys and bytes of payload never stand in it. */
export class EventLog {
  readonly #nowMs: () => number;
  readonly #listeners = new Set<(event: SimEvent) => void>();
  #events: SimEvent[] = [];
  #seen = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The events kept, oldest first. */
  get all(): readonly SimEvent[] {
    return this.#events;
  }

  /** How many there were, those no longer kept included. */
  get seen(): number {
    return this.#seen;
  }

  named(name: string): readonly SimEvent[] {
    return this.#events.filter(({ event }) => event === name);
  }

  add(name: string, facts: Readonly<Record<string, unknown>> = {}): void {
    const event = { atMs: Math.round(this.#nowMs()), event: name, ...facts };
    this.#seen += 1;
    this.#events.push(event);
    if (this.#events.length > 2 * kept) this.#events = this.#events.slice(-kept);
    for (const listener of [...this.#listeners]) listener(event);
  }

  /** Gives the way to stop listening. */
  on(listener: (event: SimEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** The first event of this name from now on (with `past`: of those kept too). Rejects when it does not come. */
  waitFor(name: string, { past = false, timeoutMs = 10_000, where = () => true }: WaitOptions = {}): Promise<SimEvent> {
    const fits = (event: SimEvent): boolean => event.event === name && where(event);
    const found = past ? this.#events.find(fits) : undefined;
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const stop = this.on((event) => {
        if (!fits(event)) return;
        clearTimeout(timer);
        stop();
        resolve(event);
      });
      const timer = setTimeout(() => {
        stop();
        const last = this.#events.slice(-8).map((event) => JSON.stringify(event));
        reject(new Error(`no event ${name} within ${timeoutMs} ms; the last were\n${last.join('\n')}`));
      }, timeoutMs);
    });
  }
}

export interface WaitOptions {
  readonly past?: boolean;
  /** Real time. */
  readonly timeoutMs?: number;
  readonly where?: (event: SimEvent) => boolean;
}

/** What went wrong, short: OpenSSL's own reason where there is one. */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { reason } = error as { reason?: unknown };
  return typeof reason === 'string' ? reason : error.message;
}
