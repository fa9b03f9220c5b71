import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';

interface Row {
  readonly id: string;
  readonly state: string;
  readonly files: readonly string[];
  readonly missing: string;
}

const rows: readonly Row[] = readFileSync('docs/security-matrix.md', 'utf8')
  .split('\n')
  .filter((line) => /^\| S\d/.test(line))
  .map((line) => {
    const [, id = '', , state = '', shown = '', missing = ''] = line.split('|').map((cell) => cell.trim());
    return { id, state, files: [...shown.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file), missing };
  });

/** A title of mocha, or of a case of the image tests, that begins with the number, alone or among others: `S12 S13 …`. */
const titleOf = (id: string) =>
  new RegExp(`\\b(?:(?:describe|it)(?:\\.\\w+)?\\(|shows:)\\s*['"\`](?:S\\d+,? )*${id}\\b`);

describe('the security matrix', () => {
  it('has a row for each of S1 to S34, in order', () => {
    assert.deepEqual(
      rows.map(({ id }) => id),
      Array.from({ length: 34 }, (_, k) => `S${k + 1}`),
    );
  });

  it('says of each row how far it is, and what is missing where it is not done', () => {
    for (const { id, state, files, missing } of rows) {
      assert.ok(['done', 'part', 'later'].includes(state), `${id}: "${state}" is not a state`);
      if (state === 'done') assert.ok(files.length > 0, `${id} is done, and no test shows it`);
      else assert.notEqual(missing, '', `${id} does not say what is missing`);
    }
  });

  for (const { id, files } of rows)
    for (const file of files)
      it(`${id} is shown by a test of that number in ${file}`, () => {
        assert.ok(existsSync(file), `${file} is not there`);
        assert.match(readFileSync(file, 'utf8'), titleOf(id));
      });
});
