import type { Bus } from '../../../drivers/bus/types.ts';
import { type Definition, isModbus } from '../../../drivers/definitions/schema.ts';
import type { MbapFrame } from '../../../drivers/link/mbap.ts';
import { systemTimers } from '../../../drivers/link/timers.ts';
import { ProxyWork, type UnitTimes } from '../../../drivers/proxy/proxy-work.ts';
import { Turns } from '../../../drivers/proxy/turns.ts';
import type { Clock } from '../../domain/clock.ts';
import type { RawRead, RawReadAnswer } from '../../domain/raw-read.ts';
import type { Site } from '../../domain/site/schema.ts';

export interface RawReaderOptions {
  readonly busOf: (device: string) => Bus | undefined;
  readonly definition: (id: string) => Definition | undefined;
  readonly clock: Clock;
}

/** Reads of a line that wait; who asks more is told that it is busy. */
const mostWaiting = 4;

/**
 * Reads of persons at the devices of the site, as a proxy of their line would pass them on: behind everything of our own, one
 * at a time, with rests, and a device that does not answer is left alone for a while.
 */
export class RawReader {
  readonly #o: RawReaderOptions;
  readonly #lines = new WeakMap<Bus, LineReads>();

  constructor(options: RawReaderOptions) {
    this.#o = options;
  }

  /** Never rejects. `site`: in force. */
  async read(site: Site, { device: id, functionCode, address, quantity }: RawRead): Promise<RawReadAnswer> {
    const device = site.devices.find((one) => one.id === id && one.enabled);
    const definition = device && this.#o.definition(device.definition);
    if (device === undefined || definition === undefined || !isModbus(definition)) return { fault: 'noDevice' };
    const bus = this.#o.busOf(id);
    // Its line is being opened.
    if (bus === undefined) return { fault: 'starting' };
    const reads = this.#lines.get(bus) ?? new LineReads(bus, this.#o.clock, device.line !== undefined);
    this.#lines.set(bus, reads);
    const body = Buffer.alloc(6);
    body.set([device.unitId ?? definition.defaults.unit, functionCode]);
    body.writeUInt16BE(address, 2);
    body.writeUInt16BE(quantity, 4);
    const { timeoutMs, pauseMs } = definition.reads ?? {};
    return reads.read(body, {
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(pauseMs === undefined ? {} : { pauseMs }),
    });
  }
}

interface Waiting {
  readonly frame: MbapFrame;
  readonly settle: (answer: RawReadAnswer) => void;
}

/** The reads of one line, in the order they came. */
class LineReads {
  readonly #turns: Turns;
  readonly #times = new Map<number, UnitTimes>();
  readonly #waiting: Waiting[] = [];
  #current: Waiting | undefined;
  #count = 0;

  /** `isShared`: a line, where unit 0 is everybody. */
  constructor(bus: Bus, clock: Clock, isShared: boolean) {
    const rules = { allowed: [], protectedRanges: [], hasBroadcast: isShared };
    const timesOf = (unitId: number) => this.#times.get(unitId);
    this.#turns = new Turns({
      work: new ProxyWork({ bus, clock, rules, timesOf, onRefused: () => undefined }),
      ...{ clock, timers: systemTimers },
      onFault: () => this.#settle({ exception: 11 }),
    });
    this.#turns.add({
      next: () => {
        this.#current = this.#waiting.shift();
        return this.#current?.frame;
      },
      answer: ({ body: asked }, body) => this.#settle(answerOf(asked, body)),
    });
  }

  read(body: Buffer, times: UnitTimes): Promise<RawReadAnswer> {
    if (this.#waiting.length >= mostWaiting) return Promise.resolve({ fault: 'busy' });
    this.#times.set(body.readUInt8(0), times);
    this.#count = (this.#count + 1) & 0xffff;
    const frame = { transactionId: this.#count, body };
    return new Promise((settle) => {
      this.#waiting.push({ frame, settle });
      this.#turns.wake();
    });
  }

  #settle(answer: RawReadAnswer): void {
    this.#current?.settle(answer);
    this.#current = undefined;
  }
}

/** From unit and PDU of the reply. */
function answerOf(asked: Buffer, body: Buffer): RawReadAnswer {
  const functionCode = body[1] ?? 0;
  if (functionCode > 0x80) return { exception: body[2] ?? 0 };
  const quantity = asked.readUInt16BE(4);
  const values = Array.from({ length: quantity }, (_, k) =>
    functionCode <= 2 ? ((body[3 + (k >> 3)] ?? 0) >> (k & 7)) & 1 : body.readUInt16BE(3 + 2 * k),
  );
  return { values };
}
