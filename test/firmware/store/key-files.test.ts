import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync as linkOf,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keyFiles } from '../../../firmware/store/key-files.ts';
import { testParent } from './data-folder-fixture.ts';

const writeLoop = fileURLToPath(new URL('./key-write-loop.ts', import.meta.url));
const pair = (text: string) =>
  ({ certificatePem: `certificate ${text}`, keyPem: `key ${text}`, source: 'made' }) as const;
const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8);

describe('key files', () => {
  let dir: string;
  let folder: string;
  beforeEach(() => {
    dir = mkdtempSync(join(testParent, 'netwacht-keys-'));
    folder = join(dir, 'keys', 'certificates');
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('S16 are readable by their owner only, and rights that were loosened are set right', () => {
    const files = keyFiles(folder);
    files.write('cls', pair('a'));
    files.write('cls', pair('b'));
    const modes = () => [join(dir, 'keys'), folder, join(folder, 'cls.json')].map(modeOf);
    assert.deepEqual(modes(), ['700', '700', '600']);
    for (const file of [join(dir, 'keys'), folder, join(folder, 'cls.json')]) chmodSync(file, 0o777);
    keyFiles(folder);
    assert.deepEqual(modes(), ['700', '700', '600']);
  });

  it('are listed, read, replaced and removed', () => {
    const files = keyFiles(folder);
    files.write('b', pair('1'));
    files.write('a', pair('2'));
    files.write('b', pair('3'));
    assert.deepEqual(files.names(), ['a', 'b']);
    assert.deepEqual(files.read('b'), pair('3'));
    assert.equal(files.read('c'), undefined);
    assert.deepEqual([files.remove('b'), files.remove('b')], [true, false]);
    assert.deepEqual([keyFiles(folder).names(), readdirSync(folder)], [['a'], ['a.json']]);
  });

  it('S16 are overwritten where they lie when they are replaced or removed', () => {
    const files = keyFiles(folder);
    files.write('cls', pair('first'));
    // A second name keeps the first content within sight.
    const seen = `${dir}/seen`;
    for (const change of [() => files.write('cls', pair('second')), () => files.remove('cls')]) {
      rmSync(seen, { force: true });
      const held = join(folder, 'cls.json');
      linkOf(held, seen);
      assert.match(readFileSync(seen, 'utf8'), /key (first|second)/);
      change();
      assert.doesNotMatch(readFileSync(seen, 'latin1'), /key/);
    }
  });

  it('are healed at the start: what an interrupted write left behind goes, a damaged file is passed over and said', () => {
    keyFiles(folder).write('cls', pair('whole'));
    writeFileSync(join(folder, 'cls.json.tmp'), '{"keyPem":"half a k');
    writeFileSync(join(folder, 'bad.json'), '{"keyPem":');
    const said: unknown[] = [];
    const log = { info: () => undefined, warn: () => undefined, error: (...told: unknown[]) => void said.push(told) };
    const files = keyFiles(folder, log);
    assert.deepEqual(files.names(), ['cls']);
    assert.equal(existsSync(join(folder, 'cls.json.tmp')), false);
    assert.match(JSON.stringify(said), /"key":"bad".*is damaged and not used/);
    files.write('bad', pair('anew'));
    assert.deepEqual(files.names(), ['bad', 'cls']);
  });

  it('hold the old pair or the new one, never a mixture, when the program is killed while it writes', async () => {
    for (const extraMs of [0, 1, 3, 7]) {
      const child = spawn(process.execPath, [writeLoop, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
      await new Promise((resolve) => child.stdout.once('data', resolve));
      await new Promise((resolve) => setTimeout(resolve, extraMs));
      child.kill('SIGKILL');
      await new Promise((resolve) => child.once('close', resolve));
      const held = keyFiles(folder).read('cls');
      const number = held?.keyPem.slice(4);
      assert.match(number ?? '', /^\d+ x+$/);
      assert.deepEqual(held, pair(number ?? ''));
      assert.deepEqual(readdirSync(folder), ['cls.json']);
    }
  });
});
