import assert from 'node:assert/strict';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimCodeOf } from '../../../firmware/system/claim-code.ts';
import { type TestFolder, testFolder } from './data-folder-fixture.ts';

const phc = '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA';

describe('S1 the claim code of a box', () => {
  let folder: TestFolder;
  let file: string;
  let errors: string[];
  beforeEach(() => {
    folder = testFolder();
    file = join(folder.dir, 'claim-code');
    errors = [];
  });
  afterEach(() => folder.end());
  const code = (): string =>
    folder.with(({ claimCode }) => claimCodeOf(claimCode, { error: (_, sentence) => void errors.push(sentence) }));

  it('is the same at every start, in a file that only the program reads, and another one on another box', () => {
    const made = code();
    assert.match(made, /^[0-9A-F]{10}$/);
    assert.equal(code(), made);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const other = testFolder();
    try {
      other.with(({ claimCode }) => assert.notEqual(claimCodeOf(claimCode, { error: () => undefined }), made));
    } finally {
      other.end();
    }
  });

  const texts: readonly (readonly [string, string, boolean])[] = [
    ['of the electrician', 'Kerkstraat 12', true],
    ['with the line end of Windows', 'Kerkstraat 12\r\n', true],
    ['of 8 characters', '12345678', true],
    ['of 64 characters', 'x'.repeat(64), true],
    ['too short', '1234567', false],
    ['too long', 'x'.repeat(65), false],
    ['of two lines', 'Kerkstraat\n12345678', false],
    ['with a control character', 'Kerkstraat\t12', false],
    ['with a letter beyond ASCII', 'Schönhauser Allee', false],
    ['empty', '', false],
  ];
  for (const [what, text, good] of texts)
    it(`${good ? 'may be one' : 'is made anew in place of one'} ${what}`, () => {
      folder.open().close();
      writeFileSync(file, text);
      const used = code();
      if (good) assert.equal(used, text.trim());
      else assert.match(used, /^[0-9A-F]{10}$/);
      assert.equal(code(), used);
    });

  it('is erased with the first password, and where it lies beside an owner', () => {
    code();
    folder.with(({ accounts }) => accounts.setPassword('admin', phc));
    assert.equal(existsSync(file), false);
    writeFileSync(file, 'left behind');
    folder.open();
    assert.equal(existsSync(file), false);
  });

  it('holds until the next start when the disk does not take it, and is not told to the log', () => {
    const drawer = {
      read: () => undefined,
      write: () => {
        throw new Error('the disk is full');
      },
    };
    const made = claimCodeOf(drawer, {
      error: (facts, sentence) => void errors.push(`${sentence} ${JSON.stringify(facts)}`),
    });
    assert.equal(errors.length, 1);
    assert.ok(!errors[0]?.includes(made));
  });

  it('leaves its store writing, which can be tried at any time', () => {
    folder.with((store) => {
      store.tryWrite();
      assert.notEqual(store.meta.get('selfTestAt'), undefined);
    });
  });
});
