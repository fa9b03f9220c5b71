import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { ByteReader, ByteWriter } from './bytes.ts';

/** Whole numbers of one part of one series at even steps; NaN = missing. */
export interface Column {
  /** Number of the series in the dictionary, times four, and the part. */
  readonly key: number;
  readonly values: Float64Array;
}

export const columnKey = (series: number, part: number): number => series * 4 + part;

/** Beyond it differences would not be exact. */
const largest = 2 ** 51;
/** No block has more, whatever a damaged one says: a day of minutes. */
const mostRows = 1440;
const mostBytes = 64 * 1024 * 1024;

/** How the values of a column stand: none, one for all, differences, differences with gaps. */
const [none, constant, whole, gaps] = [0, 1, 2, 3] as const;

/** Blobs are some kilobytes: with a window of 8 kB they come out as small, in a quarter of the memory. */
const deflate = { level: 6, windowBits: 13, memLevel: 6 } as const;

const buffer = new ByteWriter();
const body = new ByteWriter();

/** Columns of `rows` values each as compressed bytes. A column without a value costs nothing. */
export function encodeBlock(rows: number, columns: readonly Column[]): Buffer {
  const kept = columns.filter(({ values }) => values.some((value) => !Number.isNaN(value)));
  kept.sort((a, b) => a.key - b.key);
  buffer.reset();
  buffer.unsigned(1);
  buffer.unsigned(rows);
  buffer.unsigned(kept.length);
  let before = 0;
  for (const { key, values } of kept) {
    buffer.unsigned(key - before);
    before = key;
    body.reset();
    writeColumn(values, rows);
    buffer.unsigned(body.length);
    buffer.bytes(body.view());
  }
  return deflateRawSync(buffer.view(), deflate);
}

function writeColumn(values: Float64Array, rows: number): void {
  let present = 0;
  let first = Number.NaN;
  let same = true;
  for (let i = 0; i < rows; i += 1) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    if (present === 0) first = value;
    else if (value !== first) same = false;
    present += 1;
  }
  if (present === 0) body.unsigned(none);
  else if (present === rows && same) {
    body.unsigned(constant);
    body.signed(bounded(first));
  } else {
    body.unsigned(present === rows ? whole : gaps);
    if (present < rows) writeRuns(values, rows);
    writeDifferences(values, rows);
  }
}

/** Lengths of what is there and what is not, in turn; the first is of what is there. */
function writeRuns(values: Float64Array, rows: number): void {
  let there = true;
  for (let i = 0; i < rows; ) {
    const begin = i;
    while (i < rows && Number.isNaN(values[i] as number) !== there) i += 1;
    body.unsigned(i - begin);
    there = !there;
  }
}

function writeDifferences(values: Float64Array, rows: number): void {
  let before = 0;
  for (let i = 0; i < rows; i += 1) {
    const value = values[i] as number;
    if (Number.isNaN(value)) continue;
    const now = bounded(value);
    body.signed(now - before);
    before = now;
  }
}

const bounded = (value: number): number => Math.round(Math.min(largest, Math.max(-largest, value)));

export interface Block {
  readonly rows: number;
  readonly columns: readonly Column[];
}

/** The columns of a block whose key is wanted; absent: all. Throws what zlib throws, and RangeError, for damaged bytes. */
export function decodeBlock(bytes: Uint8Array, wanted?: ReadonlySet<number>): Block {
  const reader = new ByteReader(inflateRawSync(bytes, { maxOutputLength: mostBytes }));
  const version = reader.unsigned();
  const rows = reader.unsigned();
  if (version !== 1 || rows > mostRows) throw new RangeError('a block of history of another kind');
  const count = reader.unsigned();
  const columns: Column[] = [];
  let key = 0;
  for (let i = 0; i < count; i += 1) {
    key += reader.unsigned();
    const length = reader.unsigned();
    if (wanted !== undefined && !wanted.has(key)) reader.skip(length);
    else columns.push({ key, values: readColumn(reader, rows) });
  }
  return { rows, columns };
}

function readColumn(reader: ByteReader, rows: number): Float64Array {
  const values = new Float64Array(rows);
  const how = reader.unsigned();
  if (how === none) return values.fill(Number.NaN);
  if (how === constant) return values.fill(reader.signed());
  if (how === gaps) readRuns(reader, values);
  else if (how !== whole) throw new RangeError('a column of history of another kind');
  let before = 0;
  for (let i = 0; i < rows; i += 1) {
    if (Number.isNaN(values[i] as number)) continue;
    before += reader.signed();
    values[i] = before;
  }
  return values;
}

function readRuns(reader: ByteReader, values: Float64Array): void {
  let there = true;
  for (let i = 0; i < values.length; ) {
    const length = reader.unsigned();
    if (!there) values.fill(Number.NaN, i, i + length);
    if (length === 0 && i > 0) throw new RangeError('a gap of no length in a block of history');
    i += length;
    there = !there;
  }
}

/** Values that are there, put from `at` on; rows beyond the end are left out. */
export function copyPresent(values: Float64Array, into: Float64Array, at: number): void {
  for (let i = Math.max(0, -at); i < values.length && at + i < into.length; i += 1)
    if (!Number.isNaN(values[i] as number)) into[at + i] = values[i] as number;
}
