import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { kindFolders, loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { loadDefinitions, withCatalogue } from '../../../drivers/definitions/loaded-definitions.ts';

const shippedFolder = fileURLToPath(new URL('../../../drivers/definitions/', import.meta.url));
const meter = (changes: object = {}): object => ({
  ...JSON.parse(readFileSync(join(shippedFolder, 'meters/eastron-sdm630.json'), 'utf8')),
  ...changes,
});

describe('Definitions that the program loads', () => {
  let folder = '';
  const own = () => join(folder, 'own');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'netwacht-own-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function put(name: string, data: object | string, kind = 'meters', where = own()): string {
    mkdirSync(join(where, kind), { recursive: true });
    const file = join(where, kind, name);
    writeFileSync(file, typeof data === 'string' ? data : JSON.stringify(data));
    return file;
  }

  it('are the shipped ones, all of them whole, where the box has none of its own', () => {
    const { catalogue, off } = loadDefinitions({ own: own() });
    assert.deepEqual(catalogue.ids(), loadCatalogue().ids());
    assert.deepEqual(off, []);
  });

  it('are the same in the thread that they are handed to', () => {
    put('my-meter.json', { ...meter(), colour: 'grey' });
    const read = loadDefinitions({ own: own() });
    const { definitions, off } = read;
    const there = withCatalogue(structuredClone({ definitions, off }));
    assert.deepEqual(there.catalogue.ids(), read.catalogue.ids());
    for (const id of read.catalogue.ids()) {
      assert.deepEqual(there.catalogue.get(id), read.catalogue.get(id));
      assert.deepEqual(there.catalogue.facts(id), read.catalogue.facts(id));
    }
    assert.match(there.whyOff('my-meter') ?? '', /colour/);
  });

  it('are all but the broken one, which names file, key and reason', () => {
    const shipped = join(folder, 'shipped');
    for (const kind of kindFolders) cpSync(join(shippedFolder, kind), join(shipped, kind), { recursive: true });
    const file = put('phoenix-charx.json', meter({ id: 'phoenix-charx', colour: 'grey' }), 'charge-points', shipped);
    put('janitza-umg604.json', '{ "id": ', 'meters', shipped);
    const { catalogue, off, whyOff } = loadDefinitions({ shipped });
    assert.deepEqual(
      catalogue.ids(),
      loadCatalogue()
        .ids()
        .filter((id) => id !== 'phoenix-charx' && id !== 'janitza-umg604'),
    );
    assert.deepEqual(
      off.map(({ id }) => id),
      ['janitza-umg604', 'phoenix-charx'],
    );
    assert.equal(whyOff('phoenix-charx'), `${file}: colour: unknown key`);
    assert.match(whyOff('janitza-umg604') ?? '', /janitza-umg604\.json: cannot be read as JSON/);
    assert.equal(whyOff('alfen-eve'), undefined);
    assert.equal(whyOff('nothing'), undefined);
  });

  it("include the box's own, which may extend a shipped one", () => {
    put('our-meter.json', meter({ id: 'our-meter' }));
    put('our-other.json', { id: 'our-other', extends: 'eastron-sdm630', vendor: 'Us' }, 'batteries');
    const { catalogue, off } = loadDefinitions({ own: own() });
    assert.deepEqual(off, []);
    assert.equal(catalogue.get('our-meter')?.id, 'our-meter');
    assert.equal(catalogue.get('our-other')?.vendor, 'Us');
  });

  it('never let an own file take the place of a shipped one', () => {
    put('eastron-sdm630.json', meter({ vendor: 'Somebody' }));
    const { catalogue, off, whyOff } = loadDefinitions({ own: own() });
    assert.equal(catalogue.get('eastron-sdm630')?.vendor, 'Eastron');
    assert.match(off[0]?.reason ?? '', /is a shipped definition, which is not replaced: give yours another id/);
    // The shipped one is not off.
    assert.equal(whyOff('eastron-sdm630'), undefined);
  });

  it('leave out what extends a broken one, and say so', () => {
    put('our-base.json', meter({ id: 'our-base', registers: [] }));
    put('our-other.json', { id: 'our-other', extends: 'our-base' });
    const { off } = loadDefinitions({ own: own() });
    assert.deepEqual(
      off.map(({ id }) => id),
      ['our-base', 'our-other'],
    );
    assert.match(off[1]?.reason ?? '', /our-other\.json: extends: "our-base" is not a definition/);
  });

  const bad: [string, () => string, RegExp][] = [
    ['more than 256 KiB', () => put('big.json', `{"x":"${'x'.repeat(256 * 1024)}"}`), /is larger than 256 KiB/],
    ['a folder', () => put('x.json', '', 'meters/a-folder.json'), /is not a file/],
    ['a word of the site document', () => put('expression.json', meter({ id: 'expression' })), /is a word of the site/],
    ['a list', () => put('list.json', '[]'), /list\.json/],
    ['nothing', () => put('nothing.json', ''), /cannot be read as JSON/],
    ['null', () => put('null.json', 'null'), /null\.json/],
  ];
  for (const [what, make, reason] of bad)
    it(`leave out an own file that is ${what}`, () => {
      make();
      const { catalogue, off } = loadDefinitions({ own: own() });
      assert.deepEqual(catalogue.ids(), loadCatalogue().ids());
      assert.equal(off.length, 1);
      assert.match(off[0]?.reason ?? '', reason);
    });

  it('are not waited for where a pipe stands in the place of a file', () => {
    mkdirSync(join(own(), 'meters'), { recursive: true });
    execFileSync('mkfifo', [join(own(), 'meters', 'pipe.json')]);
    assert.match(loadDefinitions({ own: own() }).off[0]?.reason ?? '', /is not a file/);
  });

  it('are 200 own files at most', () => {
    for (let k = 0; k < 203; k++) put(`m${String(k).padStart(3, '0')}.json`, '{}');
    const { off } = loadDefinitions({ own: own() });
    const beyond = off.filter(({ reason }) => reason.includes('one more than the 200 files'));
    assert.deepEqual(
      beyond.map(({ id }) => id),
      ['m200', 'm201', 'm202'],
    );
  });
});
