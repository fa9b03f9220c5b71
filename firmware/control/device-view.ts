import type {
  DeviceFacts,
  DeviceFault,
  DeviceHealth,
  DeviceReadings,
  OwnPhases,
  Reading,
  WriteState,
} from '../domain/device.ts';
import { type PerPhase, toBuilding } from '../domain/phases.ts';

/** What the controller may see of a device: a `Device` without its verbs, or a line of a recording. */
export interface DeviceView {
  readonly facts: DeviceFacts;
  readonly health: DeviceHealth;
  readonly healthSinceMs: number;
  readonly fault: DeviceFault | undefined;
  readonly readings: DeviceReadings;
  readonly lastWrite: WriteState | undefined;
  /** Device that the energy counter among the readings is of, where it is another one. */
  readonly energyMeter?: string;
}

/**
 * The same device with other readings. Each part is taken by name: a driver's are getters, and a spread would leave them
 * behind.
 */
export function withReadings(
  view: DeviceView,
  readings: DeviceReadings,
  facts: Partial<DeviceFacts> = {},
  energyMeter = view.energyMeter,
): DeviceView {
  const { health, healthSinceMs, fault, lastWrite } = view;
  const other = energyMeter === undefined ? {} : { energyMeter };
  return { facts: { ...view.facts, ...facts }, health, healthSinceMs, fault, lastWrite, readings, ...other };
}

/** Milliseconds since the request that brought the value; Infinity when there never was one. */
export function ageMs(reading: Reading<unknown> | undefined, nowMs: number): number {
  return reading === undefined ? Number.POSITIVE_INFINITY : Math.max(0, nowMs - reading.atMs);
}

/** A reading per own phase, on the phases of the building. Rotation happens here and nowhere else. */
export function onBuilding(view: DeviceView, reading: Reading<OwnPhases> | undefined): PerPhase<number | undefined> {
  return toBuilding<number | undefined>(reading?.value ?? [], view.facts.wiring, undefined);
}
