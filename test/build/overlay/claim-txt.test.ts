import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = 'build/overlay/usr/lib/netwacht/take-claim-code';

describe('S1 the claim code in claim.txt on the loader partition', () => {
  let dir: string;
  let output: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'netwacht-claim-txt-'));
    for (const name of ['loader', 'data', 'bin']) mkdirSync(join(dir, name));
    // The folder stands for the mounted partition: no kernel of a test machine need know FAT.
    for (const name of ['mount', 'umount']) {
      writeFileSync(join(dir, 'bin', name), `#!/bin/sh\necho ${name} "$@" >>"${dir}/mounts"\n`);
      chmodSync(join(dir, 'bin', name), 0o755);
    }
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const run = (): void => {
    const { status, stdout, stderr } = spawnSync('sh', [script], {
      encoding: 'utf8',
      env: {
        PATH: `${join(dir, 'bin')}:${process.env.PATH}`,
        NETWACHT_LOADER_POINT: join(dir, 'loader'),
        NETWACHT_DATA: join(dir, 'data'),
        NETWACHT_CLAIM_NOTICE: join(dir, 'notice'),
        NETWACHT_USER: '',
      },
    });
    assert.equal(status, 0, stderr);
    output = stdout + stderr;
  };
  const put = (content: string | Buffer, name = 'claim.txt'): void => writeFileSync(join(dir, 'loader', name), content);
  const code = (): string | undefined => {
    const file = join(dir, 'data', 'claim-code');
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  const left = (): readonly string[] => readdirSync(join(dir, 'loader'));
  const notice = (): string => readFileSync(join(dir, 'notice'), 'utf8').trim();

  const good: readonly (readonly [string, string | Buffer, string])[] = [
    ['plain', 'Kerkstraat 12\n', 'Kerkstraat 12'],
    ['without a line end', '12345678', '12345678'],
    ['of Windows', '\ufeffTulip-Canal-7\r\n', 'Tulip-Canal-7'],
    ['with empty lines and spaces around it', '\n  Tulip-Canal-7  \n\n', 'Tulip-Canal-7'],
    ['of 64 characters', 'x'.repeat(64), 'x'.repeat(64)],
    ['of signs', `"$(id)" '\\' %s`, `"$(id)" '\\' %s`],
  ];
  for (const [what, content, expected] of good)
    it(`is taken: ${what}`, () => {
      put(content);
      run();
      assert.equal(code(), `${expected}\n`);
      assert.equal(statSync(join(dir, 'data', 'claim-code')).mode & 0o777, 0o600);
      assert.deepEqual(left(), []);
      assert.equal(notice(), 'The claim code was taken from claim.txt, which is wiped.');
      assert.ok(!output.includes(expected), 'the code is in the log');
    });

  const bad: readonly (readonly [string, string | Buffer])[] = [
    ['empty', ''],
    ['too short', '1234567'],
    ['too long', 'x'.repeat(65)],
    ['of two lines', 'Kerkstraat\n12345678\n'],
    ['with a letter beyond ASCII', 'Schönhauser Allee'],
    ['with a tab', 'Kerkstraat\t12'],
    ['in UTF-16', Buffer.from('\ufeffKerkstraat 12', 'utf16le')],
    ['of megabytes', Buffer.alloc(3_000_000, 'secret')],
  ];
  for (const [what, content] of bad)
    it(`is named and wiped as well when it is none: ${what}`, () => {
      put(content);
      run();
      assert.equal(code(), undefined);
      assert.deepEqual(left(), []);
      assert.match(notice(), /^claim\.txt is no claim code \(.*\) and was wiped\.$/);
      assert.ok(!output.includes('Kerkstraat') && !output.includes('secret'));
    });

  it('is wiped unread when the box has an owner', () => {
    mkdirSync(join(dir, 'data', 'keys'));
    writeFileSync(join(dir, 'data', 'keys', 'claimed'), '');
    put('Kerkstraat 12\n');
    run();
    assert.deepEqual([code(), left()], [undefined, []]);
    assert.match(notice(), /was wiped unread: this box has an owner already/);
  });

  it('is overwritten with zeros before it is removed', () => {
    put('Kerkstraat 12\n');
    // Another name of the same content.
    linkSync(join(dir, 'loader', 'claim.txt'), join(dir, 'kept'));
    run();
    assert.ok(readFileSync(join(dir, 'kept')).every((byte) => byte === 0));
  });

  it('is found too where its ending was written twice', () => {
    put('Kerkstraat 12\n', 'claim.txt.txt');
    run();
    assert.equal(code(), 'Kerkstraat 12\n');
    assert.deepEqual(left(), []);
  });

  it('is no reason to write to the partition when it is not there', () => {
    run();
    assert.deepEqual(
      readFileSync(join(dir, 'mounts'), 'utf8')
        .split('\n')
        .map((line) => line.split(' ').slice(0, 5).join(' ')),
      ['mount -t vfat -o ro,nosuid,nodev,noexec,umask=077', `umount ${join(dir, 'loader')}`, ''],
    );
    assert.equal(existsSync(join(dir, 'notice')), false);
  });

  it('leaves the partition unmounted when something goes wrong', () => {
    put('Kerkstraat 12\n');
    rmSync(join(dir, 'data'), { recursive: true });
    assert.throws(run);
    assert.match(readFileSync(join(dir, 'mounts'), 'utf8'), /\numount \S+\n$/);
  });
});
