import { z } from 'zod';
import { type LeaderState, leaderStates } from './leader.ts';

const amperes = z.number().min(0);
const perPhase = z.tuple([amperes, amperes, amperes]);
const drawn = z.number().nullable();

/** How a box stands to its leader, as it is told. */
export const leaderStateSchema = z.strictObject({
  circuit: z.string(),
  state: z.enum(leaderStates),
  since: z.iso.datetime(),
  leader: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  seq: z.number(),
  limitA: perPhase,
  leaseLeftS: amperes,
  failsafeA: perPhase,
  confirmed: z.boolean(),
  atMostA: perPhase,
  drawnA: z.tuple([drawn, drawn, drawn]),
  wantedA: perPhase,
  houseA: perPhase,
  cars: z.int().min(0),
});

// The interface is what code reads, the schema what is told: this line fails to compile when they part.
export const schemaFitsLeader: z.output<typeof leaderStateSchema> extends LeaderState ? true : never = true;
