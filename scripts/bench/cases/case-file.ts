import { readFileSync } from 'node:fs';
import { z } from 'zod';

const phases3 = z.tuple([z.number(), z.number(), z.number()]);

const caseSchema = z.object({
  name: z.string(),
  periodSec: z.number().positive(),
  /** Largest difference between two phases of the offers at the root, A. */
  skewA: z.number().positive().optional(),
  nodes: z.array(
    z.object({
      name: z.string(),
      /** Place in this list; -1 for the root. */
      parent: z.number().int(),
      limitA: phases3,
      /** House load per period; it begins anew when it is over. */
      background: z.array(phases3).optional(),
    }),
  ),
  stations: z.array(
    z.object({
      ...{ id: z.string(), node: z.number().int(), voltage: z.number() },
      /** Building phases behind the station's own L1, L2, L3. */
      rotation: z.array(z.union([z.literal(0), z.literal(1), z.literal(2)])).length(3),
      ...{ minA: z.number(), maxA: z.number(), stepA: z.number() },
    }),
  ),
  sessions: z.array(
    z.object({
      ...{ id: z.string(), station: z.number().int(), arrival: z.number().int(), departure: z.number().int() },
      kWh: z.number().positive(),
      /** Of the car: hidden from the decisions until it has drawn. */
      phases: z.union([z.literal(1), z.literal(2), z.literal(3)]),
      maxA: z.number(),
    }),
  ),
});

/** A file of recorded sessions (shared/cases/README.md). */
export type Case = z.infer<typeof caseSchema>;
export type Station = Case['stations'][number];
export type Session = Case['sessions'][number];

/** Reads and checks a file; throws with the key that is wrong. */
export const readCase = (path: string): Case => caseSchema.parse(JSON.parse(readFileSync(path, 'utf8')));

/** House load at a node in a period, A per phase. */
export function backgroundA({ background }: Case['nodes'][number], period: number): readonly number[] {
  return background?.[period % background.length] ?? [0, 0, 0];
}

/** Nodes from a node up to the root. */
export function pathUp(nodes: Case['nodes'], node: number): readonly number[] {
  const path: number[] = [];
  for (let at = node; at >= 0; at = nodes[at]?.parent ?? -1) path.push(at);
  return path;
}
