import { z } from 'zod';
import type { StopReason } from '../ports.ts';

/** What a place keeps over a restart; an older or a newer program may have written it. Times are wall ms. */
const reasons = [
  ...(['DeAuthorized', 'EmergencyStop', 'EVDisconnected', 'HardReset', 'Local', 'Other', 'PowerLoss'] as const),
  ...(['Reboot', 'Remote', 'SoftReset', 'UnlockCommand'] as const),
] satisfies readonly StopReason[];

const running = z.object({
  localTx: z.string().min(1).max(36),
  idTag: z.string().max(255),
  meterStartWh: z.number(),
  startedAtMs: z.number(),
  trigger: z.enum(['authorised', 'plugged', 'remote']),
  register: z.object({
    source: z.enum(['counter', 'session']).optional(),
    offsetWh: z.number(),
    lastWh: z.number(),
  }),
  /** It ends, as soon as nothing flows any more. */
  ending: z.object({ reason: z.enum(reasons), atMs: z.number(), idTag: z.string().max(255).optional() }).optional(),
});

const ended = z.object({
  localTx: z.string().min(1).max(36),
  meterWh: z.number(),
  atMs: z.number(),
  reason: z.enum(reasons),
  idTag: z.string().max(255).optional(),
});

const keptPlace = z.object({
  /** Out of service, since when. */
  out: z.object({ atMs: z.number() }).optional(),
  /** It goes out of service when the transaction ends. */
  leaves: z.boolean(),
  /** A transaction was ended from here or from far away: nothing flows until the car goes or somebody authorises again. */
  stopped: z.object({ by: z.string().max(64), atMs: z.number() }).optional(),
  running: running.optional(),
  /** The car of the last transaction is still there. */
  finished: z.boolean().default(false),
  /** The last one that ended: told once more after a restart, for whoever had not written it yet. */
  ended: ended.optional(),
});

export type KeptPlace = z.output<typeof keptPlace>;
export type KeptRunning = z.output<typeof running>;
export type KeptEnd = z.output<typeof ended>;

export const newPlace: KeptPlace = { leaves: false, finished: false };

/** What cannot be understood counts as nothing. */
export function readKeptPlace(document: unknown): KeptPlace {
  return keptPlace.safeParse(document).data ?? newPlace;
}
