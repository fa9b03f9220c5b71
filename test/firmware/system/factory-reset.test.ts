import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import { keyFiles } from '../../../firmware/store/key-files.ts';
import { openStore } from '../../../firmware/store/store.ts';
import { FactoryReset, finishReset, resetExitCode } from '../../../firmware/system/factory-reset.ts';
import { testClock } from '../store/data-folder-fixture.ts';

const canary = 'canary-Sesame-4711';

/** Puts the canary wherever the program keeps something. */
function live(dir: string): void {
  const store = openStore({ dir, clock: testClock() });
  store.accounts.setPassword('admin', `$argon2id$${canary}`);
  store.audit.append({ who: 'admin', what: canary });
  for (let n = 0; n < 50; n += 1) store.meta.set(`note${n}`, `${canary} ${'x'.repeat(2000)}`);
  for (let n = 0; n < 40; n += 1) store.meta.remove(`note${n}`);
  store.close();
  const keys = keyFiles(join(dir, 'keys', 'certificates'));
  keys.write('cls', { certificatePem: 'certificate', keyPem: `key ${canary}`, source: 'made' });
  writeFileSync(join(dir, 'netwacht.sqlite.set-aside-20260101T000000.000Z'), canary);
  for (const name of ['history.sqlite', 'history.sqlite-wal', 'history.sqlite.set-aside-20260101T000000.000Z'])
    writeFileSync(join(dir, name), canary);
  writeFileSync(join(dir, 'recording.jsonl'), `${canary}\n`.repeat(1000));
}

describe('S32 the factory reset', () => {
  let dir: string;
  let said: object[];
  let exits: number[];
  const log = {
    warn: (facts: object) => void said.push(facts),
    fatal: (facts: object) => void said.push(facts),
  };
  const reset = (stop: () => Promise<void> = async () => undefined) =>
    new FactoryReset({ dir, word: 'NTW-1', stop, exit: (code) => void exits.push(code), eraseAll: undefined, log });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-reset-'));
    said = [];
    exits = [];
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('overwrites and removes keys, databases with their logs, set-aside files and recordings', async () => {
    live(dir);
    writeFileSync(join(dir, 'netwacht.sqlite-wal'), canary);
    // Second names keep the content within sight.
    const seen = join(dir, 'somebody-elses');
    mkdirSync(seen);
    for (const name of readdirSync(dir))
      if (name !== 'keys' && name !== 'somebody-elses') linkSync(join(dir, name), join(seen, name));
    linkSync(join(dir, 'keys', 'certificates', 'cls.json'), join(seen, 'cls.json'));
    const holding = () => readdirSync(seen).filter((name) => readFileSync(join(seen, name)).includes(canary));
    assert.ok(holding().length >= 6, holding().join());

    reset().begin('NTW-1', 'admin');
    await reset().carryOut();
    assert.deepEqual(exits, [resetExitCode]);
    assert.deepEqual(readdirSync(dir), ['somebody-elses']);
    assert.deepEqual(holding(), []);
    assert.ok(openEmpty(dir));
  });

  it('does nothing for a wrong word, and is not begun by it', async () => {
    live(dir);
    assert.throws(() => reset().begin('NTW-2', 'admin'), { code: 'badConfirm', path: 'confirm', message: /"NTW-1"/ });
    await finishReset(dir, log, undefined);
    assert.ok(existsSync(join(dir, 'netwacht.sqlite')));
    assert.deepEqual(said, []);
  });

  it('goes on at the next start when a power cut came between', async () => {
    live(dir);
    reset().begin('NTW-1', 'admin');
    // What is left of a reset that was cut: some files are gone, the mark stands.
    rmSync(join(dir, 'netwacht.sqlite'));
    await finishReset(dir, log, undefined);
    assert.deepEqual(readdirSync(dir), []);
  });

  it('can be asked for at the box by a file of its name', async () => {
    live(dir);
    writeFileSync(join(dir, 'factory-reset'), '');
    await finishReset(dir, log, undefined);
    assert.deepEqual(readdirSync(dir), []);
  });

  it('ends the process, to go on at the next start, when something keeps it from ending', async () => {
    live(dir);
    const stuck = reset(() => Promise.reject(new Error('the worker does not end')));
    stuck.begin('NTW-1', 'admin');
    await stuck.carryOut();
    assert.deepEqual(exits, [resetExitCode]);
    assert.ok(existsSync(join(dir, 'factory-reset')));
  });

  it('on the image has the whole data partition erased, its mark standing until that is noted', async () => {
    live(dir);
    const seen: string[][] = [];
    const eraseAll = async () => void seen.push(readdirSync(dir));
    const own = new FactoryReset({
      ...{ dir, word: 'NTW-1', stop: async () => undefined, exit: (code: number) => void exits.push(code), log },
      eraseAll,
    });
    own.begin('NTW-1', 'admin');
    await own.carryOut();
    assert.deepEqual([seen, exits], [[['factory-reset']], [resetExitCode]]);
    // The same for one that is finished at the next start.
    writeFileSync(join(dir, 'factory-reset'), '');
    await finishReset(dir, log, eraseAll);
    assert.equal(seen.length, 2);
  });

  it('waits for an update that is being installed', async () => {
    live(dir);
    let asked = 0;
    const eraseAll = async () => {
      asked += 1;
      if (asked === 1) throw new NetwachtError('busy', 'An installation is running');
    };
    writeFileSync(join(dir, 'factory-reset'), '');
    await finishReset(dir, log, eraseAll);
    assert.deepEqual([asked, readdirSync(dir)], [2, []]);
  });

  it('is the own wipe alone, and ends, when the root service does not answer', async () => {
    live(dir);
    const eraseAll = () => Promise.reject(new Error('rootDown'));
    const own = new FactoryReset({
      ...{ dir, word: 'NTW-1', stop: async () => undefined, exit: (code: number) => void exits.push(code), log },
      eraseAll,
    });
    own.begin('NTW-1', 'admin');
    await own.carryOut();
    assert.deepEqual([readdirSync(dir), exits], [[], [resetExitCode]]);
  });

  it('leaves alone what is not ours, and what a link points to', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'netwacht-elsewhere-'));
    writeFileSync(join(elsewhere, 'precious'), canary);
    writeFileSync(join(dir, 'thesis.txt'), 'precious too');
    mkdirSync(join(dir, 'keys'));
    symlinkSync(join(elsewhere, 'precious'), join(dir, 'keys', 'link'));
    symlinkSync(elsewhere, join(dir, 'run'));
    reset().begin('NTW-1', 'admin');
    await reset().carryOut();
    assert.deepEqual(readdirSync(dir), ['thesis.txt']);
    assert.equal(readFileSync(join(elsewhere, 'precious'), 'utf8'), canary);
    assert.deepEqual(said.at(-1), { files: 3, filledBytes: 0, left: ['thesis.txt'] });
    rmSync(elsewhere, { recursive: true });
  });

  it('leaves no canary in the raw bytes of a file system of its own, freed blocks included', async function () {
    const image = join(dir, 'disk.img');
    const disk = join(dir, 'disk');
    mkdirSync(disk);
    writeFileSync(image, Buffer.alloc(24 * 1024 * 1024));
    const does = (...args: string[]) => spawnSync(args[0] ?? '', args.slice(1)).status === 0;
    if (!does('mkfs.ext4', '-q', image) || !does('mount', '-o', 'loop', image, disk)) return this.skip();
    const raw = (text: string): number => {
      spawnSync('sync', ['-f', disk]);
      const bytes = readFileSync(image);
      let count = 0;
      for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) count += 1;
      return count;
    };
    try {
      live(disk);
      // A program that knew no better: written, freed, never overwritten.
      const stray = 'stray-Sesame-4712';
      writeFileSync(join(disk, 'stray'), `${stray}\n`.repeat(400_000), { flush: true });
      rmSync(join(disk, 'stray'));
      writeFileSync(join(disk, 'foreign'), canary);
      assert.ok(raw(canary) > 1000);
      assert.ok(raw(stray) > 300_000);
      const own = new FactoryReset({
        ...{ dir: disk, word: 'x', stop: async () => undefined, exit: () => undefined, eraseAll: undefined, log },
      });
      own.begin('x', 'admin');
      await own.carryOut();
      assert.deepEqual(readdirSync(disk), ['lost+found']);
      assert.equal(raw(canary), 0);
      // ext4 keeps 2 % of its blocks from everybody.
      assert.ok(raw(stray) < 40_000, `${raw(stray)}`);
    } finally {
      does('umount', disk);
    }
    return undefined;
  });
});

/** Whether a store opens on the folder as on a new one. */
function openEmpty(dir: string): boolean {
  const store = openStore({ dir, clock: testClock() });
  const empty = store.startUp.restored === 'none' && store.accounts.claimed() === false;
  store.close();
  return empty;
}
