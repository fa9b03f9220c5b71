import { csvEnd, csvHeader, csvLine } from '../../grid/proof/csv.ts';
import { type SignedHead, type SigningKey, signStatement } from '../../grid/proof/head.ts';
import type { ChainEnd, ProofRow, ProofStream } from '../../grid/proof/row.ts';
import type { ProofReader } from './proof-reader.ts';

export interface ExportOptions {
  /** Wall times; rows between them, and all that stand between these in the chain. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly format: 'csv' | 'json';
  /** Only this chain: what was measured is left out. */
  readonly chain?: 'grid';
  readonly nowMs: number;
}

interface Range {
  readonly begin: ChainEnd;
  readonly end: ChainEnd;
}

/**
 * The text of an export, piece by piece: commands and minutes in the order of their times, then what the box signs about
 * it. It can be checked without the box: the signed end says which rows there are.
 */
export function* exportText(reader: ProofReader, key: SigningKey, options: ExportOptions): Generator<string> {
  const { grid, power, audit, log } = reader.atOnce(() => ({
    grid: rangeOf(reader, 'grid', options),
    power: options.chain === 'grid' ? nothingOf(reader, 'power') : rangeOf(reader, 'power', options),
    // Only the administrator reads the audit trail: no row of it is in an export, its place is.
    audit: reader.reading.ends().audit,
    log: reader.reading.log(),
  }));
  const rows = merged(rowsOf(reader, 'grid', grid), rowsOf(reader, 'power', power));
  const statement = { kind: 'export', log, atMs: options.nowMs } as const;
  const begin = { grid: grid.begin, power: power.begin, audit };
  const ends = { grid: grid.end, power: power.end, audit };
  const signed = signStatement({ ...statement, begin, ends }, key);
  yield* options.format === 'csv' ? csvText(rows, signed, key.spki) : jsonText(rows, signed, key.spki);
}

function* csvText(rows: Iterable<ProofRow>, signed: SignedHead, spki: string): Generator<string> {
  yield `${csvHeader}\n`;
  for (const row of rows) yield `${csvLine(row)}\n`;
  for (const line of csvEnd(signed, spki)) yield `${line}\n`;
}

function* jsonText(rows: Iterable<ProofRow>, signed: SignedHead, spki: string): Generator<string> {
  yield '{"rows":[';
  let between = '\n';
  for (const { stream, seq, atMs, kind, data, hash } of rows) {
    const at = new Date(atMs).toISOString();
    // The data is JSON as it was hashed; it is put in as it is.
    yield `${between}{"stream":"${stream}","seq":${seq},"at":"${at}","kind":${JSON.stringify(kind)},"data":${data},"hash":"${hash}"}`;
    between = ',\n';
  }
  yield `\n],"signed":${JSON.stringify({ ...signed, spki })}}\n`;
}

/** No row of a chain. */
function nothingOf({ reading }: ProofReader, stream: ProofStream): Range {
  const end = reading.ends()[stream];
  return { begin: end, end };
}

/** Which rows of a chain lie between two times; none: both ends are the same. */
function rangeOf({ reading }: ProofReader, stream: ProofStream, { fromMs, toMs }: ExportOptions): Range {
  const whole = { begin: reading.begin()[stream], end: reading.ends()[stream] };
  const first = reading.firstSince(stream, fromMs);
  const last = reading.lastBefore(stream, toMs);
  if (first === undefined || last === undefined || last < first) return { begin: whole.end, end: whole.end };
  return {
    begin: reading.endAt(stream, first - 1) ?? whole.begin,
    end: reading.endAt(stream, last) ?? whole.end,
  };
}

const rowsOf = ({ reading }: ProofReader, stream: ProofStream, { begin, end }: Range) =>
  reading.rowsInPages(stream, begin.seq + 1, end.seq);

/** Two chains as one, by time; each keeps its own order. */
function* merged(one: Iterator<ProofRow>, other: Iterator<ProofRow>): Generator<ProofRow> {
  let a = one.next();
  let b = other.next();
  while (!a.done || !b.done) {
    if (!a.done && (b.done || a.value.atMs <= b.value.atMs)) {
      yield a.value;
      a = one.next();
    } else if (!b.done) {
      yield b.value;
      b = other.next();
    }
  }
}
