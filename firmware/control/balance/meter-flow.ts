import type { OwnPhases, Reading } from '../../domain/device.ts';
import { type PerPhase, toBuilding } from '../../domain/phases.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { DeviceView } from '../device-view.ts';

/** A power that much older than the current says nothing about its sign. */
const signAgeMs = 5000;
/** A voltage outside these shares of the nominal one is a dead phase or a wrong register. */
const leastVoltage = 0.8;
const mostVoltage = 1.3;

export const isVoltage = (volts: number | undefined, nominalV: number): volts is number =>
  volts !== undefined && volts > nominalV * leastVoltage && volts < nominalV * mostVoltage;

/**
 * What one meter shows, on the phases of the building; a phase it is not wired to carries nothing. Positive: import
 * (grid), load (consumption), production (generation), charging (storage).
 */
export interface MeterFlow {
  /** mA. */
  readonly currentMa: PerPhase;
  /** Active power, W. */
  readonly powerW: PerPhase;
  /** Measured, else the nominal one. */
  readonly voltageV: PerPhase;
  /** Monotonic time of the request that brought it. */
  readonly atMs: number;
}

/** Reads a meter. Undefined when a phase it is wired to has no finite value: half a meter is no meter. */
export function meterFlow(config: DeviceConfig, view: DeviceView, nominalV: number): MeterFlow | undefined {
  const { currentMa, powerW, totalPowerW, voltageV } = view.readings;
  const reading = currentMa ?? powerW ?? totalPowerW;
  if (reading === undefined) return undefined;
  const { wiring } = view.facts;
  const powers = inTime(powerW, reading.atMs)?.value;
  const totalW = inTime(totalPowerW, reading.atMs)?.value;
  const phases = wiring.map((_, k) => {
    const watts = powers?.[k] ?? (totalW === undefined ? undefined : totalW / wiring.length);
    const measuredV = voltageV?.value[k];
    const volts = isVoltage(measuredV, nominalV) ? measuredV : nominalV;
    const ma =
      currentMa === undefined
        ? watts === undefined
          ? Number.NaN
          : (watts * 1000) / volts
        : signed(config.role, currentMa.value[k] ?? Number.NaN, powers?.[k], totalW);
    return { ma: Math.round(ma), watts: watts ?? (ma * volts) / 1000, volts };
  });
  if (!phases.every(({ ma, watts }) => Number.isFinite(ma) && Number.isFinite(watts))) return undefined;
  // What consumes never makes room: a clamp that is turned round must not pass for a solar roof.
  const size = config.role === 'consumption' ? Math.abs : (value: number) => value;
  return {
    currentMa: toBuilding(
      phases.map(({ ma }) => size(ma)),
      wiring,
      0,
    ),
    powerW: toBuilding(
      phases.map(({ watts }) => size(watts)),
      wiring,
      0,
    ),
    voltageV: toBuilding(
      phases.map(({ volts }) => volts),
      wiring,
      nominalV,
    ),
    atMs: reading.atMs,
  };
}

const inTime = <T extends number | OwnPhases>(power: Reading<T> | undefined, atMs: number): Reading<T> | undefined =>
  power !== undefined && atMs - power.atMs <= signAgeMs ? power : undefined;

/** The sign of the phase's active power. A grid meter that gives none counts as import, whatever it says. */
function signed(role: DeviceConfig['role'], ma: number, watts: number | undefined, totalW: number | undefined): number {
  if (watts !== undefined) return watts === 0 ? ma : Math.abs(ma) * Math.sign(watts);
  if (role === 'grid') return Math.abs(ma);
  return totalW === undefined || totalW === 0 ? ma : Math.abs(ma) * Math.sign(totalW);
}
