import { z } from 'zod';
import { formula, id, label } from './primitives.ts';

/**
 * A virtual metering point (D19): what a tenant takes and what his plant gives, as formulas over meters. A formula of
 * energy counters only (`M3.import_wh + E1.import_wh`) is counted exactly; any other is a power in W and is integrated.
 */
export const meteringPoint = z
  .strictObject({
    id,
    name: label.optional(),
    consumer: formula.optional(),
    producer: formula.optional(),
    /** Higher is served first with what is produced here. */
    priority: z.number().int().min(0).max(100).default(1),
    /** Part in what is produced, among points of one priority. */
    share: z.number().min(0).max(1).default(1),
    /** Times the price of the grid. */
    gridCostFactor: z.number().min(0).max(100).default(1),
    /** What a kilowatt hour of this plant costs whoever takes it, ct/kWh. */
    generationCostCt: z.number().min(-1000).max(1000).default(0),
  })
  .transform((point) => ({ ...point, name: point.name ?? point.id }));
