import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import { writeDefinition } from '../../../firmware/store/definition-files.ts';
import { StoreError } from '../../../firmware/store/store-error.ts';
import { testParent } from './data-folder-fixture.ts';

describe('definitions of a box on disk', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(testParent, 'netwacht-definitions-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));
  const folder = () => join(dir, 'definitions', 'meters');

  it('are kept whole, and replaced by one of the same id', () => {
    writeDefinition(folder(), 'user-a', 'one');
    writeDefinition(folder(), 'user-a', 'two');
    assert.deepEqual(readdirSync(folder()), ['user-a.json']);
    assert.equal(readFileSync(join(folder(), 'user-a.json'), 'utf8'), 'two');
  });

  it('are not kept without end', () => {
    mkdirSync(folder(), { recursive: true });
    for (let k = 0; k < 200; k += 1) writeFileSync(join(folder(), `user-${k}.json`), '');
    assert.throws(
      () => writeDefinition(folder(), 'user-more', 'x'),
      (error: unknown) => error instanceof NetwachtError && error.code === 'tooMany',
    );
    writeDefinition(folder(), 'user-7', 'x');
  });

  it('say so where they cannot be kept', () => {
    writeFileSync(join(dir, 'definitions'), '');
    assert.throws(() => writeDefinition(folder(), 'user-a', 'x'), StoreError);
  });
});
