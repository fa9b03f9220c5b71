import type { Control } from '../definitions/control-schema.ts';
import { controlWrites, failsafeWrites } from '../definitions/lint-control.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import { RegisterTable } from '../device/register-table.ts';
import type { ProtectedRange } from './write-rules.ts';

/** Which device it is, and by which unit id it hears. */
export interface Steered {
  readonly id: string;
  readonly unitId: number | undefined;
  readonly connector: number | undefined;
}

/** Set-point, switch, phases, keep-alive, init, wake, watchdog and fail-safe of a device that we steer. */
export function protectedRanges(definition: ModbusDefinition, steered: Steered): ProtectedRange[] {
  const { control, base } = definition;
  if (control === undefined) return [];
  // Where its registers stand is known only when it was asked: then all of it is ours.
  if (base !== undefined && 'sunspec' in base) return wholeUnit(steered);
  const table = new RegisterTable(definition, steered.connector);
  return [...steeringQuantities(control)].flatMap((quantity): ProtectedRange[] => {
    const register = table.register(quantity);
    if (register === undefined) return [];
    const from = table.address(register);
    const space = register.type === 'coil' ? 'coil' : 'register';
    const what = `${quantity} of ${steered.id}`;
    return [{ unitId: steered.unitId, space, from, to: from + register.words - 1, what }];
  });
}

/** Everything that a device hears: for one of which nobody knows what its registers mean. */
export function wholeUnit({ id, unitId }: Pick<Steered, 'id' | 'unitId'>): ProtectedRange[] {
  return (['coil', 'register'] as const).map((space) => ({ unitId, space, from: 0, to: 65_535, what: `all of ${id}` }));
}

function steeringQuantities(control: Control): Set<string> {
  const { watchdog, keepAlive } = control;
  const every = keepAlive?.every;
  const named = [
    ...[...controlWrites(control), ...failsafeWrites(control)].map(({ quantity }) => quantity),
    watchdog?.timeout,
    watchdog?.failsafeCurrent,
    watchdog?.failsafePower,
    every !== undefined && 'of' in every ? every.of : undefined,
    keepAlive?.kind === 'write' && typeof keepAlive.value === 'string' ? keepAlive.value : undefined,
  ];
  return new Set(named.filter((quantity) => quantity !== undefined));
}
