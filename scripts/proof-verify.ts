// `node scripts/proof-verify.ts FILE [--key HEX]`: checks an export of the proof log (CSV) or the file itself
// (proof.sqlite). Ends with 0 when it holds, 1 when something is broken, 64 or 66 when it cannot be asked.
import '../firmware/system/node-version.ts';
import { createReadStream, openSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { ExportCheck } from '../firmware/grid/proof/verify-export.ts';
import { checkProof } from '../firmware/store/proof/check.ts';
import { openProofReader } from '../firmware/store/proof/proof-reader.ts';

interface Finding {
  readonly ok: boolean;
  readonly says: string;
  /** The key that signed; undefined when nothing is signed. */
  readonly key: string | undefined;
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { key: { type: 'string' } } });
const [file] = positionals;
if (file === undefined || positionals.length > 1) {
  console.error('usage: node scripts/proof-verify.ts FILE.csv|proof.sqlite [--key HEX]');
  process.exit(64);
}
const found = await lookAt(file).catch((error: unknown) => {
  console.error(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  process.exit(66);
});
const wrongKey = found.ok && values.key !== undefined && values.key.toLowerCase() !== found.key;
console.log(wrongKey ? `broken: signed by ${found.key}, not by the key that was asked for` : found.says);
if (found.ok && values.key === undefined) console.log('compare the key with the one that the box shows, or give --key');
process.exit(found.ok && !wrongKey ? 0 : 1);

async function lookAt(path: string): Promise<Finding> {
  const start = Buffer.alloc(16);
  readSync(openSync(path, 'r'), start, 0, 16, 0);
  return start.toString('latin1') === 'SQLite format 3\0' ? lookAtDatabase(path) : lookAtExport(path);
}

function lookAtDatabase(path: string): Finding {
  const reader = openProofReader({ file: path });
  const { verdict, head } = checkProof(reader);
  reader.close();
  if (!verdict.ok)
    return { ok: false, key: head?.key, says: `broken: ${verdict.stream} row ${verdict.seq}: ${verdict.why}` };
  const { grid, power, audit } = verdict.rows;
  const says = `ok: ${grid} rows of commands, ${power} minutes of power, ${audit} of the audit trail, signed by ${head?.key}`;
  return { ok: true, key: head?.key, says };
}

async function lookAtExport(path: string): Promise<Finding> {
  const check = new ExportCheck();
  for await (const line of createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: 0 }))
    if (!check.take(line)) break;
  const verdict = check.end();
  if (!verdict.ok) return { ok: false, key: undefined, says: `broken: line ${verdict.line}: ${verdict.why}` };
  const { key, rows, statement } = verdict;
  return {
    ok: true,
    key,
    says: `ok: ${rows} rows, exported ${new Date(statement.atMs).toISOString()}, signed by ${key}`,
  };
}
