import { layoutsOf, sunspecOf } from '../definitions/layouts.ts';
import type { Register } from '../definitions/register-schema.ts';
import type { ModbusDefinition } from '../definitions/schema.ts';
import type { SunspecModel } from './sunspec-walk.ts';

/** Identity of what follows it. */
const commonModel = 1;

/**
 * A definition at the addresses of one device: the layout whose models are there, the `index`-th of them (from 1), every
 * register at its address. What the device does not have, or what ends behind the end of its model, is left out. `undefined`
 * where none of the models is there so often.
 */
export function placeDefinition(
  definition: ModbusDefinition,
  models: readonly SunspecModel[],
  index: number,
): ModbusDefinition | undefined {
  for (const layout of layoutsOf(definition)) {
    const wanted = sunspecOf(layout)?.models ?? [];
    const at = models.flatMap((model, k) => (wanted.includes(model.id) ? [k] : []))[index - 1];
    if (at === undefined) continue;
    const registers = layout.registers.flatMap((register) => {
      const model = modelOf(register, models, at, wanted);
      return model === undefined || register.address + register.words > model.length + 2
        ? []
        : [placed(register, model)];
    });
    return { ...layout, registers };
  }
  return undefined;
}

/** A definition before its place is known: nothing can be read. */
export const unplaced = (definition: ModbusDefinition): ModbusDefinition => ({ ...definition, registers: [] });

/** The common model stands before the models of one product, all others behind its main one, before the next product's. */
function modelOf(
  { model }: Register,
  models: readonly SunspecModel[],
  at: number,
  main: readonly number[],
): SunspecModel | undefined {
  if (model === undefined) return models[at];
  if (model === commonModel) return models.slice(0, at).findLast(({ id }) => id === commonModel);
  const behind = models.slice(at + 1);
  const next = behind.findIndex(({ id }) => main.includes(id));
  return (next < 0 ? behind : behind.slice(0, next)).find(({ id }) => id === model);
}

function placed(register: Register, { address }: SunspecModel): Register {
  const { relative: _, model: __, ...rest } = register;
  return { ...rest, address: address + register.address };
}
