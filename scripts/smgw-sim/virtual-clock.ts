/** Longest wait setTimeout knows. */
const maxTimeoutMs = 2 ** 31 - 1;

interface Alarm {
  readonly dueMs: number;
  readonly ring: () => void;
}

/**
 * Time of the simulated gateway, in ms since its start: runs `scale` times as fast as ours and can be put forward, so that
 * nobody has to wait for 48 hours.
 */
export class VirtualClock {
  readonly scale: number;
  readonly #startedMs = performance.now();
  readonly #alarms = new Set<Alarm>();
  #forwardMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(scale: number) {
    if (!(scale > 0)) throw new Error(`time scale ${scale} is not above 0`);
    this.scale = scale;
  }

  get nowMs(): number {
    return (performance.now() - this.#startedMs) * this.scale + this.#forwardMs;
  }

  /** Rings once after so much virtual time; gives the way to call it off. */
  after(ms: number, ring: () => void): () => void {
    const alarm = { dueMs: this.nowMs + ms, ring };
    this.#alarms.add(alarm);
    this.#wait();
    return () => {
      this.#alarms.delete(alarm);
    };
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Puts the clock forward; what is due then rings at once. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new Error(`a clock is put forward, not by ${ms} ms`);
    this.#forwardMs += ms;
    this.#ring();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#alarms.clear();
  }

  #ring(): void {
    const { nowMs } = this;
    const due = [...this.#alarms].filter(({ dueMs }) => dueMs <= nowMs).sort((a, b) => a.dueMs - b.dueMs);
    for (const alarm of due) if (this.#alarms.delete(alarm)) alarm.ring();
    this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (this.#alarms.size === 0) return;
    const next = Math.min(...[...this.#alarms].map(({ dueMs }) => dueMs));
    const realMs = Math.ceil((next - this.nowMs) / this.scale);
    this.#timer = setTimeout(() => this.#ring(), Math.min(maxTimeoutMs, Math.max(0, realMs)));
  }
}
