import type { Timers } from '../../../drivers/link/timers.ts';
import type { MeterValue, Place } from '../ports.ts';
import { picked } from './samples.ts';
import type { Settings } from './settings.ts';
import type { TransactionSamples, Transactions } from './transactions.ts';

export interface SamplerOptions {
  readonly places: readonly Place[];
  readonly settings: Settings;
  readonly transactions: () => Transactions;
  readonly timers: Timers;
  readonly wallMs: () => number;
}

const dayMs = 86_400_000;

/**
 * Meter values of places that send none of their own: periodic ones of a transaction (MeterValueSampleInterval) and those at
 * moments of the day (ClockAlignedDataInterval, counted from 00:00 UTC), with or without a transaction. 1.6 3.16, 9.1.
 */
export class Sampler {
  readonly #options: SamplerOptions;
  /** By connector: the transaction and what ends its timer. */
  readonly #periodic = new Map<number, { readonly localTx: string; readonly cancel: () => void }>();
  #cancelClock = (): void => undefined;

  constructor(options: SamplerOptions) {
    this.#options = options;
  }

  /** Also after a change of the settings: intervals count anew from now (1.6 9.1.18). */
  start(): void {
    this.close();
    for (let connector = 1; connector <= this.#options.places.length; connector += 1) this.changed(connector);
    this.#waitForClock();
  }

  /** A transaction began or ended there. */
  changed(connector: number): void {
    const localTx = this.#options.transactions().at(connector)?.localTx;
    const before = this.#periodic.get(connector);
    if (before?.localTx === localTx) return;
    before?.cancel();
    this.#periodic.delete(connector);
    if (localTx !== undefined) this.#waitForSample(connector, localTx);
  }

  /** Values at a moment of their own: begin and end of a transaction. */
  at(connector: number, context: 'Transaction.Begin' | 'Transaction.End'): TransactionSamples {
    const { sampledMeasurands, stopSampledMeasurands } = this.#options.settings.now;
    if (this.#speaks(connector)) return { now: [], atEnd: [] };
    return {
      now: this.#picked(connector, sampledMeasurands, context),
      atEnd: this.#picked(connector, stopSampledMeasurands, context),
    };
  }

  read(connector: number, measurands: readonly string[], context: string): MeterValue | undefined {
    return this.#picked(connector, measurands, context)[0];
  }

  close(): void {
    for (const { cancel } of this.#periodic.values()) cancel();
    this.#periodic.clear();
    this.#cancelClock();
  }

  #waitForSample(connector: number, localTx: string): void {
    const { settings, timers, transactions } = this.#options;
    const everyS = settings.now.meterSampleS;
    if (everyS <= 0 || this.#speaks(connector)) return;
    const cancel = timers.after(everyS * 1000, () => {
      if (transactions().at(connector)?.localTx !== localTx) return;
      const { sampledMeasurands, stopSampledMeasurands } = settings.now;
      transactions().tell(
        connector,
        this.#picked(connector, sampledMeasurands, 'Sample.Periodic'),
        'periodic',
        this.#picked(connector, stopSampledMeasurands, 'Sample.Periodic'),
      );
      this.#waitForSample(connector, localTx);
    });
    this.#periodic.set(connector, { localTx, cancel });
  }

  #waitForClock(): void {
    const { settings, timers, wallMs, places, transactions } = this.#options;
    const everyMs = Math.min(dayMs, settings.now.clockAlignedS * 1000);
    if (everyMs <= 0) return;
    const sinceMidnightMs = wallMs() % dayMs;
    // The last interval of a day may be shorter: it begins anew at 00:00.
    const leftMs = Math.min(everyMs - (sinceMidnightMs % everyMs), dayMs - sinceMidnightMs);
    this.#cancelClock = timers.after(leftMs, () => {
      const { alignedMeasurands, stopAlignedMeasurands } = settings.now;
      for (let connector = 1; connector <= places.length; connector += 1) {
        if (this.#speaks(connector)) continue;
        transactions().tell(
          connector,
          this.#picked(connector, alignedMeasurands, 'Sample.Clock'),
          'clock',
          this.#picked(connector, stopAlignedMeasurands, 'Sample.Clock'),
        );
      }
      this.#waitForClock();
    });
  }

  #picked(connector: number, measurands: readonly string[], context: string): readonly MeterValue[] {
    if (measurands.length === 0) return [];
    const value = this.#options.places[connector - 1]?.readMeter();
    const floorWh = this.#options.transactions().floorWh(connector);
    const one = value && picked(value, measurands, { context, floorWh });
    return one === undefined ? [] : [one];
  }

  #speaks(connector: number): boolean {
    return this.#options.places[connector - 1]?.facts().speaksOcpp === true;
  }
}
