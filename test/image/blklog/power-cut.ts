import type { LogEntry } from './format.ts';

/**
 * What a card makes of writes that were not flushed when the power went:
 * - `none`: the cache is lost
 * - `all`: everything got there
 * - `some`: any subset, in pieces of 4 KiB that are whole or not there; also parts of one write, and later ones without earlier ones
 */
export const cutModes = ['none', 'all', 'some'] as const;
export type CutMode = (typeof cutModes)[number];

/** The unit that a card writes whole or not at all. */
export const pieceBytes = 4096;

export interface Survivor {
  readonly entry: LogEntry;
  /** Parts of it that reached the medium, in bytes from its start. */
  readonly parts: readonly { readonly from: number; readonly to: number }[];
}

/** How many entries are on the medium for sure when the power goes after `cut` entries: up to the last flush. */
export function durableCount(entries: readonly LogEntry[], cut: number): number {
  for (let k = Math.min(cut, entries.length); k > 0; k -= 1) if (entries[k - 1]?.kind === 'flush') return k;
  return 0;
}

/** What is there of the entries after the last flush before `cut`, in the order to apply; the ones before it are there whole. */
export function survivors(
  entries: readonly LogEntry[],
  cut: number,
  mode: CutMode,
  chance: () => number,
): readonly Survivor[] {
  if (mode === 'none') return [];
  const open = entries.slice(durableCount(entries, cut), cut).filter(({ kind }) => kind !== 'flush');
  const survive = mode === 'all' ? () => true : () => chance() < 0.5;
  return open
    .map((entry) => ({ entry, parts: piecesOf(entry).filter(survive) }))
    .filter(({ parts }) => parts.length > 0);
}

/** Cut where the pieces of the medium begin, not where the write does. */
function piecesOf({ diskOffset, lengthBytes }: LogEntry): readonly { from: number; to: number }[] {
  const pieces = [];
  for (let from = 0; from < lengthBytes; ) {
    const to = Math.min(lengthBytes, from + pieceBytes - ((diskOffset + from) % pieceBytes));
    pieces.push({ from, to });
    from = to;
  }
  return pieces;
}

/**
 * Points to cut at, ascending and distinct, each after at least one more entry of [first, count]. Half of them lie anywhere, half
 * where most is at stake: just before a flush.
 */
export function cutPoints(
  entries: readonly LogEntry[],
  first: number,
  points: number,
  chance: () => number,
): readonly number[] {
  const room = entries.length - first;
  const beforeFlush = entries.flatMap(({ kind }, k) => (kind === 'flush' && k > first ? [k] : []));
  const wanted = Math.min(points, room);
  const chosen = new Set<number>();
  while (chosen.size < wanted / 2 && beforeFlush.length > 0) {
    const [k] = beforeFlush.splice(Math.floor(chance() * beforeFlush.length), 1);
    if (k !== undefined) chosen.add(k);
  }
  while (chosen.size < wanted) chosen.add(first + 1 + Math.floor(chance() * room));
  return [...chosen].sort((a, b) => a - b);
}
