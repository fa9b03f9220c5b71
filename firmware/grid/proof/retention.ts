import { keptMs, type ProofStream } from './row.ts';

/** The oldest rows that are kept; undefined: the chain has none. */
export type Oldest = Readonly<Record<ProofStream, { readonly seq: number; readonly atMs: number } | undefined>>;

/** Which chain gives room. `atMs`: only rows from before; undefined = whatever is oldest, although it should be kept. */
export interface Drop {
  readonly stream: ProofStream;
  readonly beforeMs: number | undefined;
}

/** Minutes of power first, they are the most; the commands themselves last. */
const order: readonly ProofStream[] = ['power', 'audit', 'grid'];

/** What has to go when the log is at its bound: what is older than two years, and only then what is not. */
export function whatToDrop(oldest: Oldest, nowMs: number): Drop | undefined {
  const beforeMs = nowMs - keptMs;
  const old = order.find((stream) => (oldest[stream]?.atMs ?? nowMs) < beforeMs);
  if (old !== undefined) return { stream: old, beforeMs };
  const any = order.find((stream) => oldest[stream] !== undefined);
  return any === undefined ? undefined : { stream: any, beforeMs: undefined };
}
