import { generateKeyPairSync } from 'node:crypto';
import { genesisEnds, linkHash } from '../../../../firmware/grid/proof/chain.ts';
import { keyName, type SignedHead, signStatement } from '../../../../firmware/grid/proof/head.ts';
import type { ChainEnd, NewRow, ProofRow, ProofStream } from '../../../../firmware/grid/proof/row.ts';
import type { LogUnderTest } from '../../../../firmware/grid/proof/verify.ts';

export const logName = '0123456789abcdef0123456789abcdef';
const { privateKey: signing, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
export const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
export const key = { signing, spki };
const keys = new Map([[keyName(spki), spki]]);

/** A log in memory with a head signed over its end, and one over its middle. */
export function madeLog(news: readonly NewRow[]): { readonly rows: readonly ProofRow[]; readonly heads: SignedHead[] } {
  const ends: Record<ProofStream, ChainEnd> = { ...genesisEnds(logName) };
  const heads: SignedHead[] = [];
  const head = () => heads.push(signStatement({ kind: 'head', log: logName, atMs: 0, ends: { ...ends } }, key));
  const rows = news.map((row, i): ProofRow => {
    if (i === Math.floor(news.length / 2)) head();
    const { seq, hash: before } = ends[row.stream];
    const { stream, atMs, kind } = row;
    const placed = { stream, seq: seq + 1, atMs, kind, data: JSON.stringify(row.data) };
    const hash = linkHash(before, placed);
    ends[stream] = { seq: placed.seq, hash };
    return { ...placed, hash };
  });
  head();
  return { rows, heads };
}

export const underTest = (rows: readonly ProofRow[], heads: readonly SignedHead[]): LogUnderTest => ({
  log: logName,
  keys,
  heads,
  dropped: undefined,
  rows: (stream) => rows.filter((row) => row.stream === stream),
});

/** A short life of a log. */
export const someRows = (count: number): NewRow[] =>
  Array.from({ length: count }, (_, i): NewRow => {
    const atMs = Date.UTC(2026, 0, 1) + i * 1000;
    if (i % 4 === 3) return { stream: 'power', atMs, kind: 'minute', data: { chargePointsW: i * 100, gridW: -i } };
    if (i % 7 === 5) return { stream: 'audit', atMs, kind: 'act', data: { who: 'admin', what: `act ${i}, "quoted"` } };
    return { stream: 'grid', atMs, kind: 'command', data: { by: 'p0011', source: 'channel', values: { AVAIL: i } } };
  });
