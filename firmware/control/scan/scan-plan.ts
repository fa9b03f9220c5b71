import type { Catalogue } from '../../../drivers/definitions/catalogue.ts';
import { isModbus } from '../../../drivers/definitions/schema.ts';
import type { SerialSetting } from '../../domain/scan.ts';

const usualUnitIds = Array.from({ length: 16 }, (_, k) => k + 1);

/** How serial products are set when they are delivered, the commonest first. */
export function usualSettings(catalogue: Catalogue, framing: 'rtu' | 'ascii'): readonly SerialSetting[] {
  const counts = new Map<string, { readonly setting: SerialSetting; count: number }>();
  for (const id of catalogue.ids()) {
    const definition = catalogue.get(id);
    if (definition === undefined || !isModbus(definition) || !definition.transports.includes(framing)) continue;
    const { baud, parity = 'none', stopBits = 1 } = definition.defaults;
    if (baud === undefined) continue;
    const setting = { baudRate: baud, parity, stopBits };
    const known = counts.get(JSON.stringify(setting));
    if (known === undefined) counts.set(JSON.stringify(setting), { setting, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].sort((a, b) => b.count - a.count).map(({ setting }) => setting);
}

/** Unit ids to ask: those that were asked for, else the low ones and the ones that products are delivered with. */
export function unitIdsFor(
  catalogue: Catalogue,
  way: 'serial' | 'tcp',
  asked: { readonly from: number; readonly to: number } | undefined,
): readonly number[] {
  if (asked !== undefined) return Array.from({ length: asked.to - asked.from + 1 }, (_, k) => asked.from + k);
  const defaults = catalogue.ids().flatMap((id) => {
    const definition = catalogue.get(id);
    if (definition === undefined || !isModbus(definition)) return [];
    const isTcp = definition.transports.includes('tcp') || definition.transports.includes('tcp_gateway');
    return isTcp === (way === 'tcp') || way === 'serial' ? [definition.defaults.unit] : [];
  });
  const low = way === 'serial' ? usualUnitIds : [1];
  return [...new Set([...low, ...defaults])].sort((a, b) => a - b);
}
