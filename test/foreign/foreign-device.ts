import type { Bus } from '../../drivers/bus/types.ts';
import type { ModbusDevice } from '../../drivers/device/capabilities.ts';
import type { DeviceConfig } from '../../drivers/device/device-facts.ts';
import { createModbusDevice } from '../../drivers/device/modbus-device.ts';
import type { Timers } from '../../drivers/device/timers.ts';
import { systemClock } from '../../firmware/domain/clock.ts';
import { found, product } from '../drivers/device/device-on-bench.ts';
import { fillImage } from '../drivers/device/image-bus.ts';
import { until } from '../until.ts';
import type { ForeignServer, ForeignWrite } from './foreign-server.ts';
import { spaceOf } from './round-trip.ts';

/** Time between two polls, as it passes here. */
const fastPollMs = 100;

export interface ForeignDeviceOptions {
  readonly server: ForeignServer;
  readonly bus: Bus;
  readonly unit: number;
  /** Id of the product. */
  readonly id: string;
  readonly values?: Readonly<Record<string, number>>;
  readonly config?: Partial<DeviceConfig>;
  /** The device's own timers run so many times faster: signs of life, gaps between steps. 1 when absent. */
  readonly speed?: number;
}

/** A device of ours at work on a unit of a foreign server. */
export interface ForeignDevice {
  readonly device: ModbusDevice;
  /** What the server was asked to write since the last call. */
  writes(): Promise<readonly ForeignWrite[]>;
}

/** Gives a unit the registers of a product as it is when it is found, runs our device on it, and stops it afterwards. */
export async function withForeignDevice(
  options: ForeignDeviceOptions,
  use: (running: ForeignDevice) => Promise<void>,
): Promise<void> {
  const { server, bus, unit, id, values, config, speed = 1 } = options;
  const definition = product(id);
  const { base, reads } = definition;
  // A device that wants long silences cannot be asked that often.
  const pollMs = Math.max(fastPollMs, 2 * (reads?.pauseMs ?? 0));
  const offset =
    base !== undefined && 'perConnector' in base ? base.perConnector * ((config?.connector ?? 1) - base.first) : 0;
  server.clear(unit);
  const put = (fc: number, address: number, words: readonly number[]) => server.put(unit, spaceOf(fc), address, words);
  fillImage({ put }, definition, { ...found[id], ...values }, offset);
  const device = createModbusDevice({
    config: { id: `${id} as unit ${unit}`, wiring: [0, 1, 2], unitId: unit, ...config },
    ...{ definition, bus, clock: systemClock, timers: fasterTimers(speed), random: () => 0.5, pollMs: pollMs * speed },
  });
  await server.writes(unit);
  device.start();
  try {
    await until(
      () => device.health === 'online',
      () => JSON.stringify(device.fault),
    );
    await use({ device, writes: () => server.writes(unit) });
  } finally {
    await device.stop();
  }
}

function fasterTimers(speed: number): Timers {
  return {
    after: (delayMs, action) => {
      const timer = setTimeout(action, delayMs / speed);
      return () => clearTimeout(timer);
    },
  };
}
