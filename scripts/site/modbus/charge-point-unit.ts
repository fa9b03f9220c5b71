import type { ChargeState } from '../../../firmware/domain/device.ts';
import type { PerPhase } from '../../../firmware/domain/phases.ts';
import type { Box } from '../plant/box.ts';
import type { BoxFacts, BoxMemory, ChargePointProduct } from './products/product.ts';
import { setpointQuantities } from './products/product.ts';
import { RegisterImage } from './register-image.ts';
import type { RegisterTable } from './register-table.ts';
import { RegisterUnit, type WrittenValue } from './register-unit.ts';
import { inUnit } from './units.ts';
import type { WriteLog } from './write-log.ts';

export interface ChargePointUnitOptions {
  readonly table: RegisterTable;
  readonly product: ChargePointProduct;
  readonly box: Box;
  readonly connector?: number;
  readonly voltageV: PerPhase;
  /** Monotonic time, ms. */
  readonly nowMs: () => number;
  /** Time of the plant, s. */
  readonly plantS: () => number;
  readonly log: WriteLog;
}

/** A box of the plant behind the register table of a product. `answer` serves the bus, `tick` lets its own timers run. */
export class ChargePointUnit {
  readonly #options: ChargePointUnitOptions;
  readonly #facts: BoxFacts;
  readonly #writtenAtMs = new Map<string, number>();
  #image: RegisterImage;
  #unit: RegisterUnit;
  #heardAtMs = 0;
  #repliedAtMs = -Infinity;
  #anyWrittenAtMs = 0;
  #state: ChargeState = 'A';
  #stateSinceMs = 0;
  #silent = false;

  constructor(options: ChargePointUnitOptions) {
    this.#options = options;
    const { id, maxA, failsafeA, wiring } = options.box.parameters;
    this.#facts = { id, maxA, failsafeA, phases: wiring.length };
    this.#image = this.#bootImage();
    this.#unit = this.#newUnit();
    this.#startTimers();
  }

  answer(pdu: Buffer): Buffer | undefined {
    const reply = this.#unit.answer(pdu);
    if (reply !== undefined) this.#repliedAtMs = this.#options.nowMs();
    return reply;
  }

  /** A silent unit answers nothing and hears nothing, as with a cut wire; what it does without communication goes on. */
  setSilent(silent: boolean): void {
    this.#silent = silent;
  }

  get silent(): boolean {
    return this.#silent;
  }

  /** Power off and on: registers and timers are those of the first moment. */
  restart(): void {
    this.#writtenAtMs.clear();
    this.#image = this.#bootImage();
    this.#unit = this.#newUnit();
    this.#startTimers();
    this.tick();
  }

  /** Lets validity times and watchdogs run out. To be called at least twice a second. */
  tick(): void {
    const { product, box, plantS, nowMs } = this.#options;
    if (box.state !== this.#state) {
      this.#state = box.state;
      this.#stateSinceMs = nowMs();
    }
    box.offer(plantS(), product.offerA(this.#memory()));
    if (product.phases !== undefined) box.allowPhases(product.phases(this.#image));
  }

  /** The set-point register, A; what stands there need not be in force. */
  get registerA(): number {
    return this.#image.number('current_limit');
  }

  /** A register by its quantity, in the unit of the table. */
  register(quantity: string): number | string {
    this.#refresh();
    return this.#image.get(quantity);
  }

  #newUnit(): RegisterUnit {
    const { product } = this.#options;
    return new RegisterUnit(this.#image, {
      functions: product.functions,
      oneValuePerRead: product.oneValuePerRead ?? false,
      maxReadRegisters: 125,
      heard: () => this.#hear(),
      refresh: () => this.#refresh(),
      accepts: (quantity, value) => product.accepts(quantity, value, this.#facts),
      written: (values, functionCode) => this.#written(values, functionCode),
    });
  }

  #hear(): boolean {
    const { product, nowMs } = this.#options;
    if (this.#silent || nowMs() - this.#repliedAtMs < (product.pauseMs ?? 0)) return false;
    this.tick();
    if (product.isDeaf?.(this.#memory()) === true) return false;
    this.#heardAtMs = nowMs();
    return true;
  }

  #written(values: readonly WrittenValue[], functionCode: number): void {
    const { product, log, nowMs } = this.#options;
    const atMs = nowMs();
    this.#anyWrittenAtMs = atMs;
    for (const written of values) {
      this.#writtenAtMs.set(written.quantity, atMs);
      product.written?.(written.quantity, written.value, this.#image);
      const setpoint = setpointQuantities.includes(written.quantity);
      log.add({ ...written, device: this.#facts.id, functionCode, setpoint, atMs });
    }
    this.tick();
  }

  #refresh(): void {
    const { box, voltageV, product } = this.#options;
    const ownA = box.readingA;
    const { phases } = this.#facts;
    box.parameters.wiring.forEach((building, k) => {
      this.#put(`voltage_l${k + 1}`, voltageV[building]);
      this.#put(`current_l${k + 1}`, ownA[k] ?? 0);
    });
    for (let k = phases; k < 3; k++) {
      this.#putMissing(`voltage_l${k + 1}`);
      this.#putMissing(`current_l${k + 1}`);
    }
    this.#put(
      'power',
      box.parameters.wiring.reduce<number>((sum, building, k) => sum + voltageV[building] * (ownA[k] ?? 0), 0),
    );
    this.#put('current_actual', Math.max(...ownA));
    this.#put('energy_total', box.energyWh);
    this.#put('energy_import', box.energyWh);
    this.#put('session_energy', box.sessionWh);
    for (const [quantity, value] of Object.entries(product.state(this.#memory()))) this.#image.set(quantity, value);
  }

  #put(quantity: string, valueSi: number): void {
    if (this.#image.has(quantity)) this.#image.set(quantity, inUnit(valueSi, this.#image.unitOf(quantity)));
  }

  /** A phase that is not there: NaN where the register can hold it, else 0. */
  #putMissing(quantity: string): void {
    if (this.#image.has(quantity)) this.#image.set(quantity, this.#image.isFloat(quantity) ? Number.NaN : 0);
  }

  #bootImage(): RegisterImage {
    const { table, product, connector } = this.#options;
    const image = new RegisterImage(table, connector);
    for (const [quantity, value] of Object.entries(product.boot(this.#facts))) image.set(quantity, value);
    return image;
  }

  #startTimers(): void {
    const nowMs = this.#options.nowMs();
    this.#heardAtMs = nowMs;
    this.#anyWrittenAtMs = nowMs;
    this.#state = this.#options.box.state;
    this.#stateSinceMs = nowMs;
  }

  #memory(): BoxMemory {
    const nowMs = this.#options.nowMs();
    return {
      facts: this.#facts,
      image: this.#image,
      state: this.#options.box.state,
      stateForMs: nowMs - this.#stateSinceMs,
      silentForMs: nowMs - this.#heardAtMs,
      unwrittenForMs: nowMs - this.#anyWrittenAtMs,
      sinceWriteMs: (quantity) => nowMs - (this.#writtenAtMs.get(quantity) ?? -Infinity),
    };
  }
}
