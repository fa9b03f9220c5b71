import type { DefinitionProblem } from '../definitions/lint-product.ts';
import { type Definition, isModbus } from '../definitions/schema.ts';
import { tiersOf } from '../device/tiers.ts';

const perPhase = ['current', 'voltage', 'power', 'energy_import', 'energy_export', 'energy_total'];

/** The quantities that the interpreter knows by name (docs/devices.md); others are read only where the definition names them. */
export const knownQuantities: readonly string[] = [
  ...perPhase.flatMap((name) => [name, `${name}_l1`, `${name}_l2`, `${name}_l3`]),
  ...['power_import', 'power_export', 'soc'],
  ...Array.from({ length: 32 }, (_, k) => `input${k + 1}`),
];

/** The quantities of a product that the program reads. What stands in none of its lists is kept on file only. */
export function readQuantities(definition: Definition): readonly string[] {
  if (!isModbus(definition)) return definition.values.map(({ quantity }) => quantity);
  const { fast, medium, slow } = tiersOf(definition);
  return [...new Set([...fast, ...medium, ...slow])];
}

/** Quantities that are one slip of the keys away from one that the interpreter knows, so that their values would be lost. */
export function nameSlips(definition: Definition): DefinitionProblem[] {
  const list = isModbus(definition) ? 'registers' : 'values';
  const parts = isModbus(definition) ? definition.registers : definition.values;
  return parts.flatMap(({ quantity }, k) => {
    // A counter of a tariff is a name of its own.
    if (knownQuantities.includes(quantity) || /_t\d$/.test(quantity)) return [];
    const meant = knownQuantities.find((name) => isOneSlip(quantity, name));
    return meant === undefined
      ? []
      : [{ path: `${list}.${k}.quantity`, message: `"${quantity}" is nothing that is known; "${meant}" is` }];
  });
}

/** Whether one letter more, less or other, or two that changed places, make `b` of `a`. */
export function isOneSlip(a: string, b: string): boolean {
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same += 1;
  const [restA, restB] = [a.slice(same), b.slice(same)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA.slice(2) === restB.slice(2) && restA[0] === restB[1] && restA[1] === restB[0])
  );
}
