import type { SignedHead } from './head.ts';
import { plainWords } from './plain-words.ts';
import { type ProofRow, type ProofStream, proofStreams } from './row.ts';

/** The first line of an export. The columns up to `what` are for people; `data` and `hash` carry the proof. */
export const csvHeader = 'stream,seq,at,kind,command,by,what,data,hash';

/** One row as a line without its end. */
export function csvLine(row: ProofRow): string {
  const data = objectOf(row.data);
  const command = row.kind === 'command' || row.kind === 'many' ? row.seq : data.cmd;
  const at = new Date(row.atMs).toISOString();
  const cells = [row.stream, row.seq, at, row.kind, command, data.by, plainWords(row.kind, data), row.data, row.hash];
  return cells.map(cell).join(',');
}

/** The last lines: the public key of the box, and what it signed about this export. */
export function csvEnd(signed: SignedHead, spki: string): readonly string[] {
  return [endLine('key', spki, signed.key), endLine('signed', signed.text.replaceAll('\n', '; '), signed.signature)];
}

const endLine = (word: 'key' | 'signed', data: string, hash: string): string =>
  [word, '', '', '', '', '', '', data, hash].map(cell).join(',');

export type CsvLine =
  | { readonly kind: 'row'; readonly row: ProofRow }
  | { readonly kind: 'key'; readonly name: string; readonly spki: string }
  | { readonly kind: 'signed'; readonly text: string; readonly signature: string };

/** Reads one line; undefined when it is not exactly what `csvLine` or `csvEnd` would write, in every column. */
export function readCsvLine(line: string): CsvLine | undefined {
  const cells = cellsOf(line);
  if (cells?.length !== 9) return undefined;
  const [stream, seq, at, kind, , , , data, hash] = cells as readonly string[] as readonly [string, ...string[]];
  if (data === undefined || hash === undefined) return undefined;
  // Something in the empty columns is a change too.
  if ((stream === 'key' || stream === 'signed') && endLine(stream, data, hash) !== line) return undefined;
  if (stream === 'key') return { kind: 'key', spki: data, name: hash };
  if (stream === 'signed') return { kind: 'signed', text: data.replaceAll('; ', '\n'), signature: hash };
  const row = {
    stream: stream as ProofStream,
    seq: Number(seq),
    atMs: Date.parse(at ?? ''),
    kind: kind ?? '',
    data,
    hash,
  };
  if (!proofStreams.includes(row.stream) || Number.isNaN(row.atMs) || !/^[0-9a-f]{64}$/.test(hash)) return undefined;
  try {
    return csvLine(row) === line ? { kind: 'row', row } : undefined;
  } catch {
    return undefined;
  }
}

function objectOf(json: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(json);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function cell(value: unknown): string {
  // A row is one line, whatever a name holds; the whole of it is in `data`, where JSON has no line ends.
  const text = value === undefined ? '' : String(value).replaceAll(/[\r\n]+/g, ' ');
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellsOf(line: string): readonly string[] | undefined {
  const cells: string[] = [];
  let rest = line;
  for (;;) {
    const quoted = rest.startsWith('"');
    const found = quoted ? /^"((?:[^"]|"")*)"(,|$)/.exec(rest) : /^([^",]*)(,|$)/.exec(rest);
    if (found === null) return undefined;
    cells.push(quoted ? (found[1] ?? '').replaceAll('""', '"') : (found[1] ?? ''));
    if (found[2] === '') return cells;
    rest = rest.slice(found[0].length);
  }
}
