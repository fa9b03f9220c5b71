import assert from 'node:assert/strict';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import type { ModbusDefinition } from '../../../drivers/definitions/schema.ts';
import type { ModbusDevice } from '../../../drivers/device/capabilities.ts';
import type { DeviceConfig } from '../../../drivers/device/device-facts.ts';
import { createModbusDevice } from '../../../drivers/device/modbus-device.ts';
import { FakeTime } from './fake-time.ts';
import { firstFound } from './found-cp1.ts';
import { secondFound } from './found-cp2.ts';
import { fillImage, ImageBus } from './image-bus.ts';
import { passing } from './passing.ts';

const catalogue = loadCatalogue();

export function product(id: string): ModbusDefinition {
  const definition = catalogue.modbus(id);
  assert.ok(definition, id);
  return definition;
}

/** What products show when they are found: a car is plugged in and waits. Others show what their `detect` asks for, and zeros. */
export const found: Readonly<Record<string, Readonly<Record<string, number | string>>>> = {
  'eastron-sdm630': { frequency: 50, voltage_l1: 230, voltage_l2: 231, voltage_l3: 229 },
  'eastron-sdm72d-m-v2': { frequency: 50, voltage_l1: 230, voltage_l2: 231, voltage_l3: 229 },
  'janitza-umg604': { voltage_l1: 230, voltage_l2: 231, voltage_l3: 229 },
  'carlogavazzi-em24-rs485': { frequency: 50, voltage_l1: 230, voltage_l2: 231, voltage_l3: 229 },
  'abl-emh1': { state: 0x2eb1, firmware: 0x20 },
  'keba-p30': { product: 17, state: 5, cable_state: 7, failsafe_timeout: 30, phase_switch_source: 3 },
  'heidelberg-energy-control': { state: 4, hw_max_current: 16, watchdog_timeout: 15_000 },
  'cfos-powerbrain': { vendor_id: 0xcf05, product_id: 1, state: 1, meter_present: 1, meter_flags: 1, flags: 256 },
  'alfen-eve': { state: 'B1', phases: 3 },
  'mennekes-amtron-compact-2s': { state: 3, phase_options_hw: 2 },
  ...firstFound,
  ...secondFound,
  'phoenix-charx': { controllers: 2, meter_type: 1, state: 'B1' },
};

export interface Bench {
  readonly time: FakeTime;
  readonly bus: ImageBus;
  readonly device: ModbusDevice;
  readonly definition: ModbusDefinition;
}

/** A device on a line in memory, its registers filled; not started. */
export function bench(
  id: string | ModbusDefinition,
  options: {
    values?: Readonly<Record<string, number | string>>;
    config?: Partial<DeviceConfig>;
    pollMs?: number;
  } = {},
): Bench {
  const definition = typeof id === 'string' ? product(id) : id;
  const time = new FakeTime();
  const bus = new ImageBus(time);
  const connector = options.config?.connector ?? 1;
  const offset =
    definition.base !== undefined && 'perConnector' in definition.base
      ? definition.base.perConnector * (connector - definition.base.first)
      : 0;
  fillImage(bus, definition, { ...(found[definition.id] ?? passing(definition)), ...options.values }, offset);
  const device = createModbusDevice({
    config: { id: 'E1', wiring: [0, 1, 2], ...options.config },
    ...{ definition, bus, clock: time, timers: time, random: () => 0.5 },
    ...(options.pollMs !== undefined && { pollMs: options.pollMs }),
  });
  return { time, bus, device, definition };
}

/** The same, started and found. */
export async function online(...args: Parameters<typeof bench>): Promise<Bench> {
  const made = bench(...args);
  made.device.start();
  await made.time.settle();
  assert.equal(made.device.health, 'online', JSON.stringify(made.device.fault));
  return made;
}
