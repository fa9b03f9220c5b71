import type { ModbusDefinition } from './schema.ts';

/** Where the chain of SunSpec models begins, and which models a layout is for; undefined for products without a chain. */
export const sunspecOf = (definition: Pick<ModbusDefinition, 'base'>) =>
  definition.base !== undefined && 'sunspec' in definition.base ? definition.base.sunspec : undefined;

/**
 * The layouts that a product may have, the preferred one first, each as a definition of its own without alternatives. Most
 * products have one; a SunSpec product has one for each set of models that hold the same values in another way (with scale
 * registers, as floats).
 */
export function layoutsOf(definition: ModbusDefinition): readonly ModbusDefinition[] {
  const { alternatives, ...first } = definition;
  const sunspec = sunspecOf(first);
  if (sunspec === undefined) return [first];
  return [
    first,
    ...(alternatives ?? []).map(({ models, registers, detect }) => {
      const { detect: _, ...common } = first;
      const base = { sunspec: { ...sunspec, models } };
      return { ...common, base, registers, ...(detect !== undefined && { detect }) };
    }),
  ];
}
