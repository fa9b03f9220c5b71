import { linkFault } from './chain.ts';
import { csvHeader, readCsvLine } from './csv.ts';
import { checkSigned, type Statement } from './head.ts';
import { type ChainEnd, type ProofRow, type ProofStream, proofStreams } from './row.ts';

export type ExportVerdict =
  | {
      readonly ok: true;
      readonly rows: number;
      /** The key that signed it: compare it with the one the box shows. */
      readonly key: string;
      readonly statement: Statement;
    }
  | { readonly ok: false /** Line of the file, from 1. */; readonly line: number; readonly why: string };

/** Checks an export line by line, as it was written by `csvLine` and `csvEnd`; needs nothing else. */
export class ExportCheck {
  readonly #first = new Map<ProofStream, ProofRow>();
  readonly #ends = new Map<ProofStream, ChainEnd>();
  readonly #keys = new Map<string, string>();
  #signed: { readonly text: string; readonly signature: string } | undefined;
  #line = 0;
  #rows = 0;
  #fault: Extract<ExportVerdict, { ok: false }> | undefined;

  /** The next line, without its end. False: it is broken here, more lines change nothing. */
  take(line: string): boolean {
    if (this.#fault !== undefined) return false;
    this.#line += 1;
    const why =
      this.#line === 1 ? (line === csvHeader ? undefined : 'this is no export of the proof log') : this.#next(line);
    if (why !== undefined) this.#fault = { ok: false, line: this.#line, why };
    return why === undefined;
  }

  end(): ExportVerdict {
    if (this.#fault !== undefined) return this.#fault;
    const wrong = (why: string): ExportVerdict => ({ ok: false, line: this.#line, why });
    const [key] = this.#keys.keys();
    if (this.#signed === undefined || key === undefined)
      return wrong('the signed end is missing: the file was cut off');
    const statement = checkSigned({ ...this.#signed, key }, this.#keys);
    if (typeof statement === 'string') return wrong(`the signed end: ${statement}`);
    if (statement.kind !== 'export' || statement.begin === undefined)
      return wrong('the signed end is of something else');
    for (const stream of proofStreams) {
      const begin = statement.begin[stream];
      const first = this.#first.get(stream);
      const fault = first === undefined ? undefined : linkFault(begin, first);
      if (fault !== undefined) return wrong(`${stream} row ${begin.seq + 1} should be the first of the file: ${fault}`);
      const end = this.#ends.get(stream) ?? begin;
      if (end.seq !== statement.ends[stream].seq || end.hash !== statement.ends[stream].hash)
        return wrong(`${stream} rows ${end.seq + 1} to ${statement.ends[stream].seq} are missing at the end`);
    }
    return { ok: true, rows: this.#rows, key, statement };
  }

  #next(line: string): string | undefined {
    const read = readCsvLine(line);
    if (read === undefined) return 'this line is not as it was written';
    if (read.kind === 'key') {
      if (this.#keys.size > 0) return 'there is a second key';
      this.#keys.set(read.name, read.spki);
    } else if (read.kind === 'signed') {
      if (this.#signed !== undefined) return 'there is a second signed end';
      this.#signed = read;
    } else return this.#row(read.row);
    return undefined;
  }

  #row(row: ProofRow): string | undefined {
    this.#rows += 1;
    const before = this.#ends.get(row.stream);
    this.#ends.set(row.stream, { seq: row.seq, hash: row.hash });
    if (before === undefined) {
      this.#first.set(row.stream, row);
      return undefined;
    }
    const fault = linkFault(before, row);
    return fault === undefined ? undefined : `${row.stream} row ${before.seq + 1}: ${fault}`;
  }
}
