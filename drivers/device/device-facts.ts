import type { DeviceFacts } from '../../firmware/domain/device.ts';
import type { Wiring } from '../../firmware/domain/phases.ts';
import { factsOf } from '../definitions/facts.ts';
import { type Definition, isModbus, type ModbusDefinition } from '../definitions/schema.ts';

/** One device of the site document, as far as its driver needs it. */
export interface DeviceConfig {
  readonly id: string;
  /** Absent = the definition's default. */
  readonly unitId?: number;
  /** Connector of a station that has several, or which of several equal SunSpec models; 1 when absent. */
  readonly connector?: number;
  /** Where the chain of SunSpec models begins; absent = it is looked for. */
  readonly startRegister?: number;
  readonly wiring: Wiring;
  readonly minCurrentA?: number;
  readonly maxCurrentA?: number;
  readonly failsafeCurrentA?: number;
  /** Ratio of a current transformer that the meter does not know of; 1 when absent. */
  readonly factor?: number;
  /** Doubtful fields of the product that a person has checked. */
  readonly confirmed?: readonly string[];
}

/** So long a box is given for its contactor and the pilot after a switch, where its definition says nothing. */
const defaultPhaseDeadTimeMs = 10_000;

/** The narrower of what the product takes and what the site allows. */
export function deviceFacts(config: DeviceConfig, definition: Definition): DeviceFacts {
  const facts = factsOf(definition);
  const control = isModbus(definition) ? definition.control : undefined;
  const minA = Math.max(facts.minCurrentA ?? 0, config.minCurrentA ?? 0);
  const maxA = Math.min(facts.maxCurrentA ?? 0, config.maxCurrentA ?? facts.defaultMaxCurrentA ?? 0);
  return {
    id: config.id,
    kind: definition.kind === 'chargePoint' ? 'chargePoint' : 'meter',
    wiring: config.wiring,
    // Of watts rounded up: so many steps never come out as one less.
    stepMa: Math.max(1, Math.ceil(stepA(control) * 1000 - 1e-6)),
    minMa: Math.round(minA * 1000),
    maxMa: Math.round(maxA * 1000),
    readsBack: control?.readBack ?? false,
    measuresCurrent: facts.measuresCurrent,
    ...(control?.phases !== undefined && {
      switchesPhases: true,
      phaseDeadTimeMs: control.phases.deadTimeMs ?? defaultPhaseDeadTimeMs,
    }),
    ...(control?.wake !== undefined && { wakesCars: true }),
  };
}

function stepA(control: ModbusDefinition['control']): number {
  const { setCurrent, setPower } = control ?? {};
  if (setPower !== undefined) return setPower.stepW / setPower.voltageV;
  return setCurrent?.stepA ?? 1;
}
