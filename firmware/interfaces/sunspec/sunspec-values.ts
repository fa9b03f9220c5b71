import type { ModbusRead, ModbusWrite } from '../../../drivers/link/request.ts';
import { exceptions } from '../../../drivers/proxy/client-request.ts';
import type { ModbusValues } from '../../../drivers/server/modbus-server.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { SunSpecConfig } from '../../domain/site/sunspec.ts';
import type { Image } from './image.ts';
import { firstRegister, nameRegisters, variableRegisters } from './models.ts';
import { floatOf, textOf } from './words.ts';

type Refused = { readonly exception: number };

export interface SunSpecParts {
  /** The picture of the last cycle; the same object until there is a newer one. */
  readonly image: () => Image;
  /** Lowers the share of the house connection for the length of a lease. */
  readonly share: (percent: number) => void;
  /** Sets one variable; throws NetwachtError. */
  readonly variable: (name: string, value: number) => Promise<unknown>;
}

/** Share of the house connection, a float, rw: the last of model 60000. */
export const percentRegister = 40_968;
/** The first name of model 60002. */
const firstVariable = 41_006;

const illegalAddress: Refused = { exception: exceptions.illegalAddress };
const illegalValue: Refused = { exception: exceptions.illegalValue };

/** A whole number in registers of a float is a tiny one: nobody who writes 40 means nothing at all. */
const leastPercent = 0.001;

/** What the SunSpec server answers: functions 3, 4, 6 and 16; a unit that is not there is told as such (exception 11). */
export class SunSpecValues implements ModbusValues {
  readonly #config: SunSpecConfig;
  readonly #parts: SunSpecParts;

  constructor(config: SunSpecConfig, parts: SunSpecParts) {
    this.#config = config;
    this.#parts = parts;
  }

  read({ unitId, functionCode, address, quantity }: ModbusRead): readonly number[] | Refused {
    if (functionCode < 3) return { exception: exceptions.illegalFunction };
    const words = this.#parts.image().get(unitId);
    if (words === undefined) return { exception: exceptions.noAnswer };
    const from = address - firstRegister;
    return from < 0 || from + quantity > words.length ? illegalAddress : words.slice(from, from + quantity);
  }

  write({ unitId, functionCode, address, values }: ModbusWrite): 'taken' | Refused | Promise<'taken' | Refused> {
    if (functionCode !== 6 && functionCode !== 16) return { exception: exceptions.illegalFunction };
    const words = this.#parts.image().get(unitId);
    if (words === undefined) return { exception: exceptions.noAnswer };
    if (!this.#config.writes || unitId !== this.#config.unit) return illegalAddress;
    const given = wholeFloat(address, values);
    if (given !== undefined) return this.#writePercent(given);
    return this.#writeVariable(words, address, values);
  }

  #writePercent(percent: number): 'taken' | Refused {
    if (!(percent >= 0 && percent <= 100) || (percent > 0 && percent < leastPercent)) return illegalValue;
    this.#parts.share(percent);
    return 'taken';
  }

  /** Its float alone, or its name and its float: then the name must be the one that stands there. */
  async #writeVariable(
    words: readonly number[],
    address: number,
    values: readonly number[],
  ): Promise<'taken' | Refused> {
    const from = address - firstVariable;
    if (from < 0) return illegalAddress;
    const start = firstVariable - firstRegister + Math.floor(from / variableRegisters) * variableRegisters;
    const name = words.slice(start, start + nameRegisters);
    const within = from % variableRegisters;
    const whole = within === 0 && values.length === variableRegisters;
    const float = within === nameRegisters && values.length === 2;
    // The end of the models stands behind the last variable.
    if (!(whole || float) || start + variableRegisters > words.length - 2) return illegalAddress;
    if (whole && !name.every((word, k) => word === values[k])) return illegalValue;
    const [high = 0, low = 0] = values.slice(-2);
    const value = floatOf(high, low);
    if (!Number.isFinite(value)) return illegalValue;
    try {
      await this.#parts.variable(textOf(name), value);
      return 'taken';
    } catch (error) {
      if (!(error instanceof NetwachtError)) throw error;
      return error.code === 'owned' ? illegalAddress : { exception: exceptions.busy };
    }
  }
}

/** The percentage of a write; its high register alone gives a float whose lower half is 0, which is never higher. */
function wholeFloat(address: number, values: readonly number[]): number | undefined {
  const [high = 0, low = 0] = values;
  return address === percentRegister && values.length <= 2 ? floatOf(high, low) : undefined;
}
