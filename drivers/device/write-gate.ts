import type { DeviceFault } from '../../firmware/domain/device.ts';
import type { Control } from '../definitions/control-schema.ts';
import { blockedWrites, type DoubtfulField } from '../definitions/doubtful-fields.ts';
import { failsafeWrites } from '../definitions/lint-control.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';

/** The control actions of a device, each with the fields it writes. */
type Action = 'setpoint' | 'keepAlive' | 'phases' | 'wake' | 'failsafe';

const doings: Record<Action, string> = {
  setpoint: 'is not told what it may charge with',
  keepAlive: 'gets no sign of life and will fall back to its own fail-safe',
  phases: 'is not told to switch phases',
  wake: 'wakes no car',
  failsafe: 'keeps the fail-safe current it has',
};

/** Refuses control actions that would write a field nobody is sure of (docs/decisions/042). */
export class WriteGate {
  readonly #id: string;
  readonly #definition: ModbusDefinition;
  readonly #blocked: ReadonlyMap<string, DoubtfulField>;

  constructor(id: string, definition: ModbusDefinition, confirmed: readonly string[] | undefined) {
    this.#id = id;
    this.#definition = definition;
    this.#blocked = blockedWrites(definition, confirmed);
  }

  /** Why this action is refused; undefined when it may be done. */
  refusal(action: Action): DeviceFault | undefined {
    const { control } = this.#definition;
    const field = control && fieldsOf(control)[action].flatMap((quantity) => this.#blocked.get(quantity) ?? [])[0];
    return field && this.#fault(action, field);
  }

  /** What it does not do that it is there for; a phase switch or a wake is refused when it is asked for. */
  get fault(): DeviceFault | undefined {
    return this.refusal('setpoint') ?? this.refusal('keepAlive') ?? this.refusal('failsafe');
  }

  #fault(action: Action, { quantity, aspect, what }: DoubtfulField): DeviceFault {
    const place = `site key "confirmed": ["${quantity}"]`;
    return {
      code: 'fieldUnconfirmed',
      message: `${this.#id} ${doings[action]}: the ${aspect} of "${quantity}" of ${this.#definition.id} is not certain (${what}). Check it at the device or in its manual, then confirm it (${place} of the device)`,
    };
  }
}

function fieldsOf(control: Control): Record<Action, readonly string[]> {
  const { setCurrent, setPower, enable, init = [], keepAlive, phases, wake = [] } = control;
  const ofSteps = (steps: readonly { readonly quantity: string }[]) => steps.map(({ quantity }) => quantity);
  const setpoint = [
    ...[setCurrent?.quantity ?? setPower?.quantity ?? []].flat(),
    ...(enable === undefined ? [] : [enable.quantity, ...ofSteps(enable.before ?? [])]),
    ...ofSteps(init),
  ];
  return {
    setpoint,
    keepAlive: keepAlive?.kind === 'write' ? [keepAlive.quantity] : [],
    phases: phases === undefined ? [] : [phases.quantity],
    wake: ofSteps(wake),
    failsafe: ofSteps(failsafeWrites(control)),
  };
}
