import { z } from 'zod';
import type { SurplusKept } from '../balance/surplus-hold.ts';
import type { IdleMemory } from '../car-habits-idle.ts';
import type { SaveMemory } from '../car-habits-save.ts';
import type { SleepMemory } from '../car-habits-sleep.ts';
import type { CarKept } from '../car-knowledge.ts';
import type { ChargePointKept } from '../charge-point-memory.ts';
import type { DrawnAt } from '../draw-history.ts';
import type { FollowingKept } from '../following.ts';
import type { HabitMemory } from '../habits.ts';
import type { PhaseMemory } from '../phase-switching.ts';
import type { QueueKept, QueueKey } from '../queue-place.ts';
import type { WakeMemory } from '../waking.ts';
import { maybe, ms, never, number, perPhase, phaseIndex, type Shape, text } from './shapes.ts';

const phases = z.array(phaseIndex).max(3);

const car = z.strictObject({
  phases: maybe(phases),
  pattern: maybe(z.strictObject({ key: z.int().min(0).max(7), sinceMs: ms })),
  ceilingMa: maybe(number),
  less: maybe(z.strictObject({ sinceMs: ms, offerMa: number, highestMa: number })),
  probe: maybe(z.strictObject({ waitMs: ms, dueMs: ms, drawnMa: number })),
  lastAtMs: z.union([ms, never]),
} satisfies Shape<CarKept>);

const endless = z.literal('Infinity').transform(() => Number.POSITIVE_INFINITY);
const queue = z.strictObject({
  servedSlot: maybe(number),
  taken: maybe(
    z.strictObject({
      slot: number,
      pluggedAtMs: maybe(ms),
      idle: z.boolean(),
      key: z.strictObject({
        waitedSlots: z.union([number, endless]),
        sessionEnergyWh: number,
        waitingMs: number,
      } satisfies Shape<QueueKey>),
    }),
  ),
  rank: maybe(z.strictObject({ slot: number, known: text, rank: maybe(z.number()) })),
} satisfies Shape<QueueKept>);

const following = z.strictObject({
  overdrawSinceMs: maybe(ms),
  overdrawLowMa: number,
  excessSinceMs: maybe(ms),
  notFollowingSinceMs: maybe(ms),
  restsSinceMs: maybe(ms),
  refusals: number,
  penalty: maybe(z.strictObject({ ma: number, atMs: ms })),
  lastOfferMa: number,
  takesLessSinceMs: maybe(ms),
  lastDrawnMa: number,
} satisfies Shape<FollowingKept>);

const surplus = z.strictObject({
  undercutSinceMs: maybe(ms),
  stoppedAtMs: z.union([ms, never]),
  running: z.boolean(),
} satisfies Shape<SurplusKept>);

const habits = z.strictObject({
  save: z.strictObject({
    draws: z.boolean(),
    aboveSinceMs: maybe(ms),
    belowSinceMs: maybe(ms),
    charged: z.boolean(),
    stopped: z.boolean(),
  } satisfies Shape<SaveMemory>),
  sleep: z.strictObject({
    chargeSinceMs: maybe(ms),
    idleSinceMs: maybe(ms),
    topUps: number,
    asleepUntilMs: maybe(ms),
  } satisfies Shape<SleepMemory>),
  wake: z.strictObject({
    offeredSinceMs: maybe(ms),
    settled: z.boolean(),
    wakesOfSession: number,
  } satisfies Shape<WakeMemory>),
  idle: z.strictObject({ sinceMs: maybe(ms), idle: z.boolean() } satisfies Shape<IdleMemory>),
} satisfies Shape<HabitMemory>);

const phaseSwitching = z.strictObject({
  stage: z.enum(['steady', 'pausing', 'switching']),
  sinceMs: ms,
  to: z.literal([1, 3]),
  lastSwitchMs: ms,
  switchesOfSession: number,
  borneSinceMs: maybe(ms),
  quietSinceMs: maybe(ms),
} satisfies Shape<PhaseMemory>);

/** What is kept of one charge point, in the state of a recording. */
export const chargePoint = z.strictObject({
  history: z.array(z.strictObject({ atMs: ms, drawnMa: perPhase } satisfies Shape<DrawnAt>)).max(16),
  car,
  queue,
  following,
  surplus,
  habits,
  phaseSwitching: maybe(phaseSwitching),
  offerMa: maybe(number),
  askedAtMs: ms,
  confirmedMa: maybe(number),
  unconfirmedMa: number,
  unprovenSinceMs: maybe(ms),
  raisedAtMs: z.union([ms, never]),
  loweredFromMa: number,
  loweredAtMs: z.union([ms, never]),
  startedAtMs: maybe(ms),
  stoppedAtMs: maybe(ms),
  stoppedForOthers: z.boolean(),
  pluggedAtMs: maybe(ms),
  waitingSinceMs: maybe(ms),
  energyAtPlugWh: maybe(number),
  knownSinceMs: maybe(ms),
  emptySinceMs: maybe(ms),
  faultSinceMs: maybe(ms),
  heardAtMs: maybe(ms),
  wiring: phases,
  phasesOn: phases,
} satisfies Shape<ChargePointKept>);
