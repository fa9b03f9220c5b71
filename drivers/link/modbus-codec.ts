import { EventEmitter } from 'node:events';
import ModbusRTU from 'modbus-serial';
import { withCrc } from './crc16.ts';
import { isRead, type ModbusRead, type ModbusRequest } from './request.ts';

/** The port that modbus-serial believes to be a line: keeps what it writes, and hands it one whole frame. */
class FramePort extends EventEmitter {
  readonly isOpen = true;
  #written: Buffer | undefined;

  open(done: () => void): void {
    done();
  }

  write(frame: Buffer): void {
    this.#written = frame;
  }

  /** What was written since the last call. */
  take(): Buffer | undefined {
    const frame = this.#written;
    this.#written = undefined;
    return frame;
  }
}

/**
 * modbus-serial as a coder and decoder of PDUs, and nothing more: no timeout is ever set, every call ends before it
 * returns, and framing, matching and waiting are ours (field/modbus.md §3: its own ports hand out wrong values).
 */
export class ModbusCodec {
  readonly #port = new FramePort();
  readonly #modbus = new ModbusRTU.default(this.#port);

  constructor() {
    this.#modbus.open();
  }

  /** Unit and PDU of the request, without CRC. */
  encode(request: ModbusRequest): Buffer {
    const ended: unknown[] = [];
    this.#start(request, (error) => ended.push(error));
    const frame = this.#port.take();
    if (frame === undefined) throw new Error('modbus-serial wrote no frame', { cause: ended[0] });
    return frame.subarray(0, -2);
  }

  /** The values in a reply (unit and PDU) that was matched with `request` before; throws when they are not `quantity`. */
  decode(request: ModbusRead, reply: Buffer): Uint16Array {
    const ended: { error: unknown; data: readonly (number | boolean)[] }[] = [];
    this.#start(request, (error, result) => ended.push({ error, data: result?.data ?? [] }));
    this.#port.take();
    this.#port.emit('data', withCrc(reply));
    const values = Uint16Array.from(ended[0]?.data ?? [], Number).subarray(0, request.quantity);
    if (values.length !== request.quantity)
      throw new Error('modbus-serial decoded no values', { cause: ended[0]?.error });
    return values;
  }

  #start(request: ModbusRequest, done: (error: unknown, result?: { data?: (number | boolean)[] }) => void): void {
    const { unitId, functionCode, address } = request;
    const modbus = this.#modbus;
    if (isRead(request)) {
      const { quantity } = request;
      if (functionCode === 1) modbus.writeFC1(unitId, address, quantity, done);
      else if (functionCode === 2) modbus.writeFC2(unitId, address, quantity, done);
      else if (functionCode === 3) modbus.writeFC3(unitId, address, quantity, done);
      else modbus.writeFC4(unitId, address, quantity, done);
      return;
    }
    const values = [...request.values];
    const ended = (error: unknown): void => done(error);
    if (functionCode === 5) modbus.writeFC5(unitId, address, values[0] === 1, ended);
    else if (functionCode === 6) modbus.writeFC6(unitId, address, values[0] ?? 0, ended);
    else if (functionCode === 15) modbus.writeFC15(unitId, address, values.map(Boolean), ended);
    else modbus.writeFC16(unitId, address, values, ended);
  }
}
