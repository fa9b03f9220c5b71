import type { Control, Period } from './control-schema.ts';
import type { DefinitionProblem } from './lint-product.ts';
import type { Register } from './register-schema.ts';
import type { ModbusDefinition } from './schema.ts';

interface ControlWrite {
  readonly path: string;
  readonly quantity: string;
  readonly fc: number;
}

/** Registers that hold the fail-safe and are set to what the site counts on. */
export function failsafeWrites({ watchdog }: Control): ControlWrite[] {
  if (watchdog?.set === undefined) return [];
  const { set, failsafeCurrent, timeout } = watchdog;
  const path = 'control.watchdog.set';
  return [failsafeCurrent, set.timeoutS === undefined ? undefined : timeout].flatMap((quantity) =>
    quantity === undefined ? [] : [{ path, quantity, fc: set.fc }],
  );
}

/** Every register that a control action writes, with the place in the definition that says so. */
export function controlWrites(control: Control): ControlWrite[] {
  const { setCurrent, setPower, enable, phases, keepAlive, init = [], wake = [] } = control;
  const out: ControlWrite[] = [];
  for (const quantity of [setCurrent?.quantity ?? []].flat())
    out.push({ path: 'control.setCurrent', quantity, fc: setCurrent?.fc ?? 6 });
  if (setPower !== undefined) out.push({ path: 'control.setPower', ...setPower });
  if (enable !== undefined) out.push({ path: 'control.enable', ...enable });
  if (phases !== undefined) out.push({ path: 'control.phases', ...phases });
  if (keepAlive?.kind === 'write') out.push({ path: 'control.keepAlive', ...keepAlive });
  (enable?.before ?? []).forEach((step, k) => {
    out.push({ path: `control.enable.before.${k}`, ...step });
  });
  init.forEach((step, k) => {
    out.push({ path: `control.init.${k}`, ...step });
  });
  wake.forEach((step, k) => {
    out.push({ path: `control.wake.${k}`, ...step });
  });
  return out;
}

/** Checks that control names registers that exist, can be written by that function, and wear nothing where it must not. */
export function lintControl(definition: ModbusDefinition): DefinitionProblem[] {
  const { control } = definition;
  if (control === undefined) return [];
  const registers = new Map(definition.registers.map((r) => [r.quantity, r]));
  return [
    ...controlWrites(control).flatMap((write) => [
      ...writeProblems(write, registers.get(write.quantity)),
      ...wearProblems(write, control),
    ]),
    ...failsafeWrites(control).flatMap((write) => writeProblems(write, registers.get(write.quantity))),
    ...failsafeProblems(definition, control),
    ...shapeProblems(control),
    ...readProblems(control, registers),
  ];
}

function writeProblems(write: ControlWrite, register: Register | undefined): DefinitionProblem[] {
  const at = (message: string) => [{ path: write.path, message: `${write.quantity}: ${message}` }];
  if (register === undefined) return at('no such register');
  if (register.access === 'r') return at('can only be read');
  if ((register.type === 'coil') !== (write.fc === 5 || write.fc === 15))
    return at(`function ${write.fc} does not write a ${register.type}`);
  if (register.words > 1 && write.fc === 6) return at('function 6 writes one register only');
  return [];
}

function wearProblems({ path, quantity }: ControlWrite, control: Control): DefinitionProblem[] {
  if (!control.volatileOnly || control.volatile === 'all' || control.volatile.includes(quantity)) return [];
  const message = `${quantity}: a write wears out the memory of the device and "volatileOnly" forbids it`;
  return [{ path, message }];
}

/** What is set for good has to be understood for certain, and has to be read before it is written. */
function failsafeProblems({ unverified }: ModbusDefinition, control: Control): DefinitionProblem[] {
  const at = (message: string) => ({ path: 'control.watchdog.set', message });
  const { watchdog } = control;
  if (watchdog?.set === undefined) return [];
  const out: DefinitionProblem[] = [];
  if (watchdog.failsafeCurrent === undefined) out.push(at('there is no "failsafeCurrent" to set'));
  if (watchdog.set.timeoutS !== undefined && watchdog.timeout === undefined)
    out.push(at('there is no "timeout" to set'));
  const doubted = unverified
    .filter(({ aspect }) => aspect === 'type' || aspect === 'unit')
    .flatMap(({ quantities = [] }) => quantities);
  for (const { quantity } of failsafeWrites(control))
    if (doubted.includes(quantity)) out.push(at(`${quantity}: its type or unit is not verified`));
  return out;
}

function shapeProblems(control: Control): DefinitionProblem[] {
  const { setCurrent, setPower, enable, disabled, keepAlive, volatile } = control;
  const out: DefinitionProblem[] = [];
  const written = [setCurrent?.quantity ?? setPower?.quantity ?? []].flat();
  if (keepAlive?.kind === 'rewriteSetpoint' && volatile !== 'all' && !written.every((q) => volatile.includes(q)))
    out.push({ path: 'control.keepAlive', message: 'writes a set-point over and over that is not in "volatile"' });
  if ((setCurrent === undefined) === (setPower === undefined))
    out.push({ path: 'control', message: 'exactly one of setCurrent and setPower' });
  if (disabled.by !== 'setpoint' && enable === undefined)
    out.push({ path: 'control.disabled', message: 'there is no "enable" to say it with' });
  const range = setCurrent ?? setPower;
  if (range !== undefined && range.minA > range.maxA) out.push({ path: 'control', message: 'minA is more than maxA' });
  if (range?.defaultMaxA !== undefined && (range.defaultMaxA > range.maxA || range.defaultMaxA < range.minA))
    out.push({ path: 'control', message: 'defaultMaxA is not between minA and maxA' });
  if (enable !== undefined && enable.on === enable.off)
    out.push({ path: 'control.enable', message: 'on and off are the same value' });
  return out;
}

function readProblems(control: Control, registers: ReadonlyMap<string, Register>): DefinitionProblem[] {
  const out: DefinitionProblem[] = [];
  const mustRead = (path: string, quantity: string | undefined) => {
    const access = quantity === undefined ? 'r' : registers.get(quantity)?.access;
    if (access === undefined || access === 'w')
      out.push({ path, message: `"${quantity}" is not a register that can be read` });
  };
  const mustReadPeriod = (path: string, period: Period | undefined) => {
    if (period !== undefined && 'of' in period) mustRead(path, period.of);
  };
  const { keepAlive, watchdog, setCurrent, setPower, phases } = control;
  mustReadPeriod('control.keepAlive.every', keepAlive?.every);
  if (keepAlive?.kind === 'write') {
    if (typeof keepAlive.value === 'string') mustRead('control.keepAlive.value', keepAlive.value);
    mustRead('control.keepAlive.onlyIf', keepAlive.onlyIf?.quantity);
  }
  mustRead('control.phases.onlyIf', phases?.onlyIf?.quantity);
  mustRead('control.watchdog.timeout', watchdog?.timeout);
  mustRead('control.watchdog.failsafeCurrent', watchdog?.failsafeCurrent);
  mustRead('control.watchdog.failsafePower', watchdog?.failsafePower);
  if (control.readBack)
    for (const quantity of [setCurrent?.quantity ?? setPower?.quantity ?? []].flat())
      mustRead('control.readBack', quantity);
  return out;
}
