import { isRead, type ModbusRequest } from './request.ts';

/** The only reply that is taken for an answer: these first bytes, this length. Unit and PDU, no CRC, no MBAP header. */
export interface ExpectedReply {
  readonly header: Buffer;
  readonly length: number;
}

/**
 * What the answer to `request` must look like (field/modbus.md §4, strict matching): unit, function and byte count of a
 * read; for a write all of it, since the reply repeats address and value (5, 6) or address and count (15, 16).
 */
export function expectedReply(request: ModbusRequest): ExpectedReply {
  const { unitId, functionCode, address } = request;
  if (isRead(request)) {
    const bytes = functionCode <= 2 ? Math.ceil(request.quantity / 8) : 2 * request.quantity;
    return { header: Buffer.from([unitId, functionCode, bytes]), length: 3 + bytes };
  }
  const first = request.values[0] ?? 0;
  const word = functionCode === 5 ? first * 0xff00 : functionCode === 6 ? first : request.values.length;
  const header = Buffer.from([unitId, functionCode, address >> 8, address & 0xff, word >> 8, word & 0xff]);
  return { header, length: header.length };
}

/** Two requests with the same signature cannot tell each other's replies apart where frames carry no transaction id. */
export function signatureOf(request: ModbusRequest): string {
  return expectedReply(request).header.toString('hex');
}

/** Whether `bytes` begin with the expected reply at `at`; CRC and completeness are the framing's business. */
export function beginsReply(expected: ExpectedReply, bytes: Buffer, at: number): boolean {
  const { header } = expected;
  return bytes.length - at >= header.length && header.compare(bytes, at, at + header.length) === 0;
}

/** The exception (1..11) that answers this request, or undefined. One that names another unit or function is refused. */
export function exceptionAt(expected: ExpectedReply, bytes: Buffer, at: number): number | undefined {
  const [unitId, functionCode = 0] = expected.header;
  const code = bytes[at + 2];
  if (bytes[at] !== unitId || bytes[at + 1] !== (functionCode | 0x80)) return undefined;
  return code !== undefined && code >= 1 && code <= 11 ? code : undefined;
}

/** Unit, function | 0x80 and code. */
export const exceptionLength = 3;
