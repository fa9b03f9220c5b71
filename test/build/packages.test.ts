import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { lockOf } from '../../build/stages/lock.ts';
import { listed, packagesOf } from '../../build/stages/packages.ts';
import { pinsOf } from '../../build/stages/root.ts';
import { targets } from '../../build/targets/target.ts';

const lockLines = (target: string): string[] =>
  readFileSync(`build/lock/${target}.lock`, 'utf8')
    .split('\n')
    .filter((line) => line !== '');

describe('versions of Debian packages', () => {
  for (const target of targets) {
    it(`of ${target.name} are locked, each once`, () => {
      const lines = lockLines(target.name);
      for (const line of lines) assert.match(line, /^[a-z0-9][a-z0-9+.-]+ [0-9][A-Za-z0-9.+:~-]*$/);
      const names = lines.map((line) => line.split(' ')[0]);
      assert.equal(new Set(names).size, names.length);
      const wanted = [...packagesOf('.', target.name), ...target.bootPackages];
      assert.deepEqual(
        wanted.filter((name) => !names.includes(name)),
        [],
      );
    });

    it(`S19 S23 of ${target.name} hold no shell from outside, no compiler and no package manager that stays`, () => {
      const names = lockLines(target.name).map((line) => line.split(' ')[0] ?? '');
      const unwanted =
        /^(openssh-server|dropbear.*|telnetd.*|gcc|g\+\+|python3.*|perl|sudo|login|cron|exim4.*|curl|wget)$/;
      assert.deepEqual(
        names.filter((name) => unwanted.test(name)),
        [],
      );
      const gone = listed('build/packages/build-only.txt');
      for (const name of ['apt', 'dpkg', 'perl-base']) assert.ok(gone.includes(name), name);
    });
  }

  it('are read from what dpkg says is installed', () => {
    const status =
      'Package: b\nStatus: install ok installed\nArchitecture: all\nVersion: 1:2-3\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n' +
      'Package: a\nStatus: install ok installed\nArchitecture: arm64\nVersion: 4~x\n';
    assert.equal(lockOf(status), 'a 4~x\nb 1:2-3\n');
  });

  it('are asked for above any other', () => {
    assert.equal(pinsOf(['a 1:2-3']), 'Package: a\nPin: version 1:2-3\nPin-Priority: 1001\n\n');
    assert.equal(pinsOf([]), '');
  });

  it('lists name nothing twice', () => {
    for (const name of ['modules', 'unused-paths', 'build-only', 'common']) {
      const lines = listed(`build/packages/${name}.txt`);
      assert.ok(lines.length > 0 && new Set(lines).size === lines.length, name);
    }
    assert.ok(existsSync('build/packages/modules.txt'));
  });
});
