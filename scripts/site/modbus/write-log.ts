/** One value that was written into a unit. */
export interface WriteRecord {
  readonly device: string;
  readonly quantity: string;
  readonly value: number | string;
  readonly functionCode: number;
  /** The register held another value before. */
  readonly changed: boolean;
  /** Whether it changes what is offered (current limit, switch, lock). */
  readonly setpoint: boolean;
  /** `machineMs` of the moment the request was carried out. */
  readonly atMs: number;
}

/** Keeps the newest writes, enough for any bench, and bounded for a demo that runs for days. */
export class WriteLog {
  readonly #kept: number;
  #records: WriteRecord[] = [];

  constructor(kept = 20_000) {
    this.#kept = kept;
  }

  add(record: WriteRecord): void {
    this.#records.push(record);
    // In one go now and then: shifting for every write would cost more than the write.
    if (this.#records.length > this.#kept * 1.25) this.#records = this.#records.slice(-this.#kept);
  }

  /** Writes after a moment, oldest first. */
  since(atMs: number): WriteRecord[] {
    return this.#records.filter((record) => record.atMs > atMs);
  }

  /** The newest write into a unit, all quantities or set-points only. */
  last(device: string, setpointsOnly = false): WriteRecord | undefined {
    return this.#records.findLast((record) => record.device === device && (record.setpoint || !setpointsOnly));
  }
}
