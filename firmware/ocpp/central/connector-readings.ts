import type { ChargeState, DeviceReadings, Reading } from '../../domain/device.ts';
import type { ConnectorStatus, MeterValue } from '../ports.ts';
import { readingsOf } from './meter-readings.ts';

/** A current that flows beyond doubt, mA. */
const flowingMa = 1000;
/** A measured current says so long what flows. */
const currentTellsMs = 15_000;
/** Values that come less often than this are no proof that a set-point is followed. */
const oftenMs = 20_000;

/** The control pilot state behind a status (1.6 4.9). */
export function stateOf(status: ConnectorStatus): ChargeState {
  switch (status) {
    case 'Available':
    case 'Reserved':
      return 'A';
    case 'Charging':
      return 'C';
    case 'Unavailable':
      return 'E';
    case 'Faulted':
      return 'F';
    default:
      return 'B';
  }
}

/** What one connector measured and said, as the readings of a device. Times are monotonic ms. */
export class ConnectorReadings {
  readonly #parts = new Map<string, Reading<unknown>>();
  #currentGapMs: number | undefined;

  /** `atMs`: when it was measured. What is older than what is there is left out. */
  take(value: MeterValue, atMs: number, wiredPhases: number): void {
    const readings = readingsOf(value, atMs, wiredPhases);
    for (const [name, reading] of Object.entries(readings) as [string, Reading<unknown>][]) {
      const before = this.#parts.get(name);
      if (before !== undefined && before.atMs > atMs) continue;
      if (name === 'currentMa' && before !== undefined && atMs > before.atMs) this.#currentGapMs = atMs - before.atMs;
      this.#parts.set(name, reading);
    }
  }

  /** The highest phase, mA. */
  drawn(): Reading<number> | undefined {
    const current = this.#parts.get('currentMa') as DeviceReadings['currentMa'];
    if (current === undefined) return undefined;
    return { value: Math.max(0, ...current.value.map((ma) => ma ?? 0)), atMs: current.atMs };
  }

  /** The pilot's state: what is measured counts more than what was said. */
  state(status: ConnectorStatus | undefined, nowMs: number): ChargeState | undefined {
    const drawn = this.drawn();
    const flows = drawn !== undefined && drawn.value >= flowingMa && nowMs - drawn.atMs <= currentTellsMs;
    const said = status === undefined ? undefined : stateOf(status);
    return flows && said !== 'C' ? 'C' : said;
  }

  /** Whether currents come often enough to be watched; `expected`: that they will, before the first came. */
  measuresCurrent(isCharging: boolean, expected: boolean, nowMs: number): boolean {
    const current = this.#parts.get('currentMa');
    if (current === undefined) return expected;
    if (isCharging) return nowMs - current.atMs <= oftenMs;
    return this.#currentGapMs === undefined || this.#currentGapMs <= oftenMs;
  }

  /** `state`: with the time when it was last sure. Where nothing flows, the current is known without a meter. */
  all(state: Reading<ChargeState> | undefined, wiredPhases: number): DeviceReadings {
    const readings = Object.fromEntries(this.#parts) as DeviceReadings;
    if (state === undefined) return readings;
    const rests = state.value === 'A' || state.value === 'B';
    const { currentMa } = readings;
    const current =
      rests && currentMa !== undefined && currentMa.atMs < state.atMs
        ? { currentMa: { value: Array.from({ length: wiredPhases }, () => 0), atMs: state.atMs } }
        : {};
    return { ...readings, ...current, chargeState: state };
  }
}
