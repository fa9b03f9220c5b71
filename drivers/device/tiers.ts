import { sunspecOf } from '../definitions/layouts.ts';
import { stateQuantities } from '../definitions/lint-product.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';

/** Which values are read how often: field/modbus.md §8. */
export interface Tiers {
  /** Every poll: what the loop steers by. */
  readonly fast: readonly string[];
  /** Every few seconds: what people look at. */
  readonly medium: readonly string[];
  /** After each connect: what does not change, and what the fail-safe of the device is. */
  readonly slow: readonly string[];
}

const steering = /^(current(_l[123])?|power_l[123])$/;
const meterSteering = /^(voltage(_l[123])?|power(_import|_export)?|input\d{1,2})$/;
const looking = /^(voltage(_l[123])?|power(_import|_export)?|energy_(import|export|total)|soc|input\d{1,2})$/;

/** Sorts the registers of a product into tiers; what stands in none is not read. */
export function tiersOf(definition: ModbusDefinition): Tiers {
  const readable = definition.registers.filter((r) => r.access !== 'w').map((r) => r.quantity);
  const steers = steersBy(definition, readable);
  // Where the parts are read, their sum is not (but for SunSpec, where one layout serves products of one phase and of three);
  // a total counter serves only where there is none for import.
  const needless = new Set([
    ...(hasPhasePowers(readable) && sunspecOf(definition) === undefined ? ['power'] : []),
    ...(readable.includes('energy_import') ? ['energy_total'] : []),
  ]);
  const looksAt = new Set([
    ...(definition.onlyWhen ?? []).map((rule) => rule.when.quantity),
    // Somebody at the box may switch phases too.
    ...(definition.control?.phases === undefined ? [] : [definition.control.phases.quantity]),
  ]);
  const connects = connectQuantities(definition);
  const fast = readable.filter((q) => steers.has(q) && !needless.has(q));
  const medium = readable.filter((q) => !steers.has(q) && !needless.has(q) && (looksAt.has(q) || looking.test(q)));
  const slow = readable.filter((q) => connects.has(q) || looksAt.has(q));
  return { fast, medium, slow };
}

const hasPhasePowers = (readable: readonly string[]): boolean =>
  ['power_l1', 'power_l2', 'power_l3'].every((quantity) => readable.includes(quantity));

function steersBy(definition: ModbusDefinition, readable: readonly string[]): Set<string> {
  const steers = new Set([...readable.filter((q) => steering.test(q)), ...stateQuantities(definition)]);
  if (definition.kind !== 'chargePoint') for (const q of readable) if (meterSteering.test(q)) steers.add(q);
  if (definition.kind === 'battery' && readable.includes('soc')) steers.add('soc');
  for (const quantity of setpointQuantities(definition)) steers.add(quantity);
  return steers;
}

/** The registers that say which set-point the device holds; empty where it cannot be read back. */
export function setpointQuantities(definition: ModbusDefinition): readonly string[] {
  const { control } = definition;
  if (control === undefined || !control.readBack) return [];
  const switchQuantity = control.disabled.by === 'setpoint' ? undefined : control.enable?.quantity;
  return [control.setCurrent?.quantity ?? control.setPower?.quantity ?? [], switchQuantity ?? []].flat();
}

function connectQuantities(definition: ModbusDefinition): Set<string> {
  const { control, detect = [] } = definition;
  const out = new Set(detect.map((condition) => condition.quantity));
  if (control === undefined) return out;
  const { keepAlive, watchdog, phases, init = [] } = control;
  const every = keepAlive?.every;
  for (const quantity of [
    every !== undefined && 'of' in every ? every.of : undefined,
    keepAlive?.kind === 'write' && typeof keepAlive.value === 'string' ? keepAlive.value : undefined,
    keepAlive?.kind === 'write' ? keepAlive.onlyIf?.quantity : undefined,
    watchdog?.timeout,
    watchdog?.failsafeCurrent,
    phases?.onlyIf?.quantity,
    ...init.map((step) => step.quantity),
  ])
    if (quantity !== undefined) out.add(quantity);
  return out;
}
