import type { Device, DeviceFault, DeviceReadings, Reading } from '../../firmware/domain/device.ts';

/** A charge point that can charge on one phase or on three. */
export interface PhaseSwitcher {
  /** Writes the choice; the pause before and after is the caller's. `undefined` = done. */
  switchPhases(phases: 1 | 3): Promise<DeviceFault | undefined>;
}

/** A charge point that can wake a car that sleeps. */
export interface Waker {
  /** Runs the steps with their gaps; charging is interrupted meanwhile. `undefined` = done. */
  wake(): Promise<DeviceFault | undefined>;
}

/** What only some devices tell. */
export interface ModbusReadings extends DeviceReadings {
  /** Current the device falls back to when nobody speaks to it, mA. */
  readonly failsafeMa?: Reading<number>;
}

/** A device on a Modbus line, with what it can do besides. */
export interface ModbusDevice extends Device {
  readonly readings: ModbusReadings;
  readonly phaseSwitcher: PhaseSwitcher | undefined;
  readonly waker: Waker | undefined;
}
