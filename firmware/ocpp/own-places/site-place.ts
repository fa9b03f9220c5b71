import type { Clock } from '../../domain/clock.ts';
import type { BackendCeiling as KnownCeiling } from '../../domain/known.ts';
import type { State } from '../../domain/state.ts';
import { PlaceCeilings } from '../place-ceilings.ts';
import type { BackendCeiling, Done, MeterValue, Place, PlaceEvent, PlaceFacts, Sample, StatusNow } from '../ports.ts';

export interface SitePlaceOptions {
  /** Fuse of the house connection, mA per phase. */
  readonly fuseMa: () => number;
  readonly voltageV: () => number;
  /** The meter at the house connection, whose counter is told; undefined: there is none. */
  readonly gridMeter: () => string | undefined;
  readonly clock: Clock;
  readonly changed: () => void;
}

/** So old a state is not what flows now. */
const freshMs = 10_000;

/**
 * The whole house as a charge point: an operator sets its limit by charging profiles and reads its meter (I13 of
 * field/original-product.md). Nobody charges there, so there is nothing to start.
 */
export class SitePlace implements Place {
  readonly id = 'site';
  readonly #options: SitePlaceOptions;
  readonly #ceilings: PlaceCeilings;
  readonly #listeners = new Set<(event: PlaceEvent) => void>();
  #status: StatusNow;
  #seen: { readonly state: State; readonly nowMs: number } | undefined;

  constructor(options: SitePlaceOptions) {
    this.#options = options;
    this.#ceilings = new PlaceCeilings(options);
    this.#status = { status: 'Available', errorCode: 'NoError', atMs: options.clock.wallMs() };
  }

  /** After every control cycle. */
  observe(state: State): void {
    this.#seen = { state, nowMs: this.#options.clock.monotonicMs() };
    const noMeter = state.flow.gridW === null;
    const { errorCode } = this.#status;
    if (noMeter === (errorCode === 'PowerMeterFailure')) return;
    // It still takes limits.
    this.#status = {
      ...{ status: 'Available', errorCode: noMeter ? 'PowerMeterFailure' : 'NoError' },
      atMs: this.#options.clock.wallMs(),
    };
    for (const listener of [...this.#listeners]) listener({ kind: 'status', status: this.#status });
  }

  ceilings(): readonly KnownCeiling[] {
    return this.#ceilings.list();
  }

  facts(): PlaceFacts {
    const { fuseMa, voltageV } = this.#options;
    return {
      ...{ vendor: 'Netwacht', model: 'House connection', minMa: 0, maxMa: fuseMa() },
      ...{ phases: 3, voltageV: voltageV(), speaksOcpp: false },
    };
  }

  status(): StatusNow {
    return this.#status;
  }

  state(): undefined {
    return undefined;
  }

  transaction(): undefined {
    return undefined;
  }

  readMeter(): MeterValue | undefined {
    const { clock, gridMeter } = this.#options;
    if (this.#seen === undefined || clock.monotonicMs() - this.#seen.nowMs > freshMs) return undefined;
    const { state } = this.#seen;
    const samples: Sample[] = [];
    const meter = state.meters.find(({ id }) => id === gridMeter());
    const add = (value: number | null | undefined, measurand: string, unit: string, phase?: string) => {
      if (value === null || value === undefined) return;
      const text = unit === 'A' ? (Math.round(value * 10) / 10).toString() : Math.round(value).toString();
      samples.push({ value: text, measurand, unit, ...(phase === undefined ? {} : { phase }) });
    };
    add(meter?.importWh, 'Energy.Active.Import.Register', 'Wh');
    add(meter?.exportWh, 'Energy.Active.Export.Register', 'Wh');
    const { gridW } = state.flow;
    add(gridW === null ? null : Math.max(0, gridW), 'Power.Active.Import', 'W');
    add(gridW === null ? null : Math.max(0, -gridW), 'Power.Active.Export', 'W');
    meter?.currentA.forEach((currentA, phase) => {
      add(currentA === null ? null : Math.max(0, currentA), 'Current.Import', 'A', `L${phase + 1}`);
    });
    meter?.voltageV.forEach((voltageV, phase) => {
      add(voltageV, 'Voltage', 'V', `L${phase + 1}-N`);
    });
    return samples.length === 0 ? undefined : { atMs: Date.parse(state.at), samples };
  }

  onEvent(listener: (event: PlaceEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async start(): Promise<Done> {
    return 'notSupported';
  }

  async stop(): Promise<Done> {
    return 'rejected';
  }

  async setAvailable(available: boolean): Promise<Done> {
    // The house is not for an operator to switch off; his limit may be 0 A.
    return available ? 'accepted' : 'rejected';
  }

  async unlock(): Promise<'notSupported'> {
    return 'notSupported';
  }

  async reset(): Promise<Done> {
    return 'notSupported';
  }

  limit(backend: string, ceiling: BackendCeiling | undefined): void {
    // Only profiles speak of the house: no transaction can be refused or stopped there.
    this.#ceilings.set(backend, ceiling?.why === 'profile' ? ceiling : undefined);
  }

  told(): void {}
}
