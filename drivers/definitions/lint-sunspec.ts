import { sunspecOf } from './layouts.ts';
import type { DefinitionProblem } from './lint-product.ts';
import type { ModbusDefinition } from './schema.ts';

/** Most registers of one read. */
const mostWords = 125;

/** Checks what only products with a chain of SunSpec models may say, and that each value can be read together with its scale. */
export function lintSunspec(definition: ModbusDefinition): DefinitionProblem[] {
  if (sunspecOf(definition) === undefined) return withoutChain(definition);
  const out: DefinitionProblem[] = [];
  if (definition.control !== undefined) out.push({ path: 'control', message: 'a SunSpec product is only read' });
  definition.registers.forEach((register, k) => {
    const at = (part: string, message: string) => out.push({ path: `registers.${k}.${part}`, message });
    if (register.relative !== true) at('relative', 'in SunSpec every address counts from a model');
    const scale = definition.registers.find((other) => other.quantity === register.scale);
    if (scale === undefined) return;
    if (scale.model !== register.model) at('scale', `${scale.quantity} stands in another model`);
    const reach = scale.address + scale.words - register.address;
    if (scale.fc !== register.fc || reach < 1 || reach > mostWords)
      at('scale', `${scale.quantity} does not stand within ${mostWords} registers behind it`);
  });
  return out;
}

function withoutChain({ alternatives, registers, frames }: ModbusDefinition): DefinitionProblem[] {
  const message = 'is for products with "base": {"sunspec": …}';
  return [
    ...(alternatives === undefined ? [] : [{ path: 'alternatives', message }]),
    ...registers.flatMap((r, k) => (r.model === undefined ? [] : [{ path: `registers.${k}.model`, message }])),
    ...frames.flatMap((f, k) => (f.models === undefined ? [] : [{ path: `frames.${k}.models`, message }])),
  ];
}
