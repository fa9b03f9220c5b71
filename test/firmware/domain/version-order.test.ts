import assert from 'node:assert/strict';
import { compareVersions } from '../../../firmware/domain/version-order.ts';

describe('the order of versions', () => {
  // Each is older than the next (Semantic Versioning 2.0.0, clause 11).
  const ascending = [
    '0.0.9',
    '0.1.0-alpha',
    '0.1.0-alpha.1',
    '0.1.0-alpha.beta',
    '0.1.0-beta',
    '0.1.0-beta.2',
    '0.1.0-beta.11',
    '0.1.0-rc.1',
    '0.1.0',
    '0.1.9',
    '0.1.10',
    '0.2.0',
    '1.0.0-1',
    '1.0.0',
    '10.0.0',
  ];
  for (const [i, a] of ascending.entries())
    for (const [j, b] of ascending.entries())
      it(`${a} is ${i < j ? 'older than' : i > j ? 'newer than' : 'the same as'} ${b}`, () => {
        assert.equal(Math.sign(compareVersions(a, b) ?? Number.NaN), Math.sign(i - j));
      });

  it('does not look at what a build is called', () => {
    assert.equal(compareVersions('1.2.3+abc', '1.2.3+def.5'), 0);
  });

  for (const text of ['', '1', '1.2', 'v1.2.3', '1.2.3-', '1.2.3 ', '1.2.3\n', '1.2.3.4', '-1.2.3', '1e3.0.0'])
    it(`"${text}" is no version`, () => {
      assert.equal(compareVersions(text, '1.0.0'), undefined);
      assert.equal(compareVersions('1.0.0', text), undefined);
    });
});
