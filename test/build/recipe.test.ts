import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);
const tracked = globSync('build/**/*', { exclude: (name) => name === 'build/out' || name.startsWith('build/out/') })
  .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
  .sort();
const scripts = tracked.filter((path) => /^#!.*\bsh\b/.test(readFileSync(path, 'utf8').split('\n', 1)[0] ?? ''));
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;

describe('the recipe of the image', () => {
  it('has shell scripts without a fault that shellcheck finds', function () {
    if (!hasShellcheck) this.skip();
    const { status, stdout } = spawnSync('shellcheck', ['--severity=style', ...scripts], { encoding: 'utf8' });
    assert.equal(status, 0, stdout);
  });

  it('has no bash in it', () => {
    assert.deepEqual(
      scripts.filter((path) => !/^#!\/bin\/sh( |$|\n)/.test(readFileSync(path, 'utf8'))),
      [],
    );
  });

  it('names no mirror and no registry: they are those of the machine that builds', () => {
    const named = tracked.filter((path) =>
      /registry\.npmjs|(deb|security|snapshot|ftp\S*)\.debian\.org/.test(readFileSync(path, 'latin1')),
    );
    assert.deepEqual(named, []);
  });

  it('holds no key and nothing binary', () => {
    const found = tracked.filter((path) => {
      const text = readFileSync(path, 'latin1');
      return /^-----BEGIN [A-Z ]*PRIVATE KEY-----/m.test(text) || text.includes('\0');
    });
    assert.deepEqual(found, []);
  });

  it('S17 S19 refuses a release with development keys, with shortcuts, or with words it does not know', async () => {
    const refused: [string[], RegExp][] = [
      [[], /--target takes cm4-arm64 or generic-amd64/],
      [['--target', 'cm5'], /--target takes/],
      [['--target', 'cm4-arm64', '--fats'], /nothing was built/],
      [['--target', 'cm4-arm64', '--release', '--fast'], /goes with none of/],
      [['--target', 'cm4-arm64', '--release', '--version', '9.9.9'], /goes with none of/],
      [['--target', 'cm4-arm64', '--key', 'k'], /go together/],
    ];
    for (const [args, message] of refused) {
      const failed = await run(process.execPath, ['build/image.ts', ...args]).then(
        () => assert.fail(`${args.join(' ')} was not refused`),
        (error: { code: number; stderr: string }) => error,
      );
      assert.equal(failed.code, 1);
      assert.match(failed.stderr, message);
    }
  });
});
