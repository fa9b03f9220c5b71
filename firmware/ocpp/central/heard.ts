/** A heartbeat is asked for every 10 s: heard within this time, a charge point stands as it said. */
const leastMs = 12_000;
/** Some keep their own heartbeat and answer pings only, every 30 s; a line that is dead is found by those within a minute. */
const mostMs = 35_000;
const slackMs = 2000;
/** A long silence is remembered over so many shorter ones. */
const forgetting = 0.9;

/**
 * When something was heard of a charge point, and how long silence is nothing special for it: it tells each change by
 * itself, so what it said holds as long as it is there. Times are monotonic ms.
 */
export class Heard {
  #atMs = Number.NEGATIVE_INFINITY;
  #gapMs = 0;

  get atMs(): number {
    return this.#atMs;
  }

  /** A new connection: how it was before does not count. */
  anew(nowMs: number): void {
    this.#atMs = nowMs;
    this.#gapMs = 0;
  }

  now(nowMs: number): void {
    this.#gapMs = Math.max(nowMs - this.#atMs, this.#gapMs * forgetting);
    this.#atMs = nowMs;
  }

  /** The time of which what it said is still true. */
  sureAtMs(nowMs: number): number {
    const holdsMs = Math.min(mostMs, Math.max(leastMs, this.#gapMs + slackMs));
    return nowMs - this.#atMs <= holdsMs ? nowMs : this.#atMs;
  }
}
