import type { ChargeState } from '../../firmware/domain/device.ts';
import type { StateMapping } from '../definitions/product-schema.ts';
import { holds, type LastValue } from './condition.ts';

const letters = ['A', 'B', 'C', 'D', 'E', 'F'] as const satisfies readonly ChargeState[];

/** IEC 61851-1 state from what the product says. `undefined` when it says nothing we know: never a guess. */
export function chargeState(mapping: StateMapping, lastValue: LastValue): ChargeState | undefined {
  if ('cases' in mapping) {
    const known = mapping.cases.some((c) => c.when.every((w) => lastValue(w.quantity) !== undefined));
    const hit = mapping.cases.find((c) => c.when.every((w) => holds(w, lastValue)));
    return hit?.is ?? (known ? mapping.otherwise : undefined);
  }
  const value = lastValue(mapping.quantity);
  if (value === undefined) return undefined;
  if ('map' in mapping) return mapping.map[String(value)] ?? mapping.otherwise;
  const letter = letters.find((l) => l === String(value).charAt(0).toUpperCase());
  return letter === undefined ? undefined : (mapping.letters?.[letter] ?? letter);
}
