import type { ModbusWrite } from '../link/request.ts';
import { exceptions } from './client-request.ts';

/** Registers or coils of one unit that an installer lets clients write, first and last address. */
export interface WriteRange {
  readonly unitId: number;
  readonly from: number;
  readonly to: number;
}

/** What no client ever writes: by it we steer a charge point, or it falls back. */
export interface ProtectedRange {
  /** Undefined: whatever unit is named. A device with a TCP socket of its own may answer to any. */
  readonly unitId: number | undefined;
  readonly space: 'coil' | 'register';
  readonly from: number;
  readonly to: number;
  /** Device and quantity, for the log. */
  readonly what: string;
}

export interface WriteRules {
  readonly allowed: readonly WriteRange[];
  readonly protectedRanges: readonly ProtectedRange[];
  /** On a serial line unit 0 is everybody. */
  readonly hasBroadcast: boolean;
}

export interface Refused {
  readonly code: number;
  readonly reason: string;
}

/** Why a write does not go out; undefined: it may. What is protected goes before what is allowed. */
export function whyRefused(write: ModbusWrite, rules: WriteRules): Refused | undefined {
  const { unitId, functionCode, address, values } = write;
  const last = address + values.length - 1;
  const where = `unit ${unitId}, address ${address}${last > address ? `..${last}` : ''}`;
  if (rules.hasBroadcast && unitId === 0)
    return { code: exceptions.illegalFunction, reason: `${where}: a write to everybody is not passed on` };
  const space = functionCode === 5 || functionCode === 15 ? 'coil' : 'register';
  const held = rules.protectedRanges.find(
    (range) =>
      (range.unitId === undefined || range.unitId === unitId) &&
      range.space === space &&
      range.from <= last &&
      address <= range.to,
  );
  if (held !== undefined)
    return { code: exceptions.illegalAddress, reason: `${where}: ${held.what} is never written by a client` };
  const ofUnit = rules.allowed.filter((range) => range.unitId === unitId);
  if (ofUnit.length === 0) return { code: exceptions.illegalFunction, reason: `${where}: clients may only read` };
  if (!ofUnit.some(({ from, to }) => from <= address && last <= to))
    return { code: exceptions.illegalAddress, reason: `${where}: is not among the addresses that clients may write` };
  return undefined;
}
