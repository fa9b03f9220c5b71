import { chainEnds, genesis, linkFault } from './chain.ts';
import { checkSigned, type KeyRing, type SignedHead, type Statement } from './head.ts';
import { type ChainEnd, type ChainEnds, type ProofRow, type ProofStream, proofStreams } from './row.ts';

/** A log as it is found. */
export interface LogUnderTest {
  readonly log: string;
  readonly keys: KeyRing;
  /** Signed heads, the oldest first. */
  readonly heads: readonly SignedHead[];
  /** Up to where rows were let go; undefined = none was. */
  readonly dropped: SignedHead | undefined;
  /** Rows in the order of their numbers. May throw: then the row after the last given one cannot be read. */
  rows(stream: ProofStream): Iterable<ProofRow>;
}

export type Verdict =
  | { readonly ok: true; readonly rows: Readonly<Record<ProofStream, number>>; readonly ends: ChainEnds }
  | {
      readonly ok: false;
      /** Which chain, or `heads` for a signed text that is wrong. */
      readonly stream: ProofStream | 'heads';
      /** Number of the first row that is wrong; of a head its place, from 1. */
      readonly seq: number;
      /** Plain words. */
      readonly why: string;
    };

type Broken = Extract<Verdict, { ok: false }>;

/**
 * Walks every chain from its begin to its end. Finds any changed, missing, added or exchanged row, also at the end: the
 * signed heads say how far the chains went. What it cannot find: rows after the last signed head that were cut off, and a
 * whole log that somebody with the key made anew; against both an operator keeps the heads he was given.
 */
export function verifyLog(found: LogUnderTest): Verdict {
  const heads: Statement[] = [];
  for (const [i, signed] of found.heads.entries()) {
    const statement = checkSigned(signed, found.keys);
    if (typeof statement === 'string') return broken('heads', i + 1, `signed head ${i + 1}: ${statement}`);
    if (statement.kind !== 'head' || statement.log !== found.log)
      return broken('heads', i + 1, `signed head ${i + 1} belongs to another log`);
    heads.push(statement);
  }
  const begin = beginOf(found);
  if ('ok' in begin) return begin;

  const rows: Record<string, number> = {};
  const ends: Record<string, ChainEnd> = {};
  for (const stream of proofStreams) {
    const walked = walkChain(stream, begin[stream], found.rows(stream), heads);
    if ('ok' in walked) return walked;
    ends[stream] = walked;
    rows[stream] = walked.seq - begin[stream].seq;
  }
  return { ok: true, rows: rows as Record<ProofStream, number>, ends: ends as ChainEnds };
}

/** Where the kept rows begin. */
function beginOf({ log, keys, dropped }: LogUnderTest): ChainEnds | Broken {
  if (dropped === undefined) return chainEnds((stream) => genesis(log, stream));
  const statement = checkSigned(dropped, keys);
  if (typeof statement === 'string') return broken('heads', 0, `what was let go: ${statement}`);
  if (statement.kind !== 'dropped' || statement.log !== log)
    return broken('heads', 0, 'what was let go belongs to another log');
  return statement.ends;
}

/** Walks one chain; `heads`: statements that name rows of it. */
export function walkChain(
  stream: ProofStream,
  begin: ChainEnd,
  rows: Iterable<ProofRow>,
  heads: readonly Pick<Statement, 'ends' | 'atMs'>[],
): ChainEnd | Broken {
  const expected = new Map<number, string>();
  for (const { ends } of heads) {
    const { seq, hash } = ends[stream];
    // The chain was cut and went on: of both only one can be what was written first.
    if ((expected.get(seq) ?? hash) !== hash) return broken(stream, seq, 'two signed heads name different rows');
    expected.set(seq, hash);
  }
  const wrongBegin = expected.get(begin.seq) ?? begin.hash;
  if (wrongBegin !== begin.hash) return broken(stream, begin.seq, 'the chain does not begin where a signed head says');
  let end = begin;
  try {
    for (const row of rows) {
      const fault = linkFault(end, row);
      if (fault !== undefined) return broken(stream, end.seq + 1, fault);
      if ((expected.get(row.seq) ?? row.hash) !== row.hash)
        return broken(stream, row.seq, 'it is not the row that a signed head names');
      end = { seq: row.seq, hash: row.hash };
    }
  } catch (error) {
    return broken(stream, end.seq + 1, `it cannot be read (${error instanceof Error ? error.message : error})`);
  }
  const last = Math.max(0, ...expected.keys());
  if (last > end.seq) return broken(stream, end.seq + 1, `rows ${end.seq + 1} to ${last} are missing at the end`);
  return end;
}

const broken = (stream: Broken['stream'], seq: number, why: string): Broken => ({ ok: false, stream, seq, why });
