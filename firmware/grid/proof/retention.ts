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
/** So much of the log is the audit trail's own: a flood of commands must not wash away who set up the channel they came by. */
const auditShare = 0.1;
/** More of it gives way first: programs that order something every few seconds must not wash away what was measured. */
const mostAuditShare = 0.3;

/**
 * What has to go when the log is at its bound: what is older than two years, and only then what is not. `rows`: how
 * many rows each chain has.
 */
export function whatToDrop(
  oldest: Oldest,
  rows: Readonly<Record<ProofStream, number>>,
  nowMs: number,
): Drop | undefined {
  const beforeMs = nowMs - keptMs;
  const old = order.find((stream) => (oldest[stream]?.atMs ?? nowMs) < beforeMs);
  if (old !== undefined) return { stream: old, beforeMs };
  const all = rows.power + rows.audit + rows.grid;
  if (oldest.audit !== undefined && rows.audit > mostAuditShare * all) return { stream: 'audit', beforeMs: undefined };
  const ownsLittle = rows.audit <= auditShare * all;
  const young = order.filter((stream) => oldest[stream] !== undefined);
  const any = young.find((stream) => stream !== 'audit' || !ownsLittle) ?? young[0];
  return any === undefined ? undefined : { stream: any, beforeMs: undefined };
}
