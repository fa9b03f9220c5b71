import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = 'build/overlay-generic-amd64/usr/lib/netwacht/boot-state';

describe('S17 the state of GRUB, as RAUC reads and writes it', () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-boot-state-'));
    for (const name of ['bin', 'loader', 'run']) mkdirSync(at(name));
    copyFileSync('build/boot/generic-amd64/grubenv', at('loader/grubenv'));
    // No file system is mounted in a test: the file goes there and back.
    const played: Record<string, string> = {
      mount: `cp ${at('loader')}/grubenv "$6"`,
      umount: `cp "$1/grubenv" ${at('loader')}; rm "$1/grubenv"`,
    };
    for (const [name, text] of Object.entries(played)) {
      writeFileSync(at(`bin/${name}`), `#!/bin/sh\n${text}\n`);
      chmodSync(at(`bin/${name}`), 0o755);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function call(...args: string[]): { status: number | null; stdout: string } {
    const { status, stdout } = spawnSync('sh', [script, ...args], {
      encoding: 'utf8',
      env: { PATH: `${at('bin')}:${process.env.PATH}`, NETWACHT_RUN: at('run'), NETWACHT_LOADER: '/dev/loader' },
    });
    assert.deepEqual(readdirSync(at('run')), [], 'nothing is left mounted');
    const text = readFileSync(at('loader/grubenv'), 'latin1');
    assert.equal(text.length, 1024);
    assert.match(text, /^# GRUB Environment Block\n([A-Z_]+=.*\n)*#+$/);
    return { status, stdout: stdout.trim() };
  }
  const state = (): string =>
    ['BOOT_ORDER', 'BOOT_A_LEFT', 'BOOT_B_LEFT', 'BOOT_GOOD']
      .map((name) => new RegExp(`^${name}=(.*)$`, 'm').exec(readFileSync(at('loader/grubenv'), 'latin1'))?.[1])
      .join('|');

  it('holds the defaults on a new box', () => {
    assert.equal(call('get-primary').stdout, 'A');
    assert.equal(call('get-state', 'A').stdout, 'good');
    assert.equal(call('get-state', 'B').stdout, 'good');
  });

  const rows: readonly (readonly [string, readonly (readonly string[])[], string, string])[] = [
    ['installing into B begins', [['set-state', 'B', 'bad']], 'A|3|0|', 'A'],
    [
      'B is installed',
      [
        ['set-state', 'B', 'bad'],
        ['set-primary', 'B'],
      ],
      'B A|3|3|',
      'B',
    ],
    [
      'A is gone back to',
      [
        ['set-primary', 'B'],
        ['set-primary', 'A'],
      ],
      'A B|3|3|',
      'A',
    ],
    [
      'B is well',
      [
        ['set-primary', 'B'],
        ['set-state', 'B', 'good'],
        ['set-well', 'B'],
      ],
      'B A|3|3|B',
      'B',
    ],
    [
      'the only slot is marked bad',
      [
        ['set-state', 'B', 'bad'],
        ['set-state', 'A', 'bad'],
      ],
      'A|0|0|',
      '',
    ],
  ];
  for (const [what, calls, expected, primary] of rows) {
    it(what, () => {
      for (const args of calls) assert.equal(call(...args).status, 0);
      assert.equal(state(), expected);
      assert.equal(call('get-primary').stdout, primary);
    });
  }

  it('makes a torn file whole again', () => {
    writeFileSync(at('loader/grubenv'), `# GRUB Envir${'\0'.repeat(1012)}`);
    assert.equal(call('set-state', 'A', 'good').status, 0);
    assert.equal(state(), 'A B|3|3|');
  });

  it('refuses what it does not know', () => {
    for (const args of [['set-state', 'C', 'good'], ['set-primary'], ['set-well', 'A', 'B'], ['reset']]) {
      assert.equal(call(...args).status, 64, args.join(' '));
    }
  });
});
