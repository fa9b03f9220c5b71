import type { DeviceFacts, Reading } from '../../firmware/domain/device.ts';
import type { Control } from '../definitions/control-schema.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import type { HeldValues } from './readings.ts';
import type { RegisterTable, RegisterWrite } from './register-table.ts';
import { setpointQuantities } from './tiers.ts';

/** 0, or between the smallest and the largest set-point, a multiple of the step; never more than was asked for. */
export function clampSetpoint(facts: DeviceFacts, askedMa: number): number {
  if (!(askedMa >= facts.minMa) || facts.maxMa < facts.minMa) return 0;
  const steps = Math.floor(Math.min(askedMa, facts.maxMa) / facts.stepMa + 1e-9);
  const ma = steps * facts.stepMa;
  return ma < facts.minMa ? 0 : ma;
}

/**
 * The writes that bring a set-point, in the order that never lets the device take more than the old or the new one:
 * off is told by the switch first; on, the current goes before the switch. `isOn`: the switch is known to be on.
 */
export function setpointWrites(
  table: RegisterTable,
  control: Control,
  ma: number,
  known: { readonly isOn: boolean; readonly phasesDrawn: number },
): RegisterWrite[] {
  const { enable, disabled } = control;
  const switchTo = (value: number): RegisterWrite[] =>
    enable === undefined
      ? []
      : [
          ...(enable.before ?? []).map((step) => table.write(step.quantity, step.fc, step.value)),
          table.write(enable.quantity, enable.fc, value),
        ];
  if (ma > 0)
    return [
      ...currentWrites(table, control, ma, known.phasesDrawn),
      ...(known.isOn || enable === undefined || disabled.by === 'setpoint' ? [] : switchTo(enable.on)),
    ];
  const off = enable === undefined || disabled.by === 'setpoint' ? [] : switchTo(enable.off);
  const zero = disabled.by === 'enable' ? [] : valueWrites(table, control, disabled.value ?? 0);
  return [...off, ...zero];
}

function currentWrites(table: RegisterTable, control: Control, ma: number, phasesDrawn: number): RegisterWrite[] {
  const { setPower } = control;
  if (setPower === undefined) return valueWrites(table, control, ma / 1000);
  // Watts buy amperes on as many phases as the car uses; unknown counts as one, so that a phase never gets more.
  const watts = (ma / 1000) * setPower.voltageV * Math.max(1, phasesDrawn);
  return valueWrites(table, control, Math.floor(watts / setPower.stepW + 1e-9) * setPower.stepW);
}

function valueWrites(table: RegisterTable, control: Control, value: number): RegisterWrite[] {
  const target = control.setCurrent ?? control.setPower;
  if (target === undefined) return [];
  return [target.quantity].flat().map((quantity) => table.write(quantity, target.fc, value));
}

/** The set-point that the device holds, mA: 0 when it is switched off. `undefined` where it was not read. */
export function heldSetpoint(definition: ModbusDefinition, held: HeldValues): Reading<number> | undefined {
  const { control } = definition;
  const quantities = setpointQuantities(definition);
  if (control === undefined || quantities.length === 0) return undefined;
  const parts = quantities.map((quantity) => held.get(quantity));
  const atMs = Math.min(...parts.map((part) => part?.atMs ?? Number.NaN));
  if (Number.isNaN(atMs)) return undefined;
  if (isSwitchedOff(control, held)) return { value: 0, atMs };
  const currents = [control.setCurrent?.quantity ?? control.setPower?.quantity ?? []]
    .flat()
    .map((quantity) => held.get(quantity)?.value);
  const numbers = currents.filter((value) => typeof value === 'number');
  if (numbers.length !== currents.length || numbers.length === 0) return undefined;
  const largest = Math.max(...numbers);
  if (control.disabled.by !== 'enable' && largest === (control.disabled.value ?? 0)) return { value: 0, atMs };
  // Watts say how many amperes only with the number of phases; one phase is the most a phase can have.
  const amperes = control.setPower === undefined ? largest : largest / control.setPower.voltageV;
  return { value: Math.round(amperes * 1000), atMs };
}

function isSwitchedOff(control: Control, held: HeldValues): boolean {
  const { enable, disabled } = control;
  return enable !== undefined && disabled.by !== 'setpoint' && held.get(enable.quantity)?.value === enable.off;
}

/** What a register must give when the device holds a set-point. */
export interface ExpectedValue {
  readonly quantity: string;
  readonly value: number;
  /** Apart by less counts as the same. */
  readonly tolerance: number;
}

/** What can be read back of the writes that bring a set-point. */
export function expectedValues(definition: ModbusDefinition, writes: readonly RegisterWrite[]): ExpectedValue[] {
  const { control } = definition;
  const readable = setpointQuantities(definition);
  const step = control?.setPower?.stepW ?? control?.setCurrent?.stepA ?? 1;
  return writes
    .filter((write) => readable.includes(write.quantity))
    .map(({ quantity, value }) => ({
      quantity,
      value,
      tolerance: quantity === control?.enable?.quantity ? 0.5 : step / 2,
    }));
}

export const isHeld = (expected: readonly ExpectedValue[], held: HeldValues): boolean =>
  expected.every(({ quantity, value, tolerance }) => {
    const found = held.get(quantity)?.value;
    return typeof found === 'number' && Math.abs(found - value) < tolerance;
  });
