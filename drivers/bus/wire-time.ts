import type { ReadBlock, WireRate } from './poll-plan.ts';
import type { LineConfig, WriteFunction } from './types.ts';

/** Time that most devices think before they answer; what is planned counts on it. */
export const usualTurnaroundMs = 10;
const fixedSilenceMs = 1.75;

/** The rate of a line; `undefined` where a gateway or a network hides it. */
export function wireRateOf(config: LineConfig): WireRate | undefined {
  if (config.kind !== 'serial') return undefined;
  const bits = 1 + config.dataBits + (config.parity === 'none' ? 0 : 1) + config.stopBits;
  return { baudRate: config.baudRate, bitsPerCharacter: bits >= 11 ? 11 : 10, turnaroundMs: usualTurnaroundMs };
}

/** t3.5, fixed above 19,200 baud. */
export function silenceMs(wire: WireRate): number {
  return wire.baudRate > 19_200 ? fixedSilenceMs : (3.5 * wire.bitsPerCharacter * 1000) / wire.baudRate;
}

/**
 * How long one transaction holds the line by the formula of field/modbus.md §5, ms: both frames, the silence before and
 * after the request, the device's turnaround; `pauseMs` where the device wants a longer silence before it.
 */
export function transactionMs(wire: WireRate, bytes: number, pauseMs = 0): number {
  const silence = silenceMs(wire);
  const characterMs = (wire.bitsPerCharacter * 1000) / wire.baudRate;
  return bytes * characterMs + Math.max(silence, pauseMs) + silence + wire.turnaroundMs;
}

/** A read; every second time it goes out with its spare registers. */
export function readMs(wire: WireRate, block: Pick<ReadBlock, 'functionCode' | 'quantity' | 'spare'>, pauseMs = 0) {
  const values = block.quantity + block.spare / 2;
  const bytes = block.functionCode <= 2 ? Math.ceil(values / 8) : 2 * values;
  return transactionMs(wire, 8 + 5 + bytes, pauseMs);
}

/** A write of `words` registers or bits. */
export function writeMs(wire: WireRate, functionCode: WriteFunction, words: number, pauseMs = 0): number {
  if (functionCode <= 6) return transactionMs(wire, 8 + 8, pauseMs);
  const bytes = functionCode === 15 ? Math.ceil(words / 8) : 2 * words;
  return transactionMs(wire, 9 + bytes + 8, pauseMs);
}
