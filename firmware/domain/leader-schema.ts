import { z } from 'zod';
import { type LeaderAnswer, type LeaderState, leaderStates } from './leader.ts';
import type { MemberState } from './members.ts';

const amperes = z.number().min(0);
const perPhase = z.tuple([amperes, amperes, amperes]);
const drawn = z.number().nullable();

/** How a box stands to its leader, as it is told. */
export const leaderStateSchema = z.strictObject({
  circuit: z.string(),
  state: z.enum(leaderStates),
  since: z.iso.datetime(),
  leader: z.strictObject({ id: z.string(), name: z.string() }).nullable(),
  seq: z.int().min(0),
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

/** The answer to a leader. */
export const leaderAnswerSchema = leaderStateSchema.extend({
  box: z.string().max(64),
  leads: z.array(z.string().max(64)).max(256),
  at: z.iso.datetime(),
  ageMs: z.number(),
  stamp: z.string().max(64),
});
export const schemaFitsAnswer: z.output<typeof leaderAnswerSchema> extends LeaderAnswer ? true : never = true;

/** A box that is led, as it is told. */
export const memberStateSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  circuit: z.string(),
  state: z.enum(['starting', 'led', 'lost', 'refuses']),
  lostSince: z.iso.datetime().nullable(),
  fault: z.string().nullable(),
  grantedA: perPhase,
  heldA: perPhase,
  drawnA: z.tuple([drawn, drawn, drawn]),
  wantedA: perPhase,
  failsafeA: perPhase,
  cars: z.int().min(0),
  leaseLeftS: amperes,
});
export const schemaFitsMember: z.output<typeof memberStateSchema> extends MemberState ? true : never = true;
