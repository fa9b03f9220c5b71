import { doubtfulWrites } from './doubtful-fields.ts';
import { sunspecOf } from './layouts.ts';
import { defaultEveryMs, type MessageDefinition, type MessageProtocol } from './message-schema.ts';
import { type Definition, isModbus, type ModbusDefinition } from './schema.ts';

/** Ways to reach a product. */
export type Transport = ModbusDefinition['transports'][number] | 'serial' | 'http' | 'mqtt' | 'contact';

/** What a site check needs to know of a product, without its registers. */
export interface DefinitionFacts {
  readonly id: string;
  readonly kind: Definition['kind'];
  readonly status: Definition['status'];
  /** So often it speaks, or is asked; `undefined` for what is read at the pace of its line. */
  readonly everyMs: number | undefined;
  readonly protocol: 'modbus' | MessageProtocol;
  readonly transports: readonly Transport[];
  readonly defaults: {
    readonly unitId: number;
    readonly port: number | undefined;
    readonly baudRate: number | undefined;
    readonly dataBits: 7 | 8 | undefined;
    readonly parity: 'none' | 'even' | 'odd' | undefined;
    readonly stopBits: 1 | 2 | undefined;
    readonly topic: string | undefined;
  };
  /** Range of the set-point; `undefined` for a meter. */
  readonly minCurrentA: number | undefined;
  readonly maxCurrentA: number | undefined;
  /** The maximum when the site names none. */
  readonly defaultMaxCurrentA: number | undefined;
  readonly canSwitchPhases: boolean;
  /** Whether it says what each phase draws. */
  readonly measuresCurrent: boolean;
  /** Whether `connector` in the site means something: a block of registers, or which of several SunSpec models. */
  readonly hasConnectors: boolean;
  /** Whether its registers stand behind a chain of SunSpec models: several such products share a unit id. */
  readonly findsModels: boolean;
  readonly maxTcpConnections: number | undefined;
  /** Fields that control writes and nobody is sure of. */
  readonly doubtful: readonly string[];
}

/** Derives the facts of a product. */
export function factsOf(definition: Definition): DefinitionFacts {
  const { id, kind, status } = definition;
  const { defaults } = definition;
  const common = {
    ...{ id, kind, status },
    defaults: {
      unitId: 0,
      port: defaults?.port,
      baudRate: defaults?.baud,
      dataBits: defaults?.dataBits,
      parity: defaults?.parity,
      stopBits: defaults?.stopBits,
      topic: undefined,
    },
  };
  return isModbus(definition) ? modbusFacts(definition, common) : messageFacts(definition, common);
}

type Common = Pick<DefinitionFacts, 'id' | 'kind' | 'status' | 'defaults'>;

function modbusFacts(definition: ModbusDefinition, common: Common): DefinitionFacts {
  const { defaults, control } = definition;
  const range = control?.setCurrent ?? control?.setPower;
  return {
    ...common,
    protocol: 'modbus',
    everyMs: undefined,
    transports: definition.transports,
    defaults: { ...common.defaults, unitId: defaults.unit },
    minCurrentA: range?.minA,
    maxCurrentA: range?.maxA,
    defaultMaxCurrentA: range?.defaultMaxA ?? range?.maxA,
    canSwitchPhases: control?.phases !== undefined,
    measuresCurrent: definition.registers.some((r) => isCurrent.test(r.quantity) && r.access !== 'w'),
    hasConnectors: definition.base !== undefined,
    findsModels: sunspecOf(definition) !== undefined,
    maxTcpConnections: definition.reads?.maxTcpConnections,
    doubtful: doubtfulWrites(definition).map(({ quantity }) => quantity),
  };
}

function messageFacts(definition: MessageDefinition, common: Common): DefinitionFacts {
  const { protocol } = definition;
  return {
    ...common,
    protocol,
    everyMs: definition.everyMs ?? defaultEveryMs,
    defaults: { ...common.defaults, topic: definition.defaults?.topic },
    transports: transportsOf(definition),
    ...{ minCurrentA: undefined, maxCurrentA: undefined, defaultMaxCurrentA: undefined },
    canSwitchPhases: false,
    measuresCurrent: definition.values.some((value: { readonly quantity: string }) => isCurrent.test(value.quantity)),
    findsModels: false,
    hasConnectors: /\{(connector|index)\}/.test(JSON.stringify(definition)),
    maxTcpConnections: undefined,
    doubtful: [],
  };
}

function transportsOf(definition: MessageDefinition): readonly Transport[] {
  if (definition.protocol === 'p1' || definition.protocol === 'sml') return definition.transports;
  return [definition.protocol === 's0' ? 'contact' : definition.protocol];
}

const isCurrent = /^current(_l1)?$/;
