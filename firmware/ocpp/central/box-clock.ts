/** Between when it writes a message and when it is here. */
const usualDelayMs = 5000;
/** So long a connection may bring what waited while there was none. */
const catchingUpMs = 20_000;

/**
 * What the clock of a charge point says, as far as its messages show it. It is set by us at boot and heartbeat, but some
 * have a zone wrong or follow another server: a limit from "now" for two minutes must hold by *its* clock. What it queued
 * while it was away has old times, so the youngest one counts.
 */
export class BoxClock {
  #connectedMs = Number.NEGATIVE_INFINITY;
  /** Its time less ours. */
  #offsetMs: number | undefined;

  connected(wallMs: number): void {
    this.#connectedMs = wallMs;
    this.#offsetMs = undefined;
  }

  /** A message with a time of its own has come; gives how old it is by its clock, ms. */
  ageMs(atMs: number, wallMs: number): number {
    const offsetMs = atMs - wallMs;
    const isOdd = Math.abs(offsetMs) > usualDelayMs;
    // Right after it has come back an old time is likely one that waited.
    if (isOdd && offsetMs < 0 && wallMs - this.#connectedMs < catchingUpMs) return -offsetMs;
    this.#offsetMs = Math.max(this.#offsetMs ?? offsetMs, offsetMs);
    return Math.max(0, this.#offsetMs - offsetMs);
  }

  /** What it says now. */
  nowMs(wallMs: number): number {
    const offsetMs = this.#offsetMs ?? 0;
    return wallMs + (Math.abs(offsetMs) > usualDelayMs ? offsetMs : 0);
  }

  get offsetMs(): number | undefined {
    return this.#offsetMs;
  }
}
