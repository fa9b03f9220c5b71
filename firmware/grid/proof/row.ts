/**
 * The log of the box is three chains in one file. `grid`: commands of the grid operator and what became of them. `power`:
 * what was measured, once a minute. `audit`: what persons and programs did.
 */
export const proofStreams = ['grid', 'power', 'audit'] as const;
export type ProofStream = (typeof proofStreams)[number];

/** A row before it has its place in the chain. */
export interface NewRow {
  readonly stream: ProofStream;
  /** Wall time of what it tells, not of its writing. */
  readonly atMs: number;
  /** What happened: `command`, `applied`, `minute`; letters only. */
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A row in its place. Numbers begin with 1 and leave none out. */
export interface ProofRow {
  readonly stream: ProofStream;
  readonly seq: number;
  readonly atMs: number;
  readonly kind: string;
  /** JSON text as it was hashed. */
  readonly data: string;
  /** SHA-256, hex small letters: over the hash of the row before and this row, see `linkHash`. */
  readonly hash: string;
}

/** Where a chain stands after a row; `seq` 0 = before the first. */
export interface ChainEnd {
  readonly seq: number;
  readonly hash: string;
}

export type ChainEnds = Readonly<Record<ProofStream, ChainEnd>>;

/** How long rows are kept at least: two years (BK6-22-300, unconfirmed). */
export const keptMs = 2 * 366 * 24 * 3600 * 1000;
