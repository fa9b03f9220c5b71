import { z } from 'zod';
import { deviceId, watts } from './primitives.ts';

/** Controllable units of a circuit under §14a EnWG. */
export const para14a = z.strictObject({
  mode: z.enum(['ems', 'direct']),
  units: z
    .array(
      z.union([
        z.strictObject({ device: deviceId }),
        z.strictObject({
          kind: z.enum(['chargePoint', 'heatPump', 'airConditioner', 'storage']),
          powerW: watts.gt(
            4200,
            'a unit of 4.2 kW or less is not under §14a; leave it out, or enter a group as one unit',
          ),
        }),
      ]),
    )
    .min(1, 'name at least one controllable unit')
    .max(1000),
  /** Which heat pumps and air conditioners count into the sum of their class. */
  sumP: z.enum(['all', 'over11kW']).default('all'),
});
