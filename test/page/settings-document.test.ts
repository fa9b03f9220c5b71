import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { lineOf } from '../../web/settings/document/line-of.ts';
import { contractSite } from '../firmware/domain/site/documents.ts';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the line of a path in a JSON text', () => {
  const text = JSON.stringify(
    { name: 'a "b" [c] {d}', circuits: [{ id: 'x' }, { id: 'y', limits: [{ id: 'l' }] }] },
    null,
    1,
  );
  const line = (path: string) => text.split('\n')[lineOf(text, path) - 1]?.trim();
  it('is that of its key', () => {
    assert.equal(line('name'), '"name": "a \\"b\\" [c] {d}",');
    assert.equal(line('circuits[1].id'), '"id": "y",');
    assert.equal(line('circuits[1].limits[0].id'), '"id": "l"');
  });
  it('is that of what a missing key is missing in', () => {
    assert.equal(lineOf(text, 'circuits[0].fuseA'), lineOf(text, 'circuits[0]'));
    assert.equal(lineOf(text, 'nowhere'), 1);
  });
});

describe('the section of the site document', () => {
  const under = PageUnderTest.use();

  async function open(site = new FakeSite(), routes = site.routes()) {
    const seen = await under.open({ state: sampleState(), routes });
    await seen.page.goto(new URL('#/settings/document', seen.box.url).href);
    await seen.page.locator('#document-take').waitFor();
    return { ...seen, site };
  }
  const file = (text: string, name = 'site.json') => ({
    name,
    mimeType: 'application/json',
    buffer: Buffer.from(text),
  });

  it('gives the document as a file, just as the box has it', async () => {
    const { page, site } = await open();
    await page.getByText('Passwords and keys are not in it').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'netwacht-kerkstraat-12.json');
    assert.deepEqual(JSON.parse(readFileSync(await download.path(), 'utf8')), site.document);
  });

  it('says what would change, and puts it in force; that can be taken back', async () => {
    const { page, site, complaints } = await open();
    const before = structuredClone(site.document);
    const wanted = contractSite();
    wanted.name = 'Kerkstraat 14';
    (wanted.circuits[1] as { fuseA: number }).fuseA = 25;
    await page.locator('#document-file').setInputFiles(file(JSON.stringify(wanted, null, 2)));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('The box finds no fault in it.').waitFor();
    assert.deepEqual(await page.locator('.parts li').allTextContents(), ['name', 'circuits.garage']);
    assert.equal(site.puts.length, 0);
    await axe(page, 'document that is good');
    await itFits(page);
    await page.getByRole('button', { name: 'Put it in force' }).click();
    await page.getByText('The new site document is in force.').waitFor();
    assert.deepEqual(site.document, wanted);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: it is as it was before.').waitFor();
    assert.deepEqual(site.document, before);
    assert.deepEqual(complaints, []);
  });

  it('lists every fault with its place, and leads to its line', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Edit as text' }).click();
    const text = await page.locator('#document-text').inputValue();
    const broken = text.replace('"fuseA": 32', '"fuseA": -1').replace('"Europe/Amsterdam"', '"Europe/Kerkstraat"');
    await page.locator('#document-text').fill(broken);
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByRole('alert').getByText('Faults: 2').waitFor();
    const paths = await page.locator('.faults code').allTextContents();
    assert.deepEqual(paths.sort(), ['circuits[1].fuseA', 'timezone']);
    await axe(page, 'document with faults');
    await speak(page, 'de');
    await itFits(page, [320, 1024], 'faults');
    await speak(page, 'en');
    const row = page.locator('.faults tr', { hasText: 'circuits[1].fuseA' });
    await row.getByRole('button').click();
    const chosen = await page.locator('#document-text').evaluate((area) => {
      const { value, selectionStart, selectionEnd } = area as HTMLTextAreaElement;
      return value.slice(selectionStart, selectionEnd).trim();
    });
    assert.equal(chosen, '"fuseA": -1,');
    assert.equal(await page.getByRole('button', { name: 'Put it in force' }).count(), 0);
    assert.equal(site.puts.length, 0);
  });

  it('says of 5 MB that it is too much before anything is sent, and also when only the box says so', async () => {
    const site = new FakeSite();
    const { page, box } = await open(site, {
      ...site.routes(),
      'POST /api/v1/site/check': () => [413, { error: 'tooLarge', message: 'too large' }],
    });
    await page.locator('#document-file').setInputFiles(file(`{"name":"${'x'.repeat(5 * 1024 * 1024)}"}`, 'big.json'));
    await page.getByText(/big\.json is 5\.0.MB; the box takes at most 1\.0.MB\. Nothing was sent/).waitFor();
    assert.ok(!box.calls.includes('POST /api/v1/site/check'));
    await page.locator('#document-file').setInputFiles(file(`{"name":"${'x'.repeat(700 * 1024)}"}`));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('The box did not take it').waitFor();
  });

  it('says from which line on a text is no JSON', async () => {
    const { page } = await open();
    await page.locator('#document-file').setInputFiles(file('{\n  "name": "a",\n  name\n}'));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('it cannot be read from line 3 on').waitFor();
  });

  it('gives a box without a site its first one', async () => {
    const site = new FakeSite();
    const { page } = await open(site, {
      ...site.routes(),
      'GET /api/v1/site': () =>
        site.puts.length === 0 ? [404, { error: 'noSite', message: 'none yet' }] : [200, site.document],
    });
    await page.getByText('This box has no settings yet. Bring a file').waitFor();
    await page.locator('#document-file').setInputFiles(file(JSON.stringify(contractSite())));
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByRole('button', { name: 'Put it in force' }).click();
    await page.getByRole('button', { name: 'Download' }).waitFor();
    assert.equal(site.puts.length, 1);
  });
});
