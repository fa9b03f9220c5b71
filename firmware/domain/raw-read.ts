/** Registers or bits of a device of the site, asked for as they are: for who looks for a fault. Nothing is ever written. */
export interface RawRead {
  /** Id of a device that the box reads over Modbus. */
  readonly device: string;
  /** 1 coils, 2 discrete inputs, 3 holding registers, 4 input registers. */
  readonly functionCode: 1 | 2 | 3 | 4;
  /** 0-based wire address. */
  readonly address: number;
  /** Registers (1..125) or bits (1..2000). */
  readonly quantity: number;
}

/** What came of it. `exception`: of the device (1 to 4, 6), or 6 no turn in time, 10 no line, 11 no answer. */
export type RawReadAnswer =
  | { readonly values: readonly number[] }
  | { readonly exception: number }
  | { readonly fault: 'starting' | 'noDevice' | 'busy' };
