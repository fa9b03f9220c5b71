import { z } from 'zod';
import { roles } from '../rights.ts';
import { deviceId, formula, id, label, watts } from './primitives.ts';
import { rule } from './rules.ts';

/** Users, tags, tariffs, batteries and the like: whole shapes, behaviour by later issues (contracts §4). */

const isoTime = z.iso.datetime({ offset: true });

export const user = z.strictObject({
  id,
  name: label,
  role: z.enum(roles).default('user'),
  chargePoints: z.array(deviceId).max(1000).default([]),
  priority: z.number().int().min(0).max(100).optional(),
  budget: z
    .strictObject({
      unit: z.enum(['kWh', 'min']),
      amount: z.number().min(0).max(1e6),
      period: z.enum(['day', 'week', 'month', 'year', 'session']),
    })
    .optional(),
  rules: z.array(rule).max(100).default([]),
});

export const tag = z.strictObject({
  id,
  uid: z.string().min(1).max(64),
  name: label.optional(),
  user: id.optional(),
  functions: z.array(z.string().max(32)).max(16).default([]),
  validUntil: isoTime.optional(),
  uses: z.number().int().min(0).max(1e6).optional(),
});

/** The rest of a tariff depends on its kind and comes with the tariffs themselves. */
export const tariff = z.looseObject({ id, kind: z.enum(['variable', 'table', 'dayAhead']) });

export const battery = z.strictObject({
  device: deviceId,
  minW: watts,
  maxW: watts,
  chargeRules: z.array(rule).max(100).default([]),
  dischargeRules: z.array(rule).max(100).default([]),
});

export const output = z.looseObject({ id });
export const meteringPoint = z.looseObject({ id });
export const ruleSets = z.record(id, z.array(rule).max(100));

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

export const variable = z.strictObject({
  name: z.string().min(1).max(64),
  value: z.number().optional(),
  expr: formula.optional(),
  trigger: z
    .strictObject({ seconds: z.number().min(0).max(31_536_000), retrigger: z.boolean().default(false) })
    .optional(),
  timeoutS: z.number().min(1).max(31_536_000).optional(),
  failsafe: z.number().optional(),
  freshBy: z.enum(['write', 'channel']).default('write'),
});
