import type { SlotFacts } from '../../domain/box.ts';
import type { Attempt } from './notes.ts';

/** The slots as they stand, and which start of the system this is. */
export interface Standing {
  readonly bootId: string;
  readonly running: SlotFacts;
  readonly other: SlotFacts | undefined;
  /** An install runs. */
  readonly installing: boolean;
}

/**
 * `goesOn`: the install still runs. `toRestart`: it is done, and the box was not restarted since. `onTrial`: the new version
 * runs, and the health gate has not confirmed it yet. `updated`, `wentBack`: as was asked for. `rolledBack`: the box tried the
 * other slot and came back by itself. `interrupted`: it never came as far as that.
 */
export type Finding = 'goesOn' | 'toRestart' | 'onTrial' | 'updated' | 'wentBack' | 'rolledBack' | 'interrupted';

/** What has become of an attempt. */
export function findingOf(attempt: Attempt, { bootId, running, other, installing }: Standing): Finding {
  const restarted = attempt.bootId !== bootId;
  if (restarted && running.slot === attempt.toSlot) {
    if (attempt.kind === 'rollback') return 'wentBack';
    return running.confirmed ? 'updated' : 'onTrial';
  }
  if (attempt.phase === 'restarting') return restarted ? 'rolledBack' : 'toRestart';
  if (installing) return 'goesOn';
  const written = other?.slot === attempt.toSlot && other.version === attempt.version;
  if (written && !restarted && other.state === 'untried') return 'toRestart';
  // The program was cut off before it could note that the install was done, and the box has tried what it had written.
  if (written && restarted && other.state === 'bad') return 'rolledBack';
  return 'interrupted';
}
