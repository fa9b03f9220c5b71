import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { checkProof } from '../../../firmware/store/proof/check.ts';
import { openProofReader } from '../../../firmware/store/proof/proof-reader.ts';
import { partition } from './partitions.ts';

/** What a look into the data partition of a switched-off disk shows. */
export interface DataFindings {
  /** What is wrong; empty: nothing. */
  readonly faults: readonly string[];
  /** The journal was played or an inode was put away: what a power cut leaves behind. */
  readonly recovered: boolean;
  readonly variables: Readonly<Record<string, number | null>>;
  readonly proofRows: number;
}

const databases = ['netwacht.sqlite', 'last-good.sqlite', 'proof.sqlite'];

/**
 * Checks the data partition of a raw disk as the next start would and further: e2fsck may play the journal and nothing more, each
 * database is whole (PRAGMA integrity_check), the proof log verifies. `scratch` and `scratch`.img are made and removed.
 */
export function checkData(disk: string, scratch: string): DataFindings {
  const { offsetBytes } = partition(disk, 'data');
  // A file of its own: after it has played the journal, e2fsck 1.47.0 opens again without the offset it was given.
  const device = `${scratch}.img`;
  const from = [`if=${disk}`, `of=${device}`, 'bs=1M', `skip=${offsetBytes}B`, 'conv=sparse', 'status=none'];
  execFileSync('dd', from);
  const faults: string[] = [];
  // -p: the journal, orphans; whatever needs a person is more than a power cut may leave.
  const preen = spawnSync('e2fsck', ['-p', device], { encoding: 'utf8' });
  if ((preen.status ?? 8) > 1) faults.push(`e2fsck -p: ${preen.status} ${last(preen.stdout + preen.stderr)}`);
  const check = spawnSync('e2fsck', ['-f', '-n', device], { encoding: 'utf8' });
  if (check.status !== 0) faults.push(`e2fsck -f -n: ${check.status} ${last(check.stdout + check.stderr)}`);

  rmSync(scratch, { recursive: true, force: true });
  mkdirSync(scratch, { recursive: true });
  try {
    const dump = spawnSync('debugfs', ['-R', `rdump /netwacht ${scratch}`, device], { encoding: 'utf8' });
    const folder = join(scratch, 'netwacht');
    if (!existsSync(folder))
      return { faults: [...faults, last(dump.stderr)], recovered: false, variables: {}, proofRows: 0 };
    for (const name of databases) faults.push(...integrity(join(folder, name)));
    const proof = verify(join(folder, 'proof.sqlite'));
    const recovered = /recovering journal|orphan/i.test(preen.stdout);
    return { faults: [...faults, ...proof.faults], recovered, variables: variablesIn(folder), proofRows: proof.rows };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    rmSync(device, { force: true });
  }
}

const last = (text: string): string => text.trim().split('\n').slice(-2).join(' ');

function integrity(file: string): readonly string[] {
  if (!existsSync(file)) return file.endsWith('last-good.sqlite') ? [] : [`${file} is not there`];
  const db = new Database(file);
  try {
    const rows = db.pragma('integrity_check') as { integrity_check: string }[];
    return rows
      .map((row) => row.integrity_check)
      .filter((text) => text !== 'ok')
      .map((text) => `${file}: ${text}`);
  } catch (error) {
    return [`${file}: ${error}`];
  } finally {
    db.close();
  }
}

function verify(file: string): { readonly faults: readonly string[]; readonly rows: number } {
  try {
    const reader = openProofReader({ file });
    const { verdict } = checkProof(reader);
    reader.close();
    if (verdict.ok) return { faults: [], rows: verdict.rows.grid + verdict.rows.power + verdict.rows.audit };
    return { faults: [`proof: ${verdict.stream} row ${verdict.seq}: ${verdict.why}`], rows: 0 };
  } catch (error) {
    return { faults: [`proof: ${error}`], rows: 0 };
  }
}

function variablesIn(folder: string): Record<string, number | null> {
  const db = new Database(join(folder, 'netwacht.sqlite'), { readonly: true });
  try {
    const rows = db.prepare<[], { name: string; value: number | null }>('SELECT name, value FROM variables').all();
    return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
  } finally {
    db.close();
  }
}
