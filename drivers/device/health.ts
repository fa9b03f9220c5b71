import type { DeviceHealth } from '../../firmware/domain/device.ts';

/** field/modbus.md §9. */
const failuresUntilOffline = 3;
const silenceUntilOfflineMs = 5_000;
const firstBackOffMs = 1_000;
const longestBackOffMs = 30_000;
/** On a shared line most probes of a device that is away wait no longer than this: most devices answer in a tenth of it. */
const shortProbeMs = 250;
/** … but each so many-th waits as long as the product may take: one that is slow must be found again. */
const fullProbeEvery = 4;

/** The life of a device on its line: unknown, probing, online, degraded, offline. Times are monotonic ms. */
export class HealthTracker {
  readonly #silenceMs: number;
  #health: DeviceHealth = 'unknown';
  #sinceMs: number;
  #failures = 0;
  #lastGoodMs: number | undefined;
  #probes = 0;

  /** `silenceMs`: without a good value for so long it is offline; longer for what speaks seldom by itself. */
  constructor(nowMs: number, silenceMs = silenceUntilOfflineMs) {
    this.#sinceMs = nowMs;
    this.#silenceMs = silenceMs;
  }

  get health(): DeviceHealth {
    return this.#health;
  }

  get sinceMs(): number {
    return this.#sinceMs;
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures;
  }

  get lastGoodMs(): number | undefined {
    return this.#lastGoodMs;
  }

  get isUp(): boolean {
    return this.#health === 'online' || this.#health === 'degraded';
  }

  probing(nowMs: number): void {
    this.#enter('probing', nowMs);
  }

  /** The device is what it should be and answers. */
  online(nowMs: number): void {
    this.#failures = 0;
    this.#probes = 0;
    this.#lastGoodMs = nowMs;
    this.#enter('online', nowMs);
  }

  good(nowMs: number): void {
    this.#lastGoodMs = nowMs;
    this.#failures = 0;
    if (this.#health === 'degraded') this.#enter('online', nowMs);
  }

  /** A request brought nothing. */
  failed(nowMs: number): void {
    this.#failures += 1;
    if (!this.isUp) return;
    if (this.#failures >= failuresUntilOffline || this.#silentMs(nowMs) >= this.#silenceMs) this.offline(nowMs);
    else this.#enter('degraded', nowMs);
  }

  /** To be asked after each poll: requests may fail in ways that are no failure of the device, and still bring nothing. */
  checkSilence(nowMs: number): void {
    if (this.isUp && this.#silentMs(nowMs) >= this.#silenceMs) this.offline(nowMs);
  }

  offline(nowMs: number): void {
    this.#failures = 0;
    this.#enter('offline', nowMs);
  }

  /** Time until the next probe: 1, 2, 4 … 30 s, a fifth more or less so that devices do not knock together. */
  nextProbeMs(random: number): number {
    const base = Math.min(firstBackOffMs * 2 ** this.#probes, longestBackOffMs);
    this.#probes += 1;
    return Math.min(Math.round(base * (0.8 + 0.4 * random)), longestBackOffMs);
  }

  /** How long the coming probe waits on a line that others wait for; undefined = as long as any request. The first one does. */
  get probeTimeoutMs(): number | undefined {
    return this.#probes % fullProbeEvery === 0 ? undefined : shortProbeMs;
  }

  #silentMs(nowMs: number): number {
    return this.#lastGoodMs === undefined ? 0 : nowMs - this.#lastGoodMs;
  }

  #enter(health: DeviceHealth, nowMs: number): void {
    if (health === this.#health) return;
    this.#health = health;
    this.#sinceMs = nowMs;
  }
}
