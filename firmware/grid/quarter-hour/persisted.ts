import { z } from 'zod';
import { keptFrom } from '../kept-text.ts';
import type { PeakMemory } from './guard.ts';

const shape = z.strictObject({
  quarterWallMs: z.number(),
  usedWms: z.number().min(0).max(1e15),
  month: z.string().regex(/^\d{1,6}-\d{2}$/),
  monthPeakW: z.number().min(0).max(1e9),
  atWallMs: z.number(),
});
export type KeptPeak = z.output<typeof shape>;

/** What has to survive a restart, as text. */
export function peakToText({ quarterWallMs, usedWms, month, monthPeakW }: PeakMemory, wallMs: number): string {
  const kept: KeptPeak = { quarterWallMs, usedWms: Math.round(usedWms), month, monthPeakW, atWallMs: wallMs };
  return JSON.stringify(kept);
}

/** Undefined for a text that is none of ours. */
export const peakFromText = (text: string): KeptPeak | undefined => keptFrom(shape, text);
