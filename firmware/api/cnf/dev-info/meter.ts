import type { DeviceConfig } from '../../../domain/site/devices.ts';
import type { MeterState } from '../../../domain/state.ts';
import { commonOf } from './common.ts';
import { configType } from './dev-type.ts';
import { type DevInfoDevice, type DevInfoFacts, milli, whole } from './facts.ts';
import { roleNumber } from './words.ts';

type Values = Pick<MeterState, 'currentA' | 'powerW' | 'voltageV'> & Pick<Partial<MeterState>, 'totalW' | 'soc'>;

const none: Values = { currentA: [0, 0, 0], powerW: [0, 0, 0], voltageV: [0, 0, 0] };

/** A meter; without values of now its numbers are 0 and `com_err` says so. Counters keep what they had. */
export function meterOf(facts: DevInfoFacts, device: DeviceConfig): DevInfoDevice {
  const { id, enabled, role, chargePoint } = device;
  const live = enabled ? valuesOf(facts, device) : undefined;
  const isHeard = live !== undefined || (enabled && countsOnly(facts, id));
  const { currentA, powerW, voltageV, totalW, soc } = live ?? none;
  const sumW = whole(totalW ?? powerW.reduce<number>((sum, watts) => sum + (watts ?? 0), 0));
  const importWh = whole(facts.original.importWh(id));
  const exportWh = whole(facts.original.exportWh(id));
  return {
    dev_type: configType(device),
    ...commonOf(facts, device, isHeard),
    role: chargePoint === undefined ? roleNumber[role] : roleNumber.chargePoint,
    is_va: false,
    invert: device.factor < 0,
    power_w: sumW,
    power: sumW,
    import: importWh,
    export: exportWh,
    import_wh: importWh,
    export_wh: exportWh,
    current_l1: milli(currentA[0]),
    current_l2: milli(currentA[1]),
    current_l3: milli(currentA[2]),
    voltage_l1: tenths(voltageV[0]),
    voltage_l2: tenths(voltageV[1]),
    voltage_l3: tenths(voltageV[2]),
    ...(soc !== undefined && { soc }),
  };
}

/** Undefined: nothing of now is known. A meter of one charge point is read through that. */
function valuesOf({ state }: DevInfoFacts, { id, chargePoint }: DeviceConfig): Values | undefined {
  if (chargePoint !== undefined) {
    const point = state?.chargePoints.find((one) => one.id === chargePoint);
    if (point === undefined || point.powerW === null) return undefined;
    return { ...none, currentA: point.drawnA, totalW: point.powerW };
  }
  const meter = state?.meters.find((one) => one.id === id);
  if (meter === undefined) return undefined;
  const says = [...meter.currentA, ...meter.powerW, meter.totalW ?? null].some((value) => value !== null);
  return says || meter.soc !== undefined ? meter : undefined;
}

/** It is heard, and has counters and nothing else. */
function countsOnly({ state, lines }: DevInfoFacts, id: string): boolean {
  const meter = state?.meters.find((one) => one.id === id);
  const isOnline = lines?.devices.find((one) => one.id === id)?.health === 'online';
  return isOnline && (meter?.importWh !== undefined || meter?.exportWh !== undefined);
}

const tenths = (volts: number | null): number => Math.round((volts ?? 0) * 10) / 10;
