import { z } from 'zod';

/** What has happened at a charge point, `GET /api/v1/charge-points/{id}/events`. Times are ISO 8601; A = ampere. */

const at = z.iso.datetime();
const chargeState = z.enum(['A', 'B', 'C', 'D', 'E', 'F']).nullable();

export const pointEvent = z.discriminatedUnion('kind', [
  /** Plugged in, charging, unplugged, lost; null = it did not tell. */
  z.strictObject({ at, kind: z.literal('state'), from: chargeState, to: chargeState }),
  /** What rules is another. */
  z.strictObject({ at, kind: z.literal('reason'), code: z.string(), circuit: z.string().nullable() }),
  /** It is offered another current; steps that follow closely are one. */
  z.strictObject({ at, kind: z.literal('offer'), fromA: z.number().nullable(), toA: z.number().nullable() }),
  /** A health message about it came or went. */
  z.strictObject({ at, kind: z.literal('fault'), code: z.string(), ended: z.boolean() }),
  /** Somebody signed in there, or it ended; never who. */
  z.strictObject({ at, kind: z.literal('authorised'), on: z.boolean() }),
]);
export type PointEvent = z.output<typeof pointEvent>;

export const pointEventsSchema = z.strictObject({
  chargePoint: z.string(),
  /** Nothing is kept over a restart: since then it is listened. */
  since: at,
  /** Newest first. */
  events: z.array(pointEvent),
});
export type PointEvents = z.output<typeof pointEventsSchema>;
