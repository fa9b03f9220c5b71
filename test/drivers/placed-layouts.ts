import { layoutsOf, sunspecOf } from '../../drivers/definitions/layouts.ts';
import type { ModbusDefinition } from '../../drivers/definitions/schema.ts';
import { placeDefinition } from '../../drivers/device/sunspec-place.ts';
import type { SunspecModel } from '../../drivers/device/sunspec-walk.ts';

/** A product with its registers at addresses: each layout of a SunSpec product in a device that has all its models, others as they are. */
export function placedLayouts(definition: ModbusDefinition): readonly ModbusDefinition[] {
  if (sunspecOf(definition) === undefined) return [definition];
  return layoutsOf(definition).map((layout) => {
    const placed = placeDefinition(layout, chainFor(layout), 1);
    if (placed?.registers.length !== layout.registers.length) throw new Error(`${layout.id} does not fit its models`);
    return placed;
  });
}

/** A chain at 40000: the common model, the one of the layout, all others that it names. */
function chainFor(layout: ModbusDefinition): SunspecModel[] {
  const main = sunspecOf(layout)?.models[0] ?? 0;
  const ids = new Set([1, main, ...layout.registers.flatMap(({ model }) => model ?? [])]);
  let address = 40_002;
  return [...ids].map((id) => {
    const own = layout.registers.filter(({ model }) => (model ?? main) === id);
    const length = Math.max(66, ...own.map((r) => r.address + r.words - 2));
    const model = { id, address, length };
    address += 2 + length;
    return model;
  });
}
