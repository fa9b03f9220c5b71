import type { Circuit } from '../../domain/site/schema.ts';
import { type ControllableUnit, minimumPowerW } from './minimum-power.ts';

/** The §14a minimum power of what hangs on a circuit, W; undefined where the site does not say what that is. */
export function circuitMinimumW({ para14a }: Pick<Circuit, 'para14a'>): number | undefined {
  if (para14a === undefined) return undefined;
  const units = para14a.units.map((unit): ControllableUnit => ('device' in unit ? { kind: 'chargePoint' } : unit));
  return minimumPowerW(units, para14a.mode, para14a.sumP);
}
