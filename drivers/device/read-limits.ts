import { type ReadLimits, readLimitsForWire, type WireRate } from '../bus/poll-plan.ts';
import { usualTurnaroundMs } from '../bus/wire-time.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';

/** Over TCP the wire does not count: a gap costs nothing, a request does. */
const tcpLimits = { maxGap: 16, maxWords: 125 };

/** How blocks may be merged: what the product says goes first, then the rate of the line (by default the product's own). */
export function readLimits(definition: ModbusDefinition, wire: WireRate | undefined): ReadLimits {
  const { reads, transports } = definition;
  const rate = wire ?? (transports.includes('tcp') ? undefined : defaultWire(definition));
  const byWire = rate === undefined ? tcpLimits : readLimitsForWire(rate);
  return {
    noMerge: reads?.noMerge ?? false,
    maxGap: reads?.maxGap ?? byWire.maxGap,
    maxWords: Math.min(reads?.maxReadRegisters ?? 125, byWire.maxWords),
  };
}

/** The serial settings that the product leaves the factory with. */
export function defaultWire(definition: ModbusDefinition): WireRate | undefined {
  const { baud, parity, stopBits } = definition.defaults;
  if (baud === undefined) return undefined;
  const bitsPerCharacter = (parity === undefined || parity === 'none') && stopBits !== 2 ? 10 : 11;
  // ASCII sends each byte as two characters.
  const baudRate = definition.transports.every((way) => way === 'ascii') ? baud / 2 : baud;
  return { baudRate, bitsPerCharacter, turnaroundMs: usualTurnaroundMs };
}
