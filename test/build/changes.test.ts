import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { changesOf, keyFileValue } from '../../build/stages/changes.ts';

const changelog = `# Changelog

## Unreleased

### Image

- Not yet.

## 1.2.0 (2026-11-28)

- New in 1.2.0.
- ## is no heading here.

## 1.2.0-rc.1

- Tried.
`;

describe('what an update says has changed', () => {
  it('is the section of its version', () => {
    assert.equal(changesOf(changelog, '1.2.0'), '- New in 1.2.0.\n- ## is no heading here.');
    assert.equal(changesOf(changelog, '1.2.0-rc.1'), '- Tried.');
  });

  it('is what is not released yet, for a version that has no section', () => {
    assert.equal(changesOf(changelog, '1.3.0'), '### Image\n\n- Not yet.');
    assert.equal(changesOf('# Changelog\n', '1.3.0'), undefined);
  });

  it('ends with a whole line where it is too long', () => {
    const text = changesOf(`## 1.0.0\n${'- a line of forty characters, or about.\n'.repeat(1_000)}`, '1.0.0') ?? '';
    assert.ok(text.length <= 12_002 && text.endsWith('about.\n…'), text.slice(-60));
  });

  it('fits on the one line of the manifest', () => {
    assert.equal(keyFileValue(' a\nb\\n\tc\r'), '\\sa\\nb\\\\n\\tc\\r');
    assert.doesNotMatch(keyFileValue(changesOf(readFileSync('CHANGELOG.md', 'utf8'), '99.0.0') ?? ''), /[\n\r]/);
  });
});
