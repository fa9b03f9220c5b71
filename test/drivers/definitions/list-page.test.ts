import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { listPage } from '../../../drivers/definitions/list-page.ts';

describe('Page of supported devices', () => {
  const page = readFileSync(new URL('../../../docs/supported-devices.md', import.meta.url), 'utf8');

  /** Without what the formatter adds to tables. */
  const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---');

  it('is current', () =>
    assert.equal(plain(page), plain(listPage(loadCatalogue())), 'run: node drivers/definitions/write-list.ts'));

  it('says what a product gives and cannot give', () => {
    const row = plain(page)
      .split('\n')
      .find((line) => line.includes('`eastron-sdm72d-m`'));
    assert.match(row ?? '', /\| community \| power, energy import, energy export, energy total \|.*phase limits/);
  });
});
