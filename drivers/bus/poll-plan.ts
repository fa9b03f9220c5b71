import type { ReadFunction } from './types.ts';

/** A value that can be read, as the planner sees it. `words` are bits for functions 1 and 2. */
export interface PlannedRegister {
  readonly name: string;
  readonly functionCode: ReadFunction;
  /** 0-based wire address. */
  readonly address: number;
  readonly words: number;
}

export interface ReadLimits {
  /** Every value alone. */
  readonly noMerge: boolean;
  /** Longest run of registers of no interest that is read through. */
  readonly maxGap: number;
  /** Most registers of one request. */
  readonly maxWords: number;
}

/** One request and the values it brings. */
export interface ReadBlock {
  readonly functionCode: ReadFunction;
  readonly address: number;
  readonly quantity: number;
  /** Registers right behind the block, up to the end of a known value: reading them too gives another reply length. */
  readonly spare: number;
  readonly registers: readonly PlannedRegister[];
}

/** How fast a serial line is. */
export interface WireRate {
  readonly baudRate: number;
  /** 10 for 8N1, 11 for 8E1 and 8N2. */
  readonly bitsPerCharacter: 10 | 11;
  readonly turnaroundMs: number;
}

/** One transaction may hold the line this long: it bounds how long a set-point waits behind a read. */
const longestTransactionMs = 100;

const isBits = (functionCode: ReadFunction): boolean => functionCode <= 2;

/** Merges values into block reads: sorted by address, across gaps up to `maxGap`, never longer than `maxWords`. */
export function planReads(
  wanted: readonly PlannedRegister[],
  known: readonly PlannedRegister[],
  limits: ReadLimits,
): ReadBlock[] {
  const sorted = [...wanted].sort((a, b) => a.functionCode - b.functionCode || a.address - b.address);
  const groups: PlannedRegister[][] = [];
  for (const register of sorted) {
    const group = groups.at(-1);
    if (group !== undefined && fits(group, register, limits)) group.push(register);
    else groups.push([register]);
  }
  return groups.map((group) => block(group, known, limits));
}

/**
 * Divides a block that the device refused: at its gaps when it has any (what lies in a gap may not exist), else into single values.
 * A block of one value cannot be divided: the answer is empty.
 */
export function splitBlock(
  refused: ReadBlock,
  known: readonly PlannedRegister[],
  limits: ReadLimits,
): readonly ReadBlock[] {
  if (refused.registers.length < 2) return [];
  const atGaps = planReads(refused.registers, known, { ...limits, maxGap: 0 });
  if (atGaps.length > 1) return atGaps;
  return planReads(refused.registers, known, { ...limits, noMerge: true });
}

/** What a serial line allows by the formula of field/modbus.md §5. */
export function readLimitsForWire(wire: WireRate): Omit<ReadLimits, 'noMerge'> {
  const characterMs = (wire.bitsPerCharacter * 1000) / wire.baudRate;
  const silenceMs = wire.baudRate > 19_200 ? 1.75 : 3.5 * characterMs;
  const overheadMs = 13 * characterMs + 2 * silenceMs + wire.turnaroundMs;
  const maxGap = Math.floor(overheadMs / (2 * characterMs));
  const maxWords = Math.floor((longestTransactionMs - overheadMs) / (2 * characterMs));
  return { maxGap: Math.min(maxGap, 120), maxWords: Math.max(1, Math.min(maxWords, 125)) };
}

function fits(group: readonly PlannedRegister[], next: PlannedRegister, limits: ReadLimits): boolean {
  const first = group[0];
  if (first === undefined || limits.noMerge || next.functionCode !== first.functionCode) return false;
  const scale = isBits(next.functionCode) ? 16 : 1;
  const end = endOf(group);
  const length = Math.max(end, next.address + next.words) - first.address;
  return next.address - end <= limits.maxGap * scale && length <= limits.maxWords * scale;
}

function block(
  registers: readonly PlannedRegister[],
  known: readonly PlannedRegister[],
  limits: ReadLimits,
): ReadBlock {
  const [first] = registers;
  if (first === undefined) throw new RangeError('a block needs a register');
  const end = endOf(registers);
  const quantity = end - first.address;
  return {
    functionCode: first.functionCode,
    address: first.address,
    quantity,
    spare: spareBehind(first.functionCode, end, quantity, known, limits),
    registers,
  };
}

/** Only to the end of a whole value: some products refuse half a value. */
function spareBehind(
  functionCode: ReadFunction,
  end: number,
  quantity: number,
  known: readonly PlannedRegister[],
  limits: ReadLimits,
): number {
  if (limits.noMerge) return 0;
  const next = known.find((r) => r.functionCode === functionCode && r.address === end);
  if (next === undefined) return 0;
  const most = limits.maxWords * (isBits(functionCode) ? 16 : 1);
  return quantity + next.words <= most ? next.words : 0;
}

const endOf = (registers: readonly PlannedRegister[]): number => Math.max(...registers.map((r) => r.address + r.words));
