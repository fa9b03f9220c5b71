import type { PlannedUse } from '../bus/line-budget.ts';
import type { ReadBlock, WireRate } from '../bus/poll-plan.ts';
import { readMs, writeMs } from '../bus/wire-time.ts';
import type { Control } from '../definitions/control-schema.ts';

export interface PollLoadFacts {
  readonly wire: WireRate;
  readonly pauseMs: number;
  readonly pollMs: number;
  readonly fast: readonly ReadBlock[];
  readonly medium: readonly ReadBlock[];
  readonly keepAlive: Control['keepAlive'];
  readonly keepAlivePeriodMs: number | undefined;
}

/** What the polls and signs of life of one device take of its line. Set-points come on change and are not planned. */
export function plannedUse(facts: PollLoadFacts): PlannedUse {
  const { wire, pauseMs, pollMs, keepAlive, keepAlivePeriodMs } = facts;
  const round = (blocks: readonly ReadBlock[]) => blocks.reduce((sum, block) => sum + readMs(wire, block, pauseMs), 0);
  const beatMs =
    keepAlive === undefined || keepAlive.kind === 'anyRead'
      ? 0
      : writeMs(wire, keepAlive.kind === 'write' ? keepAlive.fc : 6, 1, pauseMs);
  const beatsMsPerS = keepAlivePeriodMs === undefined ? 0 : (1000 * beatMs) / keepAlivePeriodMs;
  return { fastMsPerS: (1000 * round(facts.fast)) / pollMs + beatsMsPerS, mediumMs: round(facts.medium) };
}
