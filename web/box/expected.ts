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
}

/** How it stands with what was asked for. */
export type Outcome =
  | { readonly kind: 'underway' }
  | { readonly kind: 'watched' | 'updated' | 'rolledBack' | 'restarted' }
  /** `tried`: the version that was not well. */
  | { readonly kind: 'wentBack'; readonly tried: string }
  | { readonly kind: 'failed' };

/**
 * Tells from what the box says whether it has done what was expected. `cycle`: its count of control cycles now; `updates`:
 * undefined when it runs on no image or has not said anything yet.
 */
export function outcomeOf(expected: Expected, updates: UpdatesView | undefined, cycle: number): Outcome {
  const restarted = cycle < expected.cycle;
  if (expected.what === 'restart') return { kind: restarted ? 'restarted' : 'underway' };
  if (updates === undefined) return { kind: 'underway' };
  const { running, other, progress } = updates;
  if (running.slot !== expected.slot) {
    if (!running.confirmed) return { kind: 'watched' };
    return { kind: expected.what === 'rollback' ? 'rolledBack' : 'updated' };
  }
  if (isBusy(updates)) return { kind: 'underway' };
  if (restarted && (progress.code === 'updateRolledBack' || other.state === 'bad'))
    return { kind: 'wentBack', tried: expected.version };
  // A restart in between (the plug was pulled) has ended the installation as well.
  const failed = progress.phase === 'failed' && progress.since !== expected.since;
  return { kind: restarted || failed ? 'failed' : 'underway' };
}

/** Nothing more can come of it: it is only to be told. */
export const isOver = (outcome: Outcome): boolean => outcome.kind !== 'underway' && outcome.kind !== 'watched';

/** Whether the box works on an update right now. */
export const isBusy = ({ progress }: UpdatesView): boolean => progress.phase !== 'idle' && progress.phase !== 'failed';
