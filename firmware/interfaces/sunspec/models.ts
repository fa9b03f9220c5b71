import type { PerPhase } from '../../domain/phases.ts';
import { floatWords, noInt16, noUint16, textWords } from './words.ts';

/** A block of registers: id, how many follow, and these. */
export interface Model {
  readonly id: number;
  readonly words: readonly number[];
}

export interface Nameplate {
  readonly maker: string;
  readonly model: string;
  readonly option: string;
  readonly version: string;
  readonly serial: string;
  /** Unit id. */
  readonly unit: number;
}

type Known = number | null | undefined;
const nothing: PerPhase<Known> = [null, null, null];

/** Model 1: who this is. */
export const commonModel = ({ maker, model, option, version, serial, unit }: Nameplate): Model => ({
  id: 1,
  words: [
    ...textWords(maker, 16),
    ...textWords(model, 16),
    ...textWords(option, 8),
    ...textWords(version, 8),
    ...textWords(serial, 16),
    unit,
    noInt16,
  ],
});

export interface Measured {
  readonly currentA?: PerPhase<Known>;
  readonly voltageV?: PerPhase<Known>;
  readonly powerW?: PerPhase<Known>;
  readonly totalW: Known;
  readonly importWh?: Known;
  readonly exportWh?: Known;
  /** Nobody has measured it lately. */
  readonly missing: boolean;
}

/** Bit "missing sensor" of the events of models 201 to 214. */
const missingSensor = 7;

/** Model 213: a wye meter in floats, 124 registers, the power at 26 of them. */
export function meterModel(m: Measured): Model {
  const { currentA = nothing, voltageV = nothing, powerW = nothing } = m;
  const floats: Known[] = [
    ...[total(currentA), ...currentA],
    ...[mean(voltageV), ...voltageV, null, null, null, null],
    null,
    ...[m.totalW, ...powerW],
    ...Array<null>(12).fill(null),
    ...[m.exportWh, null, null, null, m.importWh, null, null, null],
    ...Array<null>(24).fill(null),
  ];
  return { id: 213, words: [...floats.flatMap(floatWords), ...bits32(m.missing ? 1 << missingSensor : 0)] };
}

/** Operating states of model 113. */
export const pointStates = { off: 1, charging: 4, fault: 7, standby: 8 } as const;

export interface MeasuredPoint extends Omit<Measured, 'exportWh' | 'voltageV' | 'powerW'> {
  readonly operating: number;
  /** The original's number of its state: 0..5, not there when unknown. */
  readonly vendorState: number;
}

/** Model 113: an inverter in floats, 60 registers; what flows is what the car takes. Bit 0 of the vendor's events: it is lost. */
export function pointModel(m: MeasuredPoint): Model {
  const { currentA = nothing } = m;
  const floats: Known[] = [
    ...[total(currentA), ...currentA],
    ...Array<null>(6).fill(null),
    m.totalW,
    ...Array<null>(4).fill(null),
    m.importWh,
    ...Array<null>(7).fill(null),
  ];
  return {
    id: 113,
    words: [
      ...floats.flatMap(floatWords),
      ...[m.operating, m.vendorState],
      ...bits32(0),
      ...bits32(0),
      ...bits32(m.missing ? 1 : 0),
      ...[...bits32(0), ...bits32(0), ...bits32(0)],
    ],
  };
}

/** Model 124: a storage; only how full it is. */
export function storageModel(soc: number | undefined): Model {
  const words = Array<number>(24).fill(noUint16);
  words[6] = soc === undefined ? noUint16 : Math.round(soc);
  words.fill(noInt16, 16);
  words[20] = soc === undefined ? noInt16 : 0;
  return { id: 124, words };
}

/** Ours, after a device's own model: role of a meter or status of a charge point, and its number (meters negative). */
export const deviceModel = (roleOrState: number, number: number): Model => ({
  id: 60_003,
  words: [roleOrState & 0xffff, number & 0xffff],
});

/** The original's 60000: eight floats. */
export const connectionModel = (values: readonly Known[]): Model => ({ id: 60_000, words: values.flatMap(floatWords) });

/** The original's 60001: 32 flags, none of which this box has. */
export const flagsModel: Model = { id: 60_001, words: Array<number>(32).fill(noUint16) };

/** Registers of a name and of a variable in 60002. */
export const nameRegisters = 20;
export const variableRegisters = nameRegisters + 2;

/** The original's 60002: the variables, a name and a float each. */
export const variablesModel = (variables: readonly { readonly name: string; readonly value: Known }[]): Model => ({
  id: 60_002,
  words: variables.flatMap(({ name, value }) => [...textWords(name, nameRegisters), ...floatWords(value)]),
});

/** Where a walk begins, and every model of the original behind it. */
export const firstRegister = 40_000;

/** A unit as it stands from 40000: "SunS", the models, the end. */
export const unitWords = (models: readonly Model[]): readonly number[] => [
  ...textWords('SunS', 2),
  ...models.flatMap(({ id, words }) => [id, words.length, ...words]),
  ...[0xffff, 0],
];

function total(values: PerPhase<Known>): Known {
  const known = values.filter((value) => typeof value === 'number');
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function mean(values: PerPhase<Known>): Known {
  const sum = total(values);
  return typeof sum === 'number' ? sum / values.filter((value) => typeof value === 'number').length : null;
}

const bits32 = (value: number): readonly number[] => [(value >>> 16) & 0xffff, value & 0xffff];
