import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Both boot scripts are run by a shell with the boot loaders' own commands played: their words are the same there. That the
 * boot loaders themselves read them so is for the tier `boot-counters` of the image tests.
 */
const uboot = `
devtype=disk devnum=0 kernel_addr_r=0
setenv() { eval "$1=\\"\\\${2:-}\\""; }
setexpr() { eval "$1=$(($2 $3 $4))"; }
test() { if [ "$1" = -e ]; then [ -e "($3)/$4" ]; else [ "$@" ]; fi; }
part() { case "$1 $4" in 'number boota') part_A=A ;; 'number bootb') part_B=B ;; esac; }
disk() { case $1 in write) [ -z "$READ_ONLY" ] && echo "kept $BOOT_ORDER|$BOOT_A_LEFT|$BOOT_B_LEFT|$BOOT_GOOD" ;; esac; }
env() { case $1 in import) [ "$2" = -t ] || { [ -n "$STATE" ] && eval "$STATE"; } ;; esac; }
load() { :; }
booti() { echo "started $slot $bootargs"; return 1; }
reset() { exit 0; }
`;
const grub = `
root=disk,gpt1
regexp() { disk=0:; }
load_env() { case $2 in *grubenv) [ -n "$STATE" ] && eval "$STATE" ;; esac; }
save_env() { [ -z "$READ_ONLY" ] && echo "kept $BOOT_ORDER|$BOOT_A_LEFT|$BOOT_B_LEFT|$BOOT_GOOD"; }
linux() { shift; echo "started $slot $*"; }
initrd() { return 1; }
reboot() { exit 0; }
`;
const scripts = [
  ['boot.cmd', uboot, ['(0:A)', '(0:B)']],
  ['grub.cfg', grub, ['(0:,gpt3)', '(0:,gpt4)']],
] as const;

interface Start {
  /** BOOT_ORDER|BOOT_A_LEFT|BOOT_B_LEFT|BOOT_GOOD as it lies on the disk; undefined: torn. */
  readonly state: string | undefined;
  readonly full: 'A' | 'B' | 'AB' | '';
}

const rows: readonly (readonly [string, Start, string, string])[] = [
  ['a new box', { state: undefined, full: 'A' }, 'A', 'A B|2|3|'],
  ['a torn state, both slots full', { state: undefined, full: 'AB' }, 'A', 'A B|2|3|'],
  ['a state without words', { state: '|||', full: 'AB' }, 'A', 'A B|2|3|'],
  ['an order of nonsense', { state: 'B C|3|3|', full: 'AB' }, 'A', 'A B|2|3|'],
  ['B installed', { state: 'B A|3|3|A', full: 'AB' }, 'B', 'B A|3|2|A'],
  ['the last try of B', { state: 'B A|3|1|A', full: 'AB' }, 'B', 'B A|3|0|A'],
  ['B used up', { state: 'B A|3|0|A', full: 'AB' }, 'A', 'B A|2|0|A'],
  ['A marked bad', { state: 'B|0|3|B', full: 'AB' }, 'B', 'B|0|2|B'],
  ['B first and empty', { state: 'B A|3|3|', full: 'A' }, 'A', 'B A|2|3|'],
  ['A empty', { state: 'A B|3|3|', full: 'B' }, 'B', 'A B|3|2|'],
  ['both used up, A was well', { state: 'B A|0|0|A', full: 'AB' }, 'A last', 'A B|2|3|A'],
  ['both used up, B was well', { state: 'A B|0|0|B', full: 'AB' }, 'B last', 'B A|3|2|B'],
  ['both used up, none was ever well', { state: 'B A|0|0|', full: 'AB' }, 'B last', 'B A|3|2|'],
  ['A used up, B empty', { state: 'A B|0|3|', full: 'A' }, 'A last', 'A B|2|3|'],
  ['A used up while B is being written', { state: 'A|0|0|A', full: 'AB' }, 'A last', 'A|2|0|A'],
  ['only B in the order, and it is empty', { state: 'B|3|0|', full: 'A' }, 'A last', 'B|2|3|'],
  ['no slot at all', { state: undefined, full: '' }, '', ''],
];

for (const [name, played, folders] of scripts) {
  describe(`S17 build/boot/${name}`, () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'netwacht-boot-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    function started({ state, full }: Start, readOnly = ''): { slot: string; kept: string; text: string } {
      folders.forEach((at, k) => {
        mkdirSync(join(folder, at), { recursive: true });
        if (full.includes('AB'[k] ?? '-')) writeFileSync(join(folder, at, 'vmlinuz'), '');
      });
      const names = ['BOOT_ORDER', 'BOOT_A_LEFT', 'BOOT_B_LEFT', 'BOOT_GOOD'];
      const words = state?.split('|').map((value, k) => `${names[k]}='${value}'`);
      writeFileSync(
        join(folder, 'run'),
        `${played}\nsleep() { :; }\n${readFileSync(resolve('build/boot', name), 'utf8')}`,
      );
      const { status, stdout, stderr } = spawnSync('sh', ['run'], {
        cwd: folder,
        encoding: 'utf8',
        env: { PATH: process.env.PATH, STATE: words?.join(';') ?? '', READ_ONLY: readOnly },
      });
      assert.equal(stderr, '');
      assert.equal(status, 0);
      const line = /^started (\S+) (.*)$/m.exec(stdout);
      const slot = [line?.[1], line?.[2]?.includes('netwacht.last_resort') ? 'last' : ''].join(' ').trim();
      return { slot, kept: /^kept (.*)$/m.exec(stdout)?.[1] ?? '', text: stdout };
    }

    for (const [what, start, slot, kept] of rows) {
      it(`${what}: ${slot || 'nothing'} starts`, () => {
        const found = started(start);
        assert.equal(found.slot, slot, found.text);
        assert.equal(found.kept, kept);
      });
    }

    it('starts all the same when the count cannot be written', () => {
      const { slot, kept, text } = started({ state: 'A B|3|3|A', full: 'AB' }, 'yes');
      assert.equal(slot, 'A');
      assert.equal(kept, '');
      assert.match(text, /could not be written/);
    });

    it('tells the kernel its slot, to restart on a panic, and never of a shell', () => {
      const { text } = started({ state: 'B A|3|3|A', full: 'AB' });
      for (const word of ['boot=netwacht', 'panic=10', 'systemd.gpt_auto=0', 'rauc.slot=B', 'netwacht.slot=B']) {
        assert.ok(text.includes(` ${word} `), `${word} in ${text}`);
      }
      assert.doesNotMatch(text, /break|init=|rescue|emergency|debug/);
    });
  });
}

describe('S17 the state of GRUB as shipped', () => {
  for (const name of ['grubenv', 'grubenv-spare']) {
    it(`${name} is an empty environment block of the size that GRUB wants`, () => {
      const text = readFileSync(`build/boot/generic-amd64/${name}`, 'latin1');
      assert.match(text, /^# GRUB Environment Block\n#{999}$/);
    });
  }
});
