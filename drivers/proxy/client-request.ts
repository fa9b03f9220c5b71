import type { ReadFunction, WriteFunction } from '../bus/types.ts';
import { type ModbusRead, type ModbusWrite, mostPerRequest } from '../link/request.ts';

/** Exceptions that the proxy itself answers with (Modbus application protocol 1.1b3, chapter 7). */
export const exceptions = {
  illegalFunction: 1,
  illegalAddress: 2,
  illegalValue: 3,
  busy: 6,
  /** Gateway path unavailable: the line or socket is not there. */
  noPath: 10,
  /** Gateway target failed to respond. */
  noAnswer: 11,
} as const;

/** What a client of the proxy asks, or why it cannot be asked. */
export type ClientRequest =
  | { readonly kind: 'read'; readonly request: ModbusRead }
  | { readonly kind: 'write'; readonly request: ModbusWrite }
  | { readonly kind: 'refused'; readonly code: number };

/** Reads unit and PDU of a request. Functions 1 to 6, 15 and 16, each of exactly its length; nothing else goes on a line. */
export function readClientRequest(body: Buffer): ClientRequest {
  const functionCode = body[1] ?? 0;
  if (functionCode >= 1 && functionCode <= 4) return read(body, functionCode as ReadFunction);
  if (functionCode === 5 || functionCode === 6) return writeOne(body, functionCode);
  if (functionCode === 15 || functionCode === 16) return writeMany(body, functionCode);
  return refused(exceptions.illegalFunction);
}

function read(body: Buffer, functionCode: ReadFunction): ClientRequest {
  if (body.length !== 6) return refused(exceptions.illegalValue);
  const address = body.readUInt16BE(2);
  const quantity = body.readUInt16BE(4);
  const fault = faultOf(functionCode, address, quantity);
  if (fault !== undefined) return refused(fault);
  return { kind: 'read', request: { unitId: body.readUInt8(0), functionCode, address, quantity } };
}

function writeOne(body: Buffer, functionCode: 5 | 6): ClientRequest {
  if (body.length !== 6) return refused(exceptions.illegalValue);
  const word = body.readUInt16BE(4);
  if (functionCode === 5 && word !== 0 && word !== 0xff00) return refused(exceptions.illegalValue);
  const values = [functionCode === 5 ? Number(word === 0xff00) : word];
  return { kind: 'write', request: { unitId: body.readUInt8(0), functionCode, address: body.readUInt16BE(2), values } };
}

function writeMany(body: Buffer, functionCode: 15 | 16): ClientRequest {
  if (body.length < 8) return refused(exceptions.illegalValue);
  const address = body.readUInt16BE(2);
  const count = body.readUInt16BE(4);
  const fault = faultOf(functionCode, address, count);
  if (fault !== undefined) return refused(fault);
  const bytes = functionCode === 15 ? Math.ceil(count / 8) : 2 * count;
  if (body[6] !== bytes || body.length !== 7 + bytes) return refused(exceptions.illegalValue);
  const values = Array.from({ length: count }, (_, k) =>
    functionCode === 15 ? ((body[7 + (k >> 3)] ?? 0) >> (k & 7)) & 1 : body.readUInt16BE(7 + 2 * k),
  );
  return { kind: 'write', request: { unitId: body.readUInt8(0), functionCode, address, values } };
}

function faultOf(functionCode: ReadFunction | WriteFunction, address: number, count: number): number | undefined {
  if (count < 1 || count > mostPerRequest[functionCode]) return exceptions.illegalValue;
  return address + count > 65_536 ? exceptions.illegalAddress : undefined;
}

const refused = (code: number): ClientRequest => ({ kind: 'refused', code });

/** Unit and PDU of the reply to a read. */
export function readReply({ unitId, functionCode }: ModbusRead, values: Uint16Array): Buffer {
  const bits = functionCode <= 2;
  const bytes = bits ? Math.ceil(values.length / 8) : 2 * values.length;
  const body = Buffer.alloc(3 + bytes);
  body.set([unitId, functionCode, bytes]);
  values.forEach((value, k) => {
    if (bits) body[3 + (k >> 3)] = (body[3 + (k >> 3)] ?? 0) | ((value & 1) << (k & 7));
    else body.writeUInt16BE(value, 3 + 2 * k);
  });
  return body;
}

/** Unit and PDU of an exception to a request. */
export const exceptionReply = (body: Buffer, code: number): Buffer =>
  Buffer.from([body[0] ?? 0, (body[1] ?? 0) | 0x80, code]);
