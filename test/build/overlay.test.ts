import assert from 'node:assert/strict';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashOfTree } from '../../build/stages/hash.ts';
import { layOver } from '../../build/stages/overlay.ts';

describe('the overlay', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-overlay-'));
    for (const name of ['over/etc/deep', 'tree/etc']) mkdirSync(join(folder, name), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const over = (name: string): string => join(folder, 'over', name);
  const tree = (name: string): string => join(folder, 'tree', name);

  it('gives files 0644, or 0755 where they may be run, whatever the checkout has', () => {
    writeFileSync(over('etc/plain'), 'a', { mode: 0o600 });
    writeFileSync(over('etc/deep/tool'), 'b');
    chmodSync(over('etc/deep/tool'), 0o775);
    layOver(over(''), tree(''), {});
    assert.equal(lstatSync(tree('etc/plain')).mode & 0o7777, 0o644);
    assert.equal(lstatSync(tree('etc/deep/tool')).mode & 0o7777, 0o755);
    assert.equal(lstatSync(tree('etc/deep')).mode & 0o777, 0o755);
  });

  it('takes the place of what is there, and keeps links as links', () => {
    symlinkSync('/elsewhere', tree('etc/unit'));
    writeFileSync(over('etc/unit'), 'ours');
    symlinkSync('/dev/null', over('etc/masked'));
    layOver(over(''), tree(''), {});
    assert.equal(readFileSync(tree('etc/unit'), 'utf8'), 'ours');
    assert.equal(readlinkSync(tree('etc/masked')), '/dev/null');
  });

  it('fills in words of a template and refuses one it does not know', () => {
    writeFileSync(over('etc/system.conf.in'), 'compatible=netwacht-@TARGET@ mail a@b.example');
    layOver(over(''), tree(''), { TARGET: 'cm4-arm64' });
    assert.equal(readFileSync(tree('etc/system.conf'), 'utf8'), 'compatible=netwacht-cm4-arm64 mail a@b.example');
    writeFileSync(over('etc/system.conf.in'), '@TARGTE@');
    assert.throws(() => layOver(over(''), tree(''), { TARGET: 'x' }), { code: 'unknownWord', message: /TARGTE/ });
  });

  it('that is not there changes nothing', () => {
    layOver(over('none'), tree(''), {});
  });

  it('has another hash for each change that reaches the root, and the same for times and write bits', () => {
    writeFileSync(over('etc/a'), 'a');
    const first = hashOfTree(over(''));
    chmodSync(over('etc/a'), 0o664);
    assert.equal(hashOfTree(over('')), first);
    const changes: (() => void)[] = [
      () => writeFileSync(over('etc/a'), 'b'),
      () => chmodSync(over('etc/a'), 0o755),
      () => writeFileSync(over('etc/b'), ''),
      () => symlinkSync('a', over('etc/c')),
      () => rmSync(over('etc/deep'), { recursive: true }),
    ];
    const seen = new Set([first]);
    for (const change of changes) {
      change();
      seen.add(hashOfTree(over('')));
    }
    assert.equal(seen.size, changes.length + 1);
    assert.equal(hashOfTree(over('none')), hashOfTree(over('nothing')));
  });
});
