import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

/**
 * The register tables of products, read as plain data from the definition files. Only what a register image needs is looked
 * at; how the firmware interprets the rest of a definition is its own affair and must not help here.
 */

const rowSchema = z.object({
  quantity: z.string(),
  fc: z.number().int(),
  address: z.number().int(),
  relative: z.boolean().default(false),
  type: z.string(),
  words: z.number().int(),
  wordOrder: z.enum(['msw_first', 'lsw_first']).optional(),
  scale: z.union([z.number(), z.string()]).default(1),
  unit: z.string().default(''),
  access: z.enum(['r', 'w', 'rw']).default('r'),
});

const tableSchema = z.object({
  id: z.string(),
  kind: z.enum(['meter', 'chargePoint']),
  defaults: z.object({ unit: z.number().int() }),
  wordOrder: z.enum(['msw_first', 'lsw_first']),
  base: z.object({ perConnector: z.number().int(), first: z.number().int() }).optional(),
  registers: z.array(rowSchema),
});

export type RegisterTable = z.output<typeof tableSchema>;
export type RegisterRow = RegisterTable['registers'][number];

const folders = ['meters', 'charge-points'];

/** The table of a product; throws when there is no such file or it is not of this shape. */
export function readRegisterTable(id: string): RegisterTable {
  for (const folder of folders) {
    const file = fileURLToPath(new URL(`../../../drivers/definitions/${folder}/${id}.json`, import.meta.url));
    if (existsSync(file)) return tableSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  }
  throw new Error(`drivers/definitions has no product ${id}`);
}

/** Which of the four Modbus tables a row stands in: written registers stand among the holding registers, coils among the coils. */
export function spaceOf(fc: number): Space {
  if (fc === 2) return 'inputs';
  if (fc === 4) return 'inputRegisters';
  return fc === 1 || fc === 5 || fc === 15 ? 'coils' : 'holdingRegisters';
}

export type Space = 'coils' | 'inputs' | 'holdingRegisters' | 'inputRegisters';
