import type { Definition } from './schema.ts';

/** What a site check needs to know of a product, without its registers. */
export interface DefinitionFacts {
  readonly id: string;
  readonly kind: Definition['kind'];
  readonly status: Definition['status'];
  readonly transports: Definition['transports'];
  readonly defaults: {
    readonly unitId: number;
    readonly port: number | undefined;
    readonly baudRate: number | undefined;
    readonly dataBits: 7 | 8 | undefined;
    readonly parity: 'none' | 'even' | 'odd' | undefined;
    readonly stopBits: 1 | 2 | undefined;
  };
  /** Range of the set-point; `undefined` for a meter. */
  readonly minCurrentA: number | undefined;
  readonly maxCurrentA: number | undefined;
  /** The maximum when the site names none. */
  readonly defaultMaxCurrentA: number | undefined;
  readonly canSwitchPhases: boolean;
  /** Whether it says what each phase draws. */
  readonly measuresCurrent: boolean;
  /** Whether it tells the connector apart by register address, so that `connector` in the site means something. */
  readonly hasConnectors: boolean;
  readonly maxTcpConnections: number | undefined;
}

/** Derives the facts of a product. */
export function factsOf(definition: Definition): DefinitionFacts {
  const { defaults, control } = definition;
  const range = control?.setCurrent ?? control?.setPower;
  return {
    id: definition.id,
    kind: definition.kind,
    status: definition.status,
    transports: definition.transports,
    defaults: {
      unitId: defaults.unit,
      port: defaults.port,
      baudRate: defaults.baud,
      dataBits: defaults.dataBits,
      parity: defaults.parity,
      stopBits: defaults.stopBits,
    },
    minCurrentA: range?.minA,
    maxCurrentA: range?.maxA,
    defaultMaxCurrentA: range?.defaultMaxA ?? range?.maxA,
    canSwitchPhases: control?.phases !== undefined,
    measuresCurrent: definition.registers.some((r) => /^current(_l1)?$/.test(r.quantity) && r.access !== 'w'),
    hasConnectors: definition.base !== undefined && 'perConnector' in definition.base,
    maxTcpConnections: definition.reads?.maxTcpConnections,
  };
}
