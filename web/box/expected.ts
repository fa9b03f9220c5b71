import type { UpdatesView } from '../api/box.ts';

/** What this browser asked the box for and waits to see done, over restart, sign-in and reload. */
export interface Expected {
  readonly what: 'install' | 'rollback' | 'restart';
  /** What ran when it was asked for. */
  readonly slot: string;
  /** What should run afterwards. */
  readonly version: string;
  /** The count of control cycles then: a smaller one later tells that the program has started anew. */
  readonly cycle: number;
  /** Since when the update stood where it stood then; an older failure is not that of this attempt. */
  readonly since: string;
  /** The box was silent since then. */
  readonly lost: boolean;
}

/** How it stands with what was asked for. */
export type Outcome =
  | { readonly kind: 'underway' }
  | { readonly kind: 'watched' | 'updated' | 'rolledBack' | 'restarted' }
  /** `tried`: the version that was not well. */
  | { readonly kind: 'wentBack'; readonly tried: string }
  | { readonly kind: 'failed' };

/** What is heard of the box: its count of control cycles, and whether it answered when it was last asked. */
export interface Heard {
  readonly cycle: number;
  readonly answers: boolean;
}

/** Tells from what the box says whether it has done what was expected. `updates`: undefined while it has not said anything. */
export function outcomeOf(expected: Expected, updates: UpdatesView | undefined, { cycle, answers }: Heard): Outcome {
  // Whoever looks again late (a sign-in lies between) finds a count that is larger again.
  const restarted = cycle < expected.cycle || (expected.lost && answers);
  if (expected.what === 'restart') return { kind: restarted ? 'restarted' : 'underway' };
  if (updates === undefined) return { kind: 'underway' };
  const { running, other, progress } = updates;
  if (running.slot !== expected.slot) {
    if (!running.confirmed) return { kind: 'watched' };
    return { kind: expected.what === 'rollback' ? 'rolledBack' : 'updated' };
  }
  if (isBusy(updates)) return { kind: 'underway' };
  const failed = progress.phase === 'failed' && progress.since !== expected.since;
  if (failed && progress.code === 'updateRolledBack') return { kind: 'wentBack', tried: expected.version };
  if (cycle < expected.cycle && other.state === 'bad') return { kind: 'wentBack', tried: expected.version };
  // A restart in between (the plug was pulled) has ended the installation as well.
  return { kind: restarted || failed ? 'failed' : 'underway' };
}

/** Nothing more can come of it: it is only to be told. */
export const isOver = (outcome: Outcome): boolean => outcome.kind !== 'underway' && outcome.kind !== 'watched';

/** Whether the box works on an update right now. */
export const isBusy = ({ progress }: UpdatesView): boolean => progress.phase !== 'idle' && progress.phase !== 'failed';
