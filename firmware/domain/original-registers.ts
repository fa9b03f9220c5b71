import type { ChargeState } from './device.ts';

/**
 * The original's own register map as far as its clients use it (original-clients §4): unsigned words, high word first. What we
 * know of a device is laid out at those addresses; who reads over HTTP or Modbus gets the same words.
 */
export const firstRegister = 8044;
export const lastRegister = 8113;

export const registers = {
  usedPhases: 8044,
  voltage: 8045,
  meterThere: 8057,
  energy: 8058,
  power: 8062,
  current: 8064,
  interruptPilot: 8086,
  onePhase: 8087,
  state: 8092,
  limit: 8093,
  enable: 8094,
  offered: 8095,
  card: 8096,
  hasMeter: 8112,
  inputs: 8113,
} as const;

/** The end of a card's text. */
const cardWords = 15;
/** In `inputs`: phases may be switched. */
const switchUnlocked = 256;

/** Own phases of the device in its own order; missing = not known. */
export interface MeterWords {
  readonly usedPhases: 1 | 3 | 7;
  readonly voltageV: readonly (number | null)[];
  readonly currentA: readonly (number | null)[];
  readonly powerW: number | null;
  readonly energyWh: number | null;
}

export interface ChargePointWords extends MeterWords {
  readonly state: ChargeState | null;
  /** What a person allows at most, A. */
  readonly limitA: number;
  /** A person has not switched it off. */
  readonly isOn: boolean;
  readonly offeredA: number | null;
  readonly usesOnePhase: boolean;
  readonly switchesPhases: boolean;
}

/** Words by address; an address of the map that stands for nothing here is 0. */
export type Words = ReadonlyMap<number, number>;

/** What the map shows of a meter. An unknown energy is 0: clients ask again then; a known one never is. */
export function meterWords(meter: MeterWords): Words {
  const knows = meter.currentA.some((amperes) => amperes !== null);
  return new Map([
    [registers.usedPhases, meter.usedPhases],
    ...[0, 1, 2].map((k): [number, number] => [registers.voltage + k, word(Math.abs(meter.voltageV[k] ?? 0))]),
    [registers.meterThere, knows ? 1 : 0],
    ...split(registers.energy, 4, meter.energyWh === null ? 0 : Math.max(1, meter.energyWh)),
    ...split(registers.power, 2, meter.powerW ?? 0),
    ...[0, 1, 2].flatMap((k) => split(registers.current + 2 * k, 2, 10 * Math.abs(meter.currentA[k] ?? 0))),
  ]);
}

/** 0 waiting, 1 car, 2 charging, 5 fault; nothing else, for a client takes other numbers for an error. Not known is a fault. */
const stateNumbers: Readonly<Record<ChargeState, number>> = { A: 0, B: 1, C: 2, D: 2, E: 5, F: 5 };

/** What the map shows of a charge point. Who holds which card is nobody's business here: that text is empty. */
export function chargePointWords(point: ChargePointWords): Words {
  const knows = point.energyWh !== null || point.currentA.some((amperes) => amperes !== null);
  return new Map([
    ...meterWords(point),
    [registers.interruptPilot, 0],
    [registers.onePhase, point.usesOnePhase ? 1 : 0],
    [registers.state, point.state === null ? stateNumbers.F : stateNumbers[point.state]],
    [registers.limit, word(10 * point.limitA)],
    [registers.enable, point.isOn ? 1 : 0],
    [registers.offered, word(10 * (point.offeredA ?? 0))],
    ...Array.from({ length: cardWords }, (_, k): [number, number] => [registers.card + k, 0]),
    [registers.hasMeter, knows ? 1 : 0],
    [registers.inputs, point.switchesPhases ? switchUnlocked : 0],
  ]);
}

/** Words from an address on; undefined where the map does not reach. */
export function readWords(words: Words, address: number, count: number): readonly number[] | undefined {
  if (count < 1 || address < firstRegister || address + count - 1 > lastRegister) return undefined;
  return Array.from({ length: count }, (_, k) => words.get(address + k) ?? 0);
}

const word = (value: number): number => Math.min(0xffff, Math.max(0, Math.round(value)));

/** A whole number over several words, high word first; a negative one as its complement of two. */
function split(address: number, count: number, value: number): [number, number][] {
  const bits = BigInt.asUintN(16 * count, BigInt(Math.round(value)));
  return Array.from({ length: count }, (_, k) => [
    address + k,
    Number((bits >> BigInt(16 * (count - 1 - k))) & 0xffffn),
  ]);
}

/** The whole number in some words, high word first; one of two words may be negative. */
export function joined(words: readonly number[]): number {
  const bits = words.reduce((sum, one) => (sum << 16n) | BigInt(one), 0n);
  return Number(words.length > 1 ? BigInt.asIntN(16 * words.length, bits) : bits);
}
