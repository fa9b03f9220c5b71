import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exportText } from '../../firmware/store/proof/export.ts';
import { ProofFile } from '../../firmware/store/proof/proof-file.ts';
import { openProofReader } from '../../firmware/store/proof/proof-reader.ts';
import { someRows } from '../firmware/grid/proof/made-log.ts';
import { type TestFolder, testFolder } from '../firmware/store/data-folder-fixture.ts';

const script = fileURLToPath(new URL('../../scripts/proof-verify.ts', import.meta.url));

describe('S24 checking the proof log from the command line', () => {
  let folder: TestFolder;
  before(() => {
    folder = testFolder();
    const file = new ProofFile({ dir: folder.dir, nowMs: () => folder.clock.wall });
    file.append(someRows(50));
    const reader = openProofReader({ dir: folder.dir });
    const options = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, format: 'csv', nowMs: folder.clock.wall } as const;
    writeFileSync(path('log.csv'), [...exportText(reader, file.keys, options)].join(''));
    reader.close();
    file.close();
  });
  after(() => folder.end());

  const path = (name: string) => join(folder.dir, name);
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
    return { status, text: stdout + stderr };
  };

  it('says that an export and a file hold, and by whose key', () => {
    const csv = run(path('log.csv'));
    assert.equal(csv.status, 0, csv.text);
    assert.match(csv.text, /^ok: 4\d rows, exported 2026/);
    const key = /signed by ([0-9a-f]{64})/.exec(csv.text)?.[1] ?? '';
    assert.equal(run(path('log.csv'), '--key', key).status, 0);
    assert.equal(run(path('log.csv'), '--key', '00'.repeat(32)).status, 1);
    assert.match(run(path('proof.sqlite')).text, new RegExp(`^ok: 3\\d rows of commands.*signed by ${key}`));
  });

  it('names the line of an export that was changed or cut off', () => {
    const lines = readFileSync(path('log.csv'), 'utf8').split('\n');
    const at = lines.findIndex((line) => line.includes('AVAIL'));
    writeFileSync(path('changed.csv'), lines.with(at, String(lines[at]).replace('AVAIL', 'avail')).join('\n'));
    const changed = run(path('changed.csv'));
    assert.equal(changed.status, 1);
    assert.match(changed.text, new RegExp(`^broken: line ${at + 1}: `));
    writeFileSync(path('cut.csv'), lines.slice(0, 20).join('\n'));
    assert.match(run(path('cut.csv')).text, /^broken: .*cut off/);
  });

  it('says how it is asked, and when there is nothing to look at', () => {
    assert.equal(run().status, 64);
    assert.equal(run(path('nothing.csv')).status, 66);
  });
});
