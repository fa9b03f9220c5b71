import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { faultsOfRoot } from '../../../build/stages/inspect.ts';

describe('S1 S18 S21 S23 the root of an image', () => {
  let tree: string;
  beforeEach(() => {
    tree = mkdtempSync(join(tmpdir(), 'netwacht-root-'));
    put('etc/shadow', 'root:*:20000::::::\nnetwacht:!*:20000::::::\n');
    put('usr/bin/node', 'program', 0o755);
    mkdirSync(join(tree, 'tmp'));
    chmodSync(join(tree, 'tmp'), 0o1777);
  });
  afterEach(() => rmSync(tree, { recursive: true }));

  function put(path: string, text: string, mode = 0o644): void {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
    chmodSync(join(tree, path), mode);
  }

  it('is packed when nothing is wrong with it', () => {
    // A program that knows the words of a key, and a public certificate.
    put('opt/netwacht/pem.js', "const head = '-----BEGIN PRIVATE KEY-----';\n");
    put('etc/rauc/keyring.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n');
    put('usr/share/login', 'no program');
    assert.deepEqual(faultsOfRoot(tree), []);
  });

  const wrong: readonly (readonly [string, () => void, RegExp])[] = [
    ['S21 a setuid program', () => put('usr/bin/mount', '', 0o4755), /usr\/bin\/mount runs as somebody else/],
    ['S21 a setgid program', () => put('usr/sbin/unix_chkpwd', '', 0o2755), /unix_chkpwd runs as somebody else/],
    ['S21 a file for everybody', () => put('etc/netwacht/image.json', '{}', 0o666), /image\.json can be written/],
    ['S18 an account with a password', () => put('etc/shadow', 'root:$y$j9T$x:1::::::\n'), /root has a password/],
    ['S1 an account that needs none', () => put('etc/shadow', 'root::1::::::\n'), /root has a password, or needs none/],
    ['S23 a sign-in', () => put('usr/sbin/agetty', '', 0o755), /agetty is a way in/],
    ['S23 a shell by the network', () => put('usr/sbin/sshd', '', 0o755), /sshd is a way in/],
    ['S23 a link to a way in', () => symlinkSync('busybox', join(tree, 'usr/bin/telnetd')), /telnetd is a way in/],
    [
      'S1 a private key',
      () => put('etc/ssl/box.pem', '-----BEGIN CERTIFICATE-----\nMIIB\n-----BEGIN EC PRIVATE KEY-----\nMHcC\n'),
      /box\.pem holds a private key/,
    ],
  ];
  for (const [what, spoil, told] of wrong)
    it(`${what} keeps it from being packed`, () => {
      spoil();
      const faults = faultsOfRoot(tree);
      assert.equal(faults.length, 1);
      assert.match(faults[0] ?? '', told);
    });
});
