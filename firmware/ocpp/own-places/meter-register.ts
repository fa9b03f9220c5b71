/** What a register must know to go on after a restart. */
export interface KeptRegister {
  readonly source: 'counter' | 'session' | undefined;
  /** Added to what the source says, Wh. */
  readonly offsetWh: number;
  readonly lastWh: number;
}

/**
 * The meter of one transaction in whole Wh, which never goes back: of the charge point's counter, else of what our own session
 * has counted. A counter that begins anew or comes late goes on where the register stood.
 */
export class MeterRegister {
  #kept: KeptRegister;

  constructor(kept: KeptRegister = { source: undefined, offsetWh: 0, lastWh: 0 }) {
    this.#kept = kept;
  }

  get kept(): KeptRegister {
    return this.#kept;
  }

  /** Wh. */
  get nowWh(): number {
    return this.#kept.lastWh;
  }

  /** Undefined: not known at this moment. */
  take(counterWh: number | undefined, sessionWh: number | undefined): void {
    const { source, offsetWh, lastWh } = this.#kept;
    if (counterWh !== undefined) this.#follow('counter', counterWh);
    // A counter that is silent for a moment comes back; what was counted meanwhile is in it.
    else if (sessionWh !== undefined && source !== 'counter') this.#follow('session', sessionWh);
    else this.#kept = { source, offsetWh, lastWh };
  }

  #follow(source: 'counter' | 'session', valueWh: number): void {
    const before = this.#kept;
    const isNew = before.source !== undefined && before.source !== source;
    const goesBack = before.source !== undefined && Math.floor(valueWh + before.offsetWh) < before.lastWh;
    const offsetWh = isNew || goesBack ? before.lastWh - Math.floor(valueWh) : before.offsetWh;
    this.#kept = { source, offsetWh, lastWh: Math.floor(valueWh + offsetWh) };
  }
}
