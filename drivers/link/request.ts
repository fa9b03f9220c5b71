import { NetwachtError } from '../../firmware/domain/errors.ts';
import type { ReadFunction, WriteFunction } from '../bus/types.ts';

/** What is asked of one unit, without when and how long. */
export type ModbusRequest = ModbusRead | ModbusWrite;

export interface ModbusRead {
  readonly unitId: number;
  readonly functionCode: ReadFunction;
  /** 0-based wire address. */
  readonly address: number;
  /** Registers 1..125 or bits 1..2000. */
  readonly quantity: number;
}

export interface ModbusWrite {
  readonly unitId: number;
  readonly functionCode: WriteFunction;
  readonly address: number;
  /** Registers 0..65535 or bits 0/1: one for 5 and 6, up to 1968 for 15, up to 123 for 16. */
  readonly values: readonly number[];
}

/** Most registers or bits of one request (Modbus application protocol 1.1b3, chapter 6). */
export const mostPerRequest: Record<ReadFunction | WriteFunction, number> = {
  1: 2000,
  2: 2000,
  3: 125,
  4: 125,
  5: 1,
  6: 1,
  15: 1968,
  16: 123,
};

export function isRead(request: ModbusRequest): request is ModbusRead {
  return 'quantity' in request;
}

/** Throws `badRequest` for what no device could answer: it never reaches the line. */
export function checkRequest(request: ModbusRequest): void {
  const count = isRead(request) ? request.quantity : request.values.length;
  const most = mostPerRequest[request.functionCode];
  if (!isWhole(request.unitId, 0, 255)) refuse(`unit id ${request.unitId} is not within 0..255`);
  if (!isWhole(count, 1, most)) refuse(`function ${request.functionCode} takes 1..${most} values, not ${count}`);
  if (!isWhole(request.address, 0, 65_536 - count)) refuse(`address ${request.address} + ${count} leaves 0..65535`);
  if (isRead(request)) return;
  const highest = request.functionCode === 5 || request.functionCode === 15 ? 1 : 65_535;
  for (const value of request.values) {
    if (!isWhole(value, 0, highest)) refuse(`value ${value} is not within 0..${highest}`);
  }
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function refuse(why: string): never {
  throw new NetwachtError('badRequest', `Modbus request refused: ${why}`);
}
