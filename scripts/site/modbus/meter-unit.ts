import type { PerPhase } from '../../../firmware/domain/phases.ts';
import { RegisterImage } from './register-image.ts';
import type { RegisterTable } from './register-table.ts';
import { RegisterUnit } from './register-unit.ts';
import { inUnit } from './units.ts';

/** What a meter unit shows; import positive. */
export interface MeterValues {
  readonly currentA: PerPhase;
  readonly powerW: PerPhase;
  readonly voltageV: PerPhase;
  readonly importWh: number;
  readonly exportWh: number;
}

/** Products whose registers between the values can be read as well (one more value behind each three phases). */
const readableGaps: ReadonlySet<string> = new Set(['janitza-umg604']);

/** A meter behind the register table of a product: currents without a sign, powers with it. */
export class MeterUnit {
  readonly #image: RegisterImage;
  readonly #unit: RegisterUnit;
  readonly #values: () => MeterValues;
  #silent = false;

  constructor(table: RegisterTable, values: () => MeterValues) {
    this.#image = new RegisterImage(table);
    if (readableGaps.has(table.id)) this.#image.openGaps();
    this.#values = values;
    this.#unit = new RegisterUnit(this.#image, {
      functions: [3, 4],
      oneValuePerRead: false,
      maxReadRegisters: table.id.startsWith('eastron-') ? 80 : 125,
      heard: () => !this.#silent,
      refresh: () => this.#refresh(),
      accepts: () => false,
      written: () => {},
    });
  }

  answer(pdu: Buffer): Buffer | undefined {
    return this.#unit.answer(pdu);
  }

  setSilent(silent: boolean): void {
    this.#silent = silent;
  }

  get silent(): boolean {
    return this.#silent;
  }

  #refresh(): void {
    const { currentA, powerW, voltageV, importWh, exportWh } = this.#values();
    const all: Record<string, number> = {
      power: sum(powerW),
      apparent_power: sum(powerW.map(Math.abs)),
      power_factor: 1,
      frequency: 50,
      energy_import: importWh,
      energy_export: exportWh,
      energy_total: importWh + exportWh,
    };
    for (const p of [0, 1, 2] as const) {
      const phase = `l${p + 1}`;
      all[`voltage_${phase}`] = voltageV[p];
      all[`current_${phase}`] = Math.abs(currentA[p]);
      all[`power_${phase}`] = powerW[p];
      all[`apparent_power_${phase}`] = Math.abs(powerW[p]);
      all[`power_factor_${phase}`] = powerW[p] < 0 ? -1 : 1;
      all[`energy_import_${phase}`] = importWh / 3;
      all[`energy_export_${phase}`] = exportWh / 3;
      all[`energy_total_${phase}`] = (importWh + exportWh) / 3;
    }
    for (const [quantity, value] of Object.entries(all)) {
      if (this.#image.has(quantity)) this.#image.set(quantity, inUnit(value, this.#image.unitOf(quantity)));
    }
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
