import type { ModbusRead, ModbusWrite } from '../../../drivers/link/request.ts';
import { exceptions } from '../../../drivers/proxy/client-request.ts';
import type { ModbusValues } from '../../../drivers/server/modbus-server.ts';
import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { readWords } from '../../domain/original-registers.ts';
import type { RegisterServerEntry } from '../../domain/site/register-servers.ts';
import type { RegisterDesk } from './register-desk.ts';

type Refused = { readonly exception: number };

const readHolding = 3;
const writeOne = 6;

/**
 * The map of one device for Modbus clients, who have no name: a write needs the site's word and has a lease, which each request of
 * theirs prolongs. A client that is gone for so long has nothing to say any more.
 */
export class RegisterValues implements ModbusValues {
  readonly #entry: RegisterServerEntry;
  readonly #desk: RegisterDesk;
  readonly #clock: Clock;
  readonly #author: { readonly name: string };
  #renewAtMs = Number.NEGATIVE_INFINITY;

  constructor(entry: RegisterServerEntry, desk: RegisterDesk, clock: Clock) {
    this.#entry = entry;
    this.#desk = desk;
    this.#clock = clock;
    this.#author = { name: `registers:${entry.device}` };
  }

  read({ functionCode, address, quantity }: ModbusRead): readonly number[] | Refused {
    if (functionCode !== readHolding) return { exception: exceptions.illegalFunction };
    return guarded(() => {
      if (this.#clock.monotonicMs() >= this.#renewAtMs) this.#write([]);
      return (
        readWords(this.#desk.words(this.#entry.device), address, quantity) ?? { exception: exceptions.illegalAddress }
      );
    });
  }

  write({ functionCode, address, values }: ModbusWrite): 'taken' | Refused {
    const [value] = values;
    if (functionCode !== writeOne || !this.#entry.writes || value === undefined)
      return { exception: exceptions.illegalFunction };
    return guarded(() => {
      this.#write([{ address, value }]);
      return 'taken';
    });
  }

  /** Nothing written: what we asked for before holds longer, if it holds still. */
  #write(writes: readonly { readonly address: number; readonly value: number }[]): void {
    const { device, leaseS, writes: mayWrite } = this.#entry;
    this.#renewAtMs = this.#clock.monotonicMs() + (leaseS * 1000) / 2;
    if (mayWrite) this.#desk.write(device, writes, this.#author, { untilMs: this.#clock.wallMs() + leaseS * 1000 });
  }
}

const exceptionOf: Readonly<Record<string, number>> = {
  notWritable: exceptions.illegalAddress,
  badRegister: exceptions.illegalValue,
  cannotSwitch: exceptions.illegalValue,
  noDevice: exceptions.noAnswer,
};

function guarded<T>(run: () => T): T | Refused {
  try {
    return run();
  } catch (error) {
    if (error instanceof NetwachtError) return { exception: exceptionOf[error.code] ?? exceptions.busy };
    throw error;
  }
}
