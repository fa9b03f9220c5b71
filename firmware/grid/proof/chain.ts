import { createHash } from 'node:crypto';
import { type ChainEnd, type ChainEnds, type ProofRow, type ProofStream, proofStreams } from './row.ts';

/** What stands before the first row of a chain; `log`: the random name of the log, so that rows fit no other box. */
export const genesis = (log: string, stream: ProofStream): ChainEnd => ({
  seq: 0,
  hash: createHash('sha256').update(`netwacht-proof/1\n${log}\n${stream}`).digest('hex'),
});

/** The ends of a log without rows. */
export const genesisEnds = (log: string): ChainEnds => chainEnds((stream) => genesis(log, stream));

export const chainEnds = (endOf: (stream: ProofStream) => ChainEnd): ChainEnds =>
  Object.fromEntries(proofStreams.map((stream) => [stream, endOf(stream)])) as Record<ProofStream, ChainEnd>;

/**
 * The hash of a row: SHA-256 over the 32 bytes of the hash before it, then stream, number, time, kind and data, each on
 * a line of its own. Only `data` comes from outside, and JSON text has no line ends.
 */
export function linkHash(before: string, row: Omit<ProofRow, 'hash'>): string {
  return createHash('sha256')
    .update(before, 'hex')
    .update(`${row.stream}\n${row.seq}\n${row.atMs}\n${row.kind}\n${row.data}`)
    .digest('hex');
}

/** What is wrong with a row that should follow `before`; undefined when it does. */
export function linkFault(before: ChainEnd, row: ProofRow): string | undefined {
  if (row.seq !== before.seq + 1) return `row ${before.seq + 1} is missing or out of its place`;
  if (row.hash !== linkHash(before.hash, row)) return 'its content does not fit its hash';
  return undefined;
}
