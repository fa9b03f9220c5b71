import type { ReadFunction, WriteFunction } from '../../../drivers/bus/types.ts';
import type { ModbusRequest } from '../../../drivers/link/request.ts';
import type { PacedWire } from '../link/paced-wire.ts';
import { crcOf } from '../link/register-image.ts';
import type { UnitImages } from './unit-images.ts';

export interface UnitsOnWireOptions {
  readonly units: UnitImages;
  readonly wire: PacedWire;
  readonly turnaroundMs: number;
  readonly write: (bytes: Buffer) => void;
  /** A request came in; the time is when its first byte went out on the wire. */
  readonly onSent: (request: ModbusRequest, atMs: number) => void;
}

/** Units behind a paced wire that answer RTU frames from their images, after their turnaround. */
export class UnitsOnWire {
  readonly #o: UnitsOnWireOptions;
  #received: Buffer = Buffer.alloc(0);
  #beganAtMs = 0;

  constructor(options: UnitsOnWireOptions) {
    this.#o = options;
  }

  /** Bytes as they leave the sender. */
  take(bytes: Buffer): void {
    const sentAtMs = performance.now();
    this.#o.wire.carry(bytes, (all) => this.#hear(all, sentAtMs));
  }

  #hear(bytes: Buffer, sentAtMs: number): void {
    if (this.#received.length === 0) this.#beganAtMs = sentAtMs;
    this.#received = Buffer.concat([this.#received, bytes]);
    const length = frameLength(this.#received);
    if (length === undefined || this.#received.length < length) return;
    const body = this.#received.subarray(0, length - 2);
    const isWhole = crcOf(body) === this.#received.readUInt16LE(length - 2);
    this.#received = Buffer.alloc(0);
    if (isWhole) this.#answer(requestOf(body), Buffer.from(body));
  }

  #answer(request: ModbusRequest, body: Buffer): void {
    const { units, wire, turnaroundMs, write, onSent } = this.#o;
    onSent(request, this.#beganAtMs);
    const answer = units.answer(request);
    if (answer === undefined) return;
    const reply =
      'code' in answer
        ? Buffer.from([request.unitId, request.functionCode | 0x80, answer.code])
        : 'values' in request
          ? body.subarray(0, 6)
          : readReply(request, answer);
    const crc = Buffer.alloc(2);
    crc.writeUInt16LE(crcOf(reply));
    setTimeout(() => wire.carry(Buffer.concat([reply, crc]), write), turnaroundMs);
  }
}

const frameLength = (bytes: Buffer): number | undefined => {
  const functionCode = bytes[1];
  if (functionCode === undefined) return undefined;
  if (functionCode < 15) return 8;
  return bytes[6] === undefined ? undefined : 9 + bytes[6];
};

function requestOf(body: Buffer): ModbusRequest {
  const unitId = body.readUInt8(0);
  const functionCode = body.readUInt8(1);
  const address = body.readUInt16BE(2);
  const quantity = body.readUInt16BE(4);
  if (functionCode <= 4) return { unitId, functionCode: functionCode as ReadFunction, address, quantity };
  const values =
    functionCode <= 6 ? [quantity] : Array.from({ length: quantity }, (_, k) => body.readUInt16BE(7 + 2 * k));
  return { unitId, functionCode: functionCode as WriteFunction, address, values };
}

function readReply({ unitId, functionCode }: ModbusRequest, words: readonly number[]): Buffer {
  const reply = Buffer.alloc(3 + 2 * words.length);
  reply.set([unitId, functionCode, 2 * words.length]);
  words.forEach((word, k) => {
    reply.writeUInt16BE(word, 3 + 2 * k);
  });
  return reply;
}
