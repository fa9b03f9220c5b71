import type { Device, DeviceFault } from '../../firmware/domain/device.ts';

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

/** A device on a Modbus line, with what it can do besides. */
export interface ModbusDevice extends Device {
  readonly phaseSwitcher: PhaseSwitcher | undefined;
  readonly waker: Waker | undefined;
}
