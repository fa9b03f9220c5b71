import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { NewRow } from '../../firmware/grid/proof/row.ts';
import { ProofFile, proofBoundBytes } from '../../firmware/store/proof/proof-file.ts';
import { ProofQueries } from '../../firmware/store/proof/proof-queries.ts';
import { spread } from './measure/percentiles.ts';

const yearMs = 365 * 86_400_000;
const endMs = Date.UTC(2026, 10, 1);

/**
 * The proof log at its size: what one command costs before its answer, the bytes of 10^6 events over two years, the export
 * of one year (goal 5 s) and a check of all of it. `--events N` (1000000), `--dir DIR` (a folder on the disk to measure).
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { events: { type: 'string', default: '1000000' }, dir: { type: 'string', default: tmpdir() } },
  });
  const events = Number(values.events);
  const dir = mkdtempSync(join(values.dir, 'netwacht-proof-'));
  const queries = new ProofQueries(dir);
  try {
    const file = new ProofFile({ dir, nowMs: () => endMs });
    const filledMs = fill(file, events);
    const bytes = statSync(join(dir, 'proof.sqlite')).size;
    console.log(`${events} events: ${(bytes / 1e6).toFixed(1)} MB, ${(bytes / events).toFixed(0)} bytes each`);
    console.log(`within the bound of ${(proofBoundBytes / 1e6).toFixed(0)} MB: ${bytes < proofBoundBytes}`);
    console.log(`filled in transactions of 1000: ${Math.round(events / (filledMs / 1000))} events a second`);
    console.log(`one command, on the disk and signed: ${spread(oneByOne(file), 2)} ms`);
    await exported(queries);
    await checked(queries);
    file.close();
  } finally {
    await queries.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Two years of a busy operator: each command with its life and ten minutes of power. */
function fill(file: ProofFile, events: number): number {
  const begunMs = performance.now();
  const life = lifeOf(0, 0).length;
  const everyMs = (2 * yearMs * life) / events;
  let rows: NewRow[] = [];
  for (let i = 0, written = 0; written < events; i += 1) {
    rows.push(...lifeOf(i, endMs - 2 * yearMs + i * everyMs));
    if (rows.length < 1000 && written + rows.length < events) continue;
    file.append(rows);
    written += rows.length;
    rows = [];
  }
  return performance.now() - begunMs;
}

/** A command to a site of 16 charge points. */
function lifeOf(i: number, atMs: number): readonly NewRow[] {
  const cmd = i * 4 + 2;
  const limits = [{ id: 'operator', place: 'house', value: 22_000 + (i % 100), unit: 'W' }];
  const offeredA = Object.fromEntries(Array.from({ length: 16 }, (_, k) => [`E${k + 1}`, 6 + (k % 10)]));
  const row = (kind: string, afterMs: number, data: NewRow['data']): NewRow => ({
    ...{ stream: 'grid', atMs: atMs + afterMs, kind, data },
  });
  const by = 'p0123456789abcdef';
  const minutes = Array.from({ length: 10 }, (_, k): NewRow => {
    const data = { chargePointsW: 22_000 - k * 111, gridW: 24_000 + k * 77 };
    return { stream: 'power', atMs: atMs + k * 60_000, kind: 'minute', data };
  });
  return [
    row('command', 0, { source: 'channel:emt1', by, role: 'operator', values: { AVAIL: i % 101 } }),
    row('applied', 20, { cmd, limits }),
    row('confirmed', 300, { cmd, offeredA }),
    row('ended', 600_000, { cmd, why: 'overtaken', next: cmd + 4 }),
    ...minutes,
  ];
}

function oneByOne(file: ProofFile): readonly number[] {
  return Array.from({ length: 500 }, (_, i) => {
    const [command] = lifeOf(i, endMs);
    const begunMs = performance.now();
    file.append(command === undefined ? [] : [command]);
    return performance.now() - begunMs;
  });
}

async function exported(queries: ProofQueries): Promise<void> {
  for (const format of ['csv', 'json'] as const) {
    const begunMs = performance.now();
    let bytes = 0;
    const text = await queries.export({ fromMs: endMs - 2 * yearMs, toMs: endMs - yearMs, format, nowMs: endMs });
    for await (const chunk of text) bytes += String(chunk).length;
    const tookS = (performance.now() - begunMs) / 1000;
    console.log(
      `export of one of the two years as ${format}: ${tookS.toFixed(2)} s (goal 5), ${(bytes / 1e6).toFixed(0)} MB`,
    );
  }
}

async function checked(queries: ProofQueries): Promise<void> {
  const begunMs = performance.now();
  const { verdict } = await queries.check();
  console.log(`check of the whole log: ${((performance.now() - begunMs) / 1000).toFixed(2)} s, ok: ${verdict.ok}`);
}
