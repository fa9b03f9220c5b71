import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { buildPageIfStale } from '../../scripts/page.ts';
import { Box, password } from '../site/box.ts';
import { carsAreUp } from '../site/registers.ts';
import { patienceMs } from '../until.ts';
import { chromiumMissing, launchChromium, openPage } from './chromium.ts';

interface SiteOfBox {
  readonly name: string;
  readonly circuits: readonly { readonly id: string; readonly fuseA: number; readonly name?: string }[];
  readonly variables?: readonly { readonly name: string }[];
}

describe('the settings of the site on the whole box', () => {
  let box: Box;
  let browser: Browser;
  let page: Page;

  before(async function () {
    const missing = chromiumMissing();
    if (missing !== undefined) {
      console.log(`netwacht: page tests are skipped: ${missing}`);
      this.skip();
    }
    await buildPageIfStale();
    box = await Box.open();
    browser = await launchChromium();
    await box.waitFor('all cars charge', ({ plant }) => carsAreUp(plant));
    ({ page } = await openPage(browser, `${box.url}/#/settings/house`));
    page.setDefaultTimeout(patienceMs);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('.circuit-item').first().waitFor();
  });
  after(async () => {
    await browser?.close();
    await box?.close();
  });

  const site = async () => (await box.get('/api/v1/site')).json as SiteOfBox;

  it('a limit that is added on the page holds the cars back, and lets them go when it is undone', async () => {
    const root = (await site()).circuits[0]?.id ?? '';
    await page.locator(`[data-circuit=${root}]`).getByRole('button', { name: 'Add a limit to' }).first().click();
    await page.locator(`#limits-${root}-id`).fill('evening');
    await page.locator(`#limits-${root}-value`).fill('EVENING * 1000');
    await page.locator(`#limits-${root}-fallback`).fill('4200');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('evening: added.').waitFor();
    // Nobody has set the variable: the fallback holds.
    await page.locator('[data-row=evening]', { hasText: '4.2 kW' }).waitFor();
    await box.waitFor('the limit rules', ({ state }) =>
      state.limits.some(({ id, value }) => id === 'evening' && value === 4200),
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: it is as it was before.').waitFor();
    await box.waitFor('the limit is gone', ({ state }) => !state.limits.some(({ id }) => id === 'evening'));
  });

  it('what somebody saved by a script meanwhile is told, and both changes are in force afterwards', async () => {
    const before = await site();
    const root = before.circuits[0];
    assert.ok(root);
    await page.locator(`[data-circuit=${root.id}] > .circuit-head`).getByRole('button', { name: 'Edit' }).click();
    await page.locator('#circuit-name').fill('Hall');
    await box.put('/api/v1/site', { ...before, name: 'Kerkstraat 14' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Somebody else has changed the settings meanwhile: name.').waitFor();
    await page.getByRole('button', { name: 'Save mine on top of it' }).click();
    await page.locator('.circuit-item h3', { hasText: 'Hall' }).waitFor();
    const after = await site();
    assert.equal(after.name, 'Kerkstraat 14');
    assert.equal(after.circuits[0]?.name, 'Hall');
  });

  it('a box that is killed while a form is open: what was typed is saved when it is back', async () => {
    const root = (await site()).circuits[0]?.id ?? '';
    await page.locator(`[data-circuit=${root}] > .circuit-head`).getByRole('button', { name: 'Edit' }).click();
    await page.locator('#circuit-name').fill('Main hall');
    await box.kill('SIGKILL');
    await page.getByText('No contact since').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('does not answer').first().waitFor();
    await box.start();
    // A restart ends every session.
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('#circuit-name').waitFor();
    await page.getByText('No contact since').waitFor({ state: 'detached' });
    assert.equal(await page.locator('#circuit-name').inputValue(), 'Main hall');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.circuit-item h3', { hasText: 'Main hall' }).waitFor();
    assert.equal((await site()).circuits[0]?.name, 'Main hall');
  });

  it('a variable is set and taken away without touching the site document', async () => {
    const before = await box.get('/api/v1/site');
    await page.goto(`${box.url}/#/settings/variables`);
    await page.getByRole('button', { name: 'Set a variable' }).click();
    await page.locator('#variable-name').fill('EVENING');
    await page.locator('#variable-value').fill('6');
    await page.getByRole('button', { name: 'Set it now' }).click();
    await page.locator('[data-row=EVENING]', { hasText: 'admin' }).waitFor();
    await page.getByRole('button', { name: 'Remove value: EVENING' }).click();
    await page.locator('[data-row=EVENING]').waitFor({ state: 'detached' });
    assert.deepEqual((await box.get('/api/v1/site')).json, before.json);
  });

  it('the document of the box is checked by the box, and its faults have their lines', async () => {
    await page.goto(`${box.url}/#/settings/document`);
    await page.getByRole('button', { name: 'Edit as text' }).click();
    const text = await page.locator('#document-text').inputValue();
    await page.getByRole('button', { name: 'Check it' }).click();
    await page.getByText('it is the same as what holds now').waitFor();
    await page.locator('#document-text').fill(text.replace(/"fuseA": \d+/, '"fuseA": -1'));
    await page.getByRole('button', { name: 'Check it' }).click();
    const row = page.locator('.faults tr', { hasText: 'circuits[0].fuseA' });
    const line = Number(await row.getByRole('button').textContent());
    assert.match(text.split('\n')[line - 1] ?? '', /"fuseA"/);
  });
});
