import { alfenEve } from './alfen-eve.ts';
import { cfosPowerbrain } from './cfos-powerbrain.ts';
import { heidelbergEnergyControl } from './heidelberg-energy-control.ts';
import { kebaP30 } from './keba-p30.ts';
import { mennekesAmtronCompact2s } from './mennekes-amtron-compact-2s.ts';
import { phoenixCharx } from './phoenix-charx.ts';
import type { ChargePointProduct } from './product.ts';

/** Every charge point the site can play, by the id of its definition. */
export const chargePointProducts: ReadonlyMap<string, ChargePointProduct> = new Map(
  [alfenEve, cfosPowerbrain, heidelbergEnergyControl, kebaP30, mennekesAmtronCompact2s, phoenixCharx].map((product) => [
    product.id,
    product,
  ]),
);
