import type { DeviceFault } from '../../firmware/domain/device.ts';
import type { Step } from '../definitions/control-schema.ts';
import type { PhaseSwitcher, Waker } from './capabilities.ts';
import { describe, holds, type LastValue } from './condition.ts';
import { faultOf, type RegisterAccess } from './register-access.ts';
import type { RegisterTable } from './register-table.ts';
import type { Timers } from './timers.ts';
import type { WriteGate } from './write-gate.ts';

export interface StepFacts {
  readonly id: string;
  readonly table: RegisterTable;
  readonly access: RegisterAccess;
  readonly timers: Timers;
  readonly lastValue: LastValue;
  readonly isUp: () => boolean;
  readonly gate: WriteGate;
}

/** The phase switch of a product that has one. */
export function phaseSwitcher(facts: StepFacts): PhaseSwitcher | undefined {
  const phases = facts.table.definition.control?.phases;
  if (phases === undefined) return undefined;
  return {
    switchPhases: async (count) => {
      const refusal = facts.gate.refusal('phases');
      if (refusal !== undefined) return refusal;
      if (phases.onlyIf !== undefined && !holds(phases.onlyIf, facts.lastValue))
        return {
          code: 'phaseSwitchOff',
          message: `${facts.id} does not switch phases: ${describe(phases.onlyIf, facts.lastValue)}`,
        };
      const value = count === 1 ? phases.one : phases.three;
      return runSteps(facts, [{ quantity: phases.quantity, fc: phases.fc, value }], `switch to ${count} phase(s)`);
    },
  };
}

/** How a product wakes a car, where it can. */
export function waker(facts: StepFacts): Waker | undefined {
  const steps = facts.table.definition.control?.wake;
  if (steps === undefined) return undefined;
  return { wake: async () => facts.gate.refusal('wake') ?? runSteps(facts, steps, 'wake the car') };
}

/** Writes one step after the other with their gaps; the first failure ends it. */
async function runSteps(facts: StepFacts, steps: readonly Step[], what: string): Promise<DeviceFault | undefined> {
  const { id, table, access, timers, isUp } = facts;
  try {
    for (const { quantity, fc, value, thenMs = 0 } of steps) {
      if (!isUp()) return { code: 'offline', message: `${id} does not answer: it did not ${what}` };
      await access.write(table.write(quantity, fc, value), 'write');
      if (thenMs > 0) await new Promise<void>((resolve) => timers.after(thenMs, resolve));
    }
    return undefined;
  } catch (error) {
    return faultOf('write', `${id} did not ${what}`, error);
  }
}
