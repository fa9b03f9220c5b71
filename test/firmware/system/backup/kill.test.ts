import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { finishRestore } from '../../../../firmware/store/backup/staged.ts';
import { testParent } from '../../store/data-folder-fixture.ts';
import { BackupBox, contentOf, fill, password } from './boxes.ts';

const loop = fileURLToPath(new URL('./restore-once.ts', import.meta.url));
const sessions = 450;

/** Runs a start of the box and kills it at its nth step; true when it came to its end before. */
async function startAndKill(dir: string, atStep: number): Promise<boolean> {
  const child = spawn(process.execPath, [loop, dir, String(atStep)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...end) => resolve(end as [number | null, string | null])),
  );
  assert.ok(code === 0 || signal === 'SIGKILL', `ended with ${code} ${signal}`);
  return code === 0;
}

describe('a restore that is killed', () => {
  let old: BackupBox;
  let file: Buffer;
  before(async () => {
    old = new BackupBox();
    fill(old, sessions);
    file = await old.backup();
  });
  after(() => old.end());

  it('changes nothing before it is ordered, and ends whole after any number of cuts', async () => {
    const first = new BackupBox('NTW-00000000000000b2');
    await first.desk.receive(Readable.from([file]), file.length, 'admin');
    await first.desk.begin(password, true, 'admin');
    first.store.close();
    // Steps: 450 sessions, all sessions, keys, tables, done. One box for each cut, and one that is cut again and again.
    const cuts = [1, 201, 401, 450, 451, 452, 453];
    for (const cut of [...cuts, 'again'] as const) {
      const dir = mkdtempSync(join(testParent, 'netwacht-killed-'));
      cpSync(first.dir, dir, { recursive: true });
      if (cut === 'again') for (const each of cuts) assert.equal(await startAndKill(dir, each), false, `cut ${each}`);
      else assert.equal(await startAndKill(dir, cut), false);
      assert.ok(existsSync(join(dir, 'restore', 'order.json')));
      assert.equal(await startAndKill(dir, 1000), true);
      const box = new BackupBox('NTW-00000000000000c3');
      box.store.close();
      rmSync(box.dir, { recursive: true });
      cpSync(dir, box.dir, { recursive: true });
      box.open();
      const { variables: _, ...rest } = contentOf(box);
      const { variables: __, ...wanted } = contentOf(old);
      assert.deepEqual(rest, wanted, `after a cut at ${cut}`);
      assert.ok(!existsSync(join(box.dir, 'restore')));
      assert.equal(await finishRestore(box.dir, box.store), undefined);
      box.end();
      rmSync(dir, { recursive: true });
    }
    rmSync(first.dir, { recursive: true, force: true });
  });

  it('is as if it had not been asked for where the power goes before the order is on disk', async () => {
    const fresh = new BackupBox('NTW-00000000000000b2');
    await fresh.desk.receive(Readable.from([file]), file.length, 'admin');
    await fresh.desk.look(password);
    await finishRestore(fresh.dir, fresh.store);
    assert.equal(fresh.store.site.get(), undefined);
    assert.ok(!existsSync(join(fresh.dir, 'restore')));
    fresh.end();
  });
});
