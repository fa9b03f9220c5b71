import type { Tier } from '../harness/image-case.ts';
import { bootTier } from './boot.ts';
import { bootCountersTier } from './boot-counters.ts';
import { hardeningTier } from './hardening.ts';
import { powerTier } from './power-cuts.ts';
import { reproducibleTier } from './reproducible.ts';
import { secretsTier } from './secrets.ts';
import { updateTier } from './update.ts';

export const tiers: readonly Tier[] = [
  bootCountersTier,
  bootTier,
  hardeningTier,
  secretsTier,
  updateTier,
  powerTier,
  reproducibleTier,
];
