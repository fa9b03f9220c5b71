import type { Clock } from '../../firmware/domain/clock.ts';
import type { LineBudget } from '../bus/line-budget.ts';
import type { ReadBlock, WireRate } from '../bus/poll-plan.ts';
import type { Bus } from '../bus/types.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import type { DeviceConfig } from './device-facts.ts';
import { RegisterAccess } from './register-access.ts';
import { RegisterTable } from './register-table.ts';
import type { Timers } from './timers.ts';

export interface ModbusDeviceOptions {
  readonly config: DeviceConfig;
  readonly definition: ModbusDefinition;
  readonly bus: Bus;
  readonly clock: Clock;
  readonly timers?: Timers;
  /** 0..1, for the jitter of the back-off. */
  readonly random?: () => number;
  /** Time between two polls of the fast tier, 1000 when absent. */
  readonly pollMs?: number;
  /** Rate of the line; absent = the product's own serial default, or TCP. */
  readonly wire?: WireRate;
  /** Of a line that devices share; absent = it has the line for itself. */
  readonly budget?: LineBudget;
}

/** The bus with this device's unit id and the times its product wants. A read that waited two polls is no longer wanted. */
export function accessOf({ config, definition, bus, clock }: ModbusDeviceOptions, pollMs: number): RegisterAccess {
  const { timeoutMs, pauseMs, firstRequestLost } = definition.reads ?? {};
  const wake = firstRequestLost === true ? wakeRead(definition) : undefined;
  return new RegisterAccess(bus, {
    unitId: config.unitId ?? definition.defaults.unit,
    readQueueMs: 2 * pollMs,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(pauseMs !== undefined && { pauseMs }),
    ...(wake !== undefined && { wake: { block: wake, clock } }),
  });
}

/** The first register that can be read: every product has it, and the file says so. */
function wakeRead(definition: ModbusDefinition): ReadBlock | undefined {
  const [first] = new RegisterTable(definition).known();
  if (first === undefined) return undefined;
  const { functionCode, address, words } = first;
  return { functionCode, address, quantity: words, spare: 0, registers: [] };
}
