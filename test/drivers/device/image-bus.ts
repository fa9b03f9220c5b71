import {
  type Bus,
  BusError,
  type BusFault,
  type ReadReply,
  type ReadRequest,
  type WriteReply,
  type WriteRequest,
} from '../../../drivers/bus/types.ts';
import type { Register } from '../../../drivers/definitions/register-schema.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';

type Space = 'coil' | 'discrete' | 'holding' | 'input';

const spaceOf = (fc: number): Space =>
  fc === 1 || fc === 5 || fc === 15 ? 'coil' : fc === 2 ? 'discrete' : fc === 4 ? 'input' : 'holding';

/** One frame that went out: unit, function, address, and the words written or the quantity read. */
export type Frame = readonly [unit: number, fc: number, address: number, words: readonly number[] | number];

/** A line in memory: registers as an image, every request kept, faults on demand. It knows nothing of the interpreter. */
export class ImageBus implements Bus {
  readonly reads: ReadRequest[] = [];
  readonly writes: WriteRequest[] = [];
  readonly #image = new Map<string, number>();
  readonly #clock: Clock;
  /** Called before each request; a fault instead of an answer. */
  fault: (request: ReadRequest | WriteRequest) => BusFault | number | undefined = () => undefined;
  /** Holds writes back until the test lets them go. */
  gate: Promise<void> | undefined;
  /** The device ignores writes to these addresses. */
  readonly stubborn = new Set<number>();
  readonly health = {
    ...{ connected: true, requests: 0, replies: 0, timeouts: 0, exceptions: 0, strayFrames: 0, reconnects: 0 },
    ...{ framingErrors: 0, mismatches: 0, expired: 0, busyMs: 0, queueLength: 0, longestWaitMs: 0 },
    lastError: undefined,
  };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts words at an address of a function's space. */
  put(fc: number, address: number, words: readonly number[]): void {
    words.forEach((word, k) => {
      this.#image.set(`${spaceOf(fc)} ${address + k}`, word);
    });
  }

  take(fc: number, address: number): number | undefined {
    return this.#image.get(`${spaceOf(fc)} ${address}`);
  }

  async read(request: ReadRequest): Promise<ReadReply> {
    this.reads.push(request);
    const requestedAtMs = this.#clock.monotonicMs();
    this.#failIfAsked(request);
    const values = Uint16Array.from({ length: request.quantity }, (_, k) => {
      const word = this.take(request.functionCode, request.address + k);
      if (word === undefined) throw this.#error('exception', request, 2);
      return word;
    });
    return { values, requestedAtMs };
  }

  async write(request: WriteRequest): Promise<WriteReply> {
    this.writes.push(request);
    const requestedAtMs = this.#clock.monotonicMs();
    await this.gate;
    this.#failIfAsked(request);
    if (!this.stubborn.has(request.address)) this.put(request.functionCode, request.address, request.values);
    return { requestedAtMs, repliedAtMs: this.#clock.monotonicMs() };
  }

  /** The frames written since the last call. */
  sent(): Frame[] {
    return this.writes.splice(0).map((w) => [w.unitId, w.functionCode, w.address, w.values]);
  }

  async close(): Promise<void> {}

  #failIfAsked(request: ReadRequest | WriteRequest): void {
    const fault = this.fault(request);
    if (typeof fault === 'number') throw this.#error('exception', request, fault);
    if (fault !== undefined) throw this.#error(fault, request);
  }

  #error(fault: BusFault, request: ReadRequest | WriteRequest, exceptionCode?: number): BusError {
    const facts = { line: 'test', unitId: request.unitId };
    return new BusError(fault, fault, exceptionCode === undefined ? facts : { ...facts, exceptionCode });
  }
}

/** Words of a value, written without the driver's codec: value / scale, big-endian, low word first where the table says so. */
export function wordsOf(register: Register, wordOrder: string, value: number | string): number[] {
  const bytes = Buffer.alloc(Math.max(8, register.words * 2));
  const raw = typeof value === 'number' && typeof register.scale === 'number' ? value / register.scale : 0;
  const whole = Math.round(raw);
  if (typeof value === 'string') bytes.write(value, 'latin1');
  else if (register.type === 'float32') bytes.writeFloatBE(raw);
  else if (register.type === 'float64') bytes.writeDoubleBE(raw);
  else if (register.words === 1) bytes.writeUInt16BE(whole & 0xffff);
  else if (register.words === 2) bytes.writeInt32BE(whole | 0);
  else if (register.words === 4) bytes.writeBigInt64BE(BigInt(whole));
  const words = Array.from({ length: register.words }, (_, k) => bytes.readUInt16BE(2 * k));
  const isNumber = register.type !== 'string' && register.type !== 'words' && register.type !== 'utf16';
  return isNumber && (register.wordOrder ?? wordOrder) === 'lsw_first' ? words.reverse() : words;
}

/** Fills the image with zeros at every register of a product, then with the values given. */
export function fillImage(
  bus: Pick<ImageBus, 'put'>,
  definition: ModbusDefinition,
  values: Readonly<Record<string, number | string>>,
  offset = 0,
): void {
  for (const register of definition.registers) {
    const address = register.address + (register.relative === true ? offset : 0);
    bus.put(register.fc, address, wordsOf(register, definition.wordOrder, values[register.quantity] ?? 0));
  }
}
