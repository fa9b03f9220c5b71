import type { DeviceReadings, OwnPhases, Reading } from '../../firmware/domain/device.ts';
import { type Definition, isModbus } from '../definitions/schema.ts';
import { chargeState } from './charge-state.ts';
import { holds } from './condition.ts';
import type { Value } from './value-codec.ts';

/** What was last read of each quantity; `undefined` as a value: it was read and the device says "none". */
export type HeldValues = ReadonlyMap<string, Reading<Value | undefined>>;

/** Factors from a register's unit to ours (mA, W, V, Wh). VA stands in for W where the product has no better. */
const unitFactor: Readonly<Record<string, number>> = {
  A: 1000,
  V: 1,
  W: 1,
  VA: 1,
  kW: 1000,
  Wh: 1,
  VAh: 1,
  kWh: 1000,
  Ws: 1 / 3600,
};

/** A power older than the current by more than this says nothing about its sign. */
const signAgeMs = 5_000;

/**
 * What the device said, in our units and with import positive (of an inverter: production), in the device's own phase order.
 * `factor` is the ratio of a current transformer; a negative one turns a meter that is built in the wrong way round.
 */
export function assembleReadings(definition: Definition, held: HeldValues, factor: number): DeviceReadings {
  const read = reader(definition, held);
  // What an inverter gives is production, which the loop counts as positive (meter-flow.ts, role generation).
  const sign = (definition.sign?.power === 'exportPositive') === (definition.kind === 'inverter') ? 1 : -1;
  const phasePower = perPhase(read, 'power', sign * factor);
  const onePower = read('power');
  // A product with one phase calls its values current, voltage, power.
  const powerW = phasePower ?? (read('current') && !read('current_l1') ? one(onePower, sign * factor) : undefined);
  const currentFactor = definition.sign?.current === 'signed' ? sign * factor : Math.abs(factor);
  const total = totalPower(read, phasePower, sign * factor);
  const currentMa = signed(
    perPhase(read, 'current', currentFactor) ?? one(read('current'), currentFactor),
    // An inverter without powers per phase produces on all of them or on none.
    powerW ?? (definition.kind === 'inverter' ? onEachPhase(total) : undefined),
  );
  const [importWh, exportWh] = energies(read, definition.kind, factor);
  const state = definition.state && stateReading(definition, held);
  return {
    ...(currentMa && { currentMa: rounded(currentMa) }),
    ...(powerW && { powerW }),
    ...(total && { totalPowerW: total }),
    ...present('voltageV', perPhase(read, 'voltage', 1) ?? one(read('voltage'), 1)),
    ...present('energyImportWh', number(importWh, Math.abs(factor))),
    ...present('energyExportWh', number(exportWh, Math.abs(factor))),
    ...present('soc', number(read('soc'), 1)),
    ...(state && { chargeState: state }),
    ...present('inputs', inputs(read)),
  };
}

type Read = (quantity: string) => Reading<number | undefined> | undefined;

/** A register, or a value of a message. */
type Part = { readonly quantity: string; readonly unit: string };

/** Numbers in our units; "none" where a rule of the definition says that the register means nothing now. */
function reader(definition: Definition, held: HeldValues): Read {
  const lastValue = (quantity: string) => held.get(quantity)?.value;
  const parts = isModbus(definition) ? definition.registers : definition.values;
  const units = new Map(parts.map((part: Part) => [part.quantity, unitFactor[part.unit] ?? 1]));
  const rules = definition.onlyWhen ?? [];
  return (quantity) => {
    const reading = held.get(quantity);
    if (reading === undefined) return undefined;
    const meant = rules.every((rule) => !rule.quantities.includes(quantity) || holds(rule.when, lastValue));
    const value = meant && typeof reading.value === 'number' ? reading.value * (units.get(quantity) ?? 1) : undefined;
    return { value, atMs: reading.atMs };
  };
}

function perPhase(read: Read, kind: string, factor: number): Reading<OwnPhases> | undefined {
  const parts = [read(`${kind}_l1`), read(`${kind}_l2`), read(`${kind}_l3`)];
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  const value = parts.map((part) => times(part?.value, factor));
  return { value, atMs: Math.min(...known.map((part) => part.atMs)) };
}

const onEachPhase = (total: Reading<number> | undefined): Reading<OwnPhases> | undefined =>
  total && { value: [total.value, total.value, total.value], atMs: total.atMs };

const one = (reading: ReturnType<Read>, factor: number): Reading<OwnPhases> | undefined =>
  reading && { value: [times(reading.value, factor)], atMs: reading.atMs };

/** A phase current takes the sign of that phase's active power. Without a power it stays as it is. */
function signed(
  current: Reading<OwnPhases> | undefined,
  power: Reading<OwnPhases> | undefined,
): Reading<OwnPhases> | undefined {
  if (current === undefined || power === undefined || current.atMs - power.atMs > signAgeMs) return current;
  const value = current.value.map((ma, k) => {
    const watts = power.value[k];
    return ma === undefined || watts === undefined || watts === 0 ? ma : Math.abs(ma) * Math.sign(watts);
  });
  return { value, atMs: Math.min(current.atMs, power.atMs) };
}

function totalPower(read: Read, phases: Reading<OwnPhases> | undefined, factor: number): Reading<number> | undefined {
  const total = number(read('power'), factor) ?? net(read('power_import'), read('power_export'), factor);
  if (total !== undefined || phases === undefined) return total;
  const known = phases.value.filter((watts) => watts !== undefined);
  return known.length === phases.value.length
    ? { value: known.reduce((sum, watts) => sum + watts, 0), atMs: phases.atMs }
    : undefined;
}

function net(taken: ReturnType<Read>, given: ReturnType<Read>, factor: number): Reading<number> | undefined {
  if (taken?.value === undefined || given?.value === undefined) return undefined;
  return { value: (taken.value - given.value) * factor, atMs: Math.min(taken.atMs, given.atMs) };
}

/** Import and export counters. A charge point's total is what the cars took; a meter's total only where it counts one way. */
function energies(read: Read, kind: Definition['kind'], factor: number): readonly ReturnType<Read>[] {
  const total = kind === 'chargePoint' || read('energy_export') === undefined ? read('energy_total') : undefined;
  const taken = read('energy_import') ?? phaseSum(read, 'energy_import') ?? total;
  const given = read('energy_export') ?? phaseSum(read, 'energy_export');
  return factor < 0 ? [given, taken] : [taken, given];
}

/** Counters per phase, where all three of them have a value. */
function phaseSum(read: Read, kind: string): ReturnType<Read> {
  const parts = [read(`${kind}_l1`), read(`${kind}_l2`), read(`${kind}_l3`)];
  let [value, atMs] = [0, Number.POSITIVE_INFINITY];
  for (const part of parts) {
    if (part?.value === undefined) return undefined;
    value += part.value;
    atMs = Math.min(atMs, part.atMs);
  }
  return { value, atMs };
}

/** Highest number that formulas know (`M1.input32`). */
const maxInputs = 32;

/** `input1`, `input2`, …: set when not 0. As old as the oldest of them. */
function inputs(read: Read): DeviceReadings['inputs'] {
  const parts = Array.from({ length: maxInputs }, (_, k) => read(`input${k + 1}`));
  const known = parts.filter((part) => part !== undefined);
  if (known.length === 0) return undefined;
  const last = parts.findLastIndex((part) => part !== undefined);
  const value = parts.slice(0, last + 1).map((part) => (part?.value === undefined ? undefined : part.value !== 0));
  return { value, atMs: Math.min(...known.map(({ atMs }) => atMs)) };
}

function stateReading(definition: Definition, held: HeldValues): DeviceReadings['chargeState'] {
  if (definition.state === undefined) return undefined;
  const asked: number[] = [];
  const value = chargeState(definition.state, (quantity) => {
    const reading = held.get(quantity);
    if (reading !== undefined) asked.push(reading.atMs);
    return reading?.value;
  });
  return value === undefined ? undefined : { value, atMs: Math.min(...asked) };
}

function rounded(reading: Reading<OwnPhases>): Reading<OwnPhases> {
  return { value: reading.value.map((ma) => (ma === undefined ? undefined : Math.round(ma) + 0)), atMs: reading.atMs };
}

const number = (reading: ReturnType<Read>, factor: number): Reading<number> | undefined =>
  reading?.value === undefined ? undefined : { value: reading.value * factor, atMs: reading.atMs };

const times = (value: number | undefined, factor: number): number | undefined =>
  value === undefined ? undefined : value * factor;

const present = <K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: T });
