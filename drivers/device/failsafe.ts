import type { DeviceFault, Reading } from '../../firmware/domain/device.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import type { DeviceConfig } from './device-facts.ts';
import type { HeldValues } from './readings.ts';

/** Current the device falls back to by itself, mA, where it says so; none when its time-out is off, for then it never does. */
export function failsafeCurrent(definition: ModbusDefinition, held: HeldValues): Reading<number> | undefined {
  const { failsafeCurrent: quantity, timeout } = definition.control?.watchdog ?? {};
  if (timeout !== undefined && held.get(timeout)?.value === 0) return undefined;
  const reading = quantity === undefined ? undefined : held.get(quantity);
  return typeof reading?.value === 'number'
    ? { value: Math.round(reading.value * 1000), atMs: reading.atMs }
    : undefined;
}

/** A device that falls back to more than the site counts on: the sum of the fail-safe currents may break a fuse. */
export function failsafeFault(config: DeviceConfig, failsafeMa: number | undefined): DeviceFault | undefined {
  const { id, failsafeCurrentA } = config;
  if (failsafeMa === undefined || failsafeCurrentA === undefined || failsafeMa <= failsafeCurrentA * 1000)
    return undefined;
  return {
    code: 'failsafeTooHigh',
    message: `${id} falls back to ${failsafeMa / 1000} A when nobody speaks to it; the site counts on ${failsafeCurrentA} A`,
  };
}
