import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import { isEvse, numberOf } from './dev-id.ts';
import { addressOf } from './dev-info/common.ts';
import { configType } from './dev-info/dev-type.ts';
import { pauseS } from './dev-info/evse.ts';
import { milli, wiringBits } from './dev-info/facts.ts';
import { roleNumber } from './dev-info/words.ts';
import { ruleShape } from './rule-shape.ts';

/** The configuration of a device as one object of `get_devices`. Of secrets, cards and users nothing is told. */
export type OriginalConfig = Readonly<Record<string, unknown>>;

export function deviceConfig(site: Site, device: DeviceConfig): OriginalConfig {
  const ours = { ...commonConfig(device), ...(isEvse(device) ? evseConfig(site, device) : meterConfig(device)) };
  // Keys that were kept for its clients: none that we understand is among them.
  return { ...ours, ...device.originalKeys };
}

const commonConfig = (device: DeviceConfig): OriginalConfig => ({
  dev_type: configType(device),
  dev_id: device.id,
  device_enabled: device.enabled ? 1 : 0,
  name: device.name,
  desc: device.name,
  number: numberOf(device.id),
  address: addressOf(device),
  id: device.unitId ?? numberOf(device.id),
  is_evse: isEvse(device),
  /** Ours: the product that it is. */
  definition: device.definition,
  label: '',
  user: '',
  password: '',
  used_phases: wiringBits(device),
  phase_rotation: rotationOf(device),
});

const evseConfig = (site: Site, device: DeviceConfig): OriginalConfig => ({
  min_charging_cur: milli(device.minCurrentA),
  max_charging_cur: maxCurrentOf(device),
  prio: device.priority,
  first_come: device.firstComeFirstServed === true,
  failsafe_cur: milli(device.failsafeCurrentA),
  charging_cur_offs: milli(device.offsetA),
  pause_min_time: Math.round(pauseS(site)),
  battery_save_threshold: milli(device.saveBatteryA),
  enable_snooze: device.letCarSleep === true,
  enable_wakeup: device.wakeCar !== false,
  keep_activated: device.keepActivated === true,
  allow_ph_sw: device.phaseSwitch === 'auto',
  attach: site.devices.find(({ chargePoint }) => chargePoint === device.id)?.id ?? '',
  fixed_rfid: '',
  users: [],
  crule_set: { selected_id: '', rule_set: { '': device.rules.map(ruleShape) } },
});

/** mA, or the formula that set_device gave; 0 = what the product says. */
function maxCurrentOf({ limits, maxCurrentA }: DeviceConfig): number | string {
  const formula = limits.find(({ id }) => id === 'max_charging_cur')?.value;
  return typeof formula === 'string' ? formula : milli(maxCurrentA);
}

const meterConfig = (device: DeviceConfig): OriginalConfig => ({
  role: device.chargePoint === undefined ? roleNumber[device.role] : roleNumber.chargePoint,
  is_va: false,
  invert: device.factor < 0,
  factor: Math.abs(device.factor),
});

/** 0, 120 or 240: how far its phases are turned against those of the building. */
function rotationOf({ wiring }: DeviceConfig): number {
  const [first = 0, second] = wiring;
  const turned = second === undefined || second === (first + 1) % 3;
  return turned && wiring.length === 3 ? first * 120 : 0;
}

/** `get_devices`: a bare list. */
export const devicesAnswer = (site: Site | undefined): readonly OriginalConfig[] =>
  (site?.devices ?? []).map((device) => deviceConfig(site as Site, device));
