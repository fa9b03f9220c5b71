import { z } from 'zod';
import type { SessionNow } from '../../domain/known.ts';
import type { State } from '../../domain/state.ts';
import { type CounterReading, counted, isSession, sessionCounter, type ToldCounter } from './told-counter.ts';

const told = z.record(
  z.string().max(16),
  z.strictObject({
    toldWh: z.number().min(0),
    rawWh: z.number().min(0),
    of: z.string().max(64),
    before: z.strictObject({ toldWh: z.number().min(0), rawWh: z.number().min(0) }).exactOptional(),
  }),
);

const drawerKey = 'originalCounters';
/** Written so often at most, and at the end: what a power cut takes is made good by the next reading of the device. */
const writeEveryMs = 10 * 60_000;

interface EnergyCountersParts {
  /** Survives restarts; `set` may throw. */
  readonly drawer: { get(key: string): string | undefined; set(key: string, value: string): void };
  readonly sessionNow: (chargePoint: string) => SessionNow | undefined;
  readonly clock: { monotonicMs(): number };
  readonly log: { warn(facts: object, message: string): void };
}

/**
 * Energy counters for clients of the original, which take a fall for a new meter or a bill of less than nothing: never null,
 * never 0 once a value was known, never falling, over restarts too.
 */
export class EnergyCounters {
  readonly #parts: EnergyCountersParts;
  readonly #told: Map<string, ToldCounter>;
  #writtenMs: number;
  #written = '';
  #kept: number;

  constructor(parts: EnergyCountersParts) {
    this.#parts = parts;
    this.#told = read(parts);
    this.#kept = this.#told.size;
    this.#writtenMs = parts.clock.monotonicMs();
  }

  /** Wh; 0 where nobody ever said one. */
  importWh = (id: string): number => this.#told.get(id)?.toldWh ?? 0;
  exportWh = (id: string): number => this.#told.get(`${id}-`)?.toldWh ?? 0;

  observe({ chargePoints, meters }: State): void {
    for (const { id, energyWh, energyMeter } of chargePoints) {
      if (energyWh !== null) this.#count(id, { rawWh: energyWh, of: energyMeter ?? id });
      else if (isSession(this.#told.get(id)?.of ?? sessionCounter(0))) this.#countSession(id);
      if (energyMeter !== undefined && energyWh !== null)
        this.#count(energyMeter, { rawWh: energyWh, of: energyMeter });
    }
    for (const { id, importWh, exportWh } of meters) {
      if (importWh !== undefined) this.#count(id, { rawWh: importWh, of: id });
      if (exportWh !== undefined) this.#count(`${id}-`, { rawWh: exportWh, of: id });
    }
    const isDue = this.#parts.clock.monotonicMs() - this.#writtenMs >= writeEveryMs;
    // A first value at once: after a power cut it may be all that is known of a device that is silent.
    if (isDue || this.#told.size !== this.#kept) this.flush();
  }

  /** Writes what has changed; a disk that refuses is told and tried again. */
  flush(): void {
    this.#writtenMs = this.#parts.clock.monotonicMs();
    this.#kept = this.#told.size;
    const text = JSON.stringify(Object.fromEntries([...this.#told].map(([key, { lower: _, ...kept }]) => [key, kept])));
    if (text === this.#written) return;
    try {
      this.#parts.drawer.set(drawerKey, text);
      this.#written = text;
    } catch (error) {
      this.#parts.log.warn({ err: error }, 'energy counters for other clients could not be kept');
    }
  }

  /** A charge point without a counter: what its sessions come to. */
  #countSession(id: string): void {
    const session = this.#parts.sessionNow(id);
    if (session === undefined) return;
    this.#count(id, { rawWh: session.energyWh, of: sessionCounter(session.pluggedAtMs), fromZero: true });
  }

  #count(key: string, reading: CounterReading): void {
    if (!Number.isFinite(reading.rawWh) || reading.rawWh < 0) return;
    // A device that says 0 has most often not counted yet.
    if (reading.rawWh === 0 && !this.#told.has(key)) return;
    this.#told.set(key, counted(this.#told.get(key), reading, this.#parts.clock.monotonicMs()));
  }
}

function read({ drawer, log }: EnergyCountersParts): Map<string, ToldCounter> {
  const text = drawer.get(drawerKey);
  if (text === undefined) return new Map();
  try {
    return new Map(Object.entries(told.parse(JSON.parse(text))));
  } catch (error) {
    log.warn({ err: error }, 'kept energy counters cannot be read; they begin with the next readings');
    return new Map();
  }
}
