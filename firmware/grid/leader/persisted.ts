import { z } from 'zod';
import { keptFrom } from '../kept-text.ts';
import { type LeaseMemory, leaseAtStart, riseWaitMs } from './lease.ts';

const ma = z.number().min(0).max(1e7);
const shape = z.strictObject({
  seq: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  leader: z.strictObject({ id: z.string().max(64), name: z.string().max(80) }).optional(),
  low: z.strictObject({ limitMa: z.tuple([ma, ma, ma]), leaseMs: z.number().min(0).max(3_600_000) }).optional(),
});

/** What has to survive a restart, as text; it changes with a reduction, else seldom. */
export function leaseToText({ seqOnDisk, leader, lowOnDisk }: LeaseMemory): string {
  return JSON.stringify({
    seq: seqOnDisk,
    ...(leader === undefined ? {} : { leader }),
    ...(lowOnDisk === undefined ? {} : { low: { limitMa: lowOnDisk.limitMa, leaseMs: lowOnDisk.leaseMs } }),
  });
}

/**
 * The memory of a program that starts anew: how much of the lease is left nobody knows, so nothing above the fail-safe share
 * holds, and what was below it stays for as long as it would have stayed had the lease begun now.
 */
export function leaseFromText(text: string, nowMs: number): LeaseMemory | undefined {
  const kept = keptFrom(shape, text);
  if (kept === undefined) return undefined;
  const { seq, leader, low } = kept;
  return {
    ...leaseAtStart(nowMs),
    ...{ seq, seqOnDisk: seq, leader },
    ...(low === undefined
      ? {}
      : {
          grant: { ...low, untilMs: nowMs, riseMs: nowMs + 2 * low.leaseMs + riseWaitMs },
          lowOnDisk: { ...low, atMs: nowMs },
        }),
  };
}
