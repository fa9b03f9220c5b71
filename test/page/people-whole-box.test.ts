import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { buildPageIfStale } from '../../scripts/page.ts';
import { Box, password, quickTiming } from '../site/box.ts';
import { carsAreUp } from '../site/registers.ts';
import { patienceMs } from '../until.ts';
import { chromiumMissing, launchChromium, openPage, type WatchedPage } from './chromium.ts';

const plain = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();
const timing = { ...quickTiming, minOnS: 1 };

describe('a neighbour with a card, on the whole box', () => {
  let box: Box;
  let browser: Browser;
  let seen: WatchedPage;
  let page: Page;

  before(async function () {
    const missing = chromiumMissing();
    if (missing !== undefined) {
      console.log(`netwacht: page tests are skipped: ${missing}`);
      this.skip();
    }
    await buildPageIfStale();
    box = await Box.open({ edit: (site) => ({ ...site, timing }) });
    browser = await launchChromium();
    await box.waitFor('all cars charge', ({ plant }) => carsAreUp(plant));
    seen = await openPage(browser, `${box.url}/#/settings/cards/give`);
    page = seen.page;
    page.setDefaultTimeout(patienceMs);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
  });
  after(async () => {
    await browser?.close();
    await box?.close();
  });

  const show = () => box.post('/api/v1/charge-points/E1/authorise', { tag: '04:a2:b1:c9' });
  const row = () => page.locator('tbody tr', { hasText: 'Mehmet' });

  it('gets it: read at a charge point, with name and 50 kWh a month, in one save', async () => {
    await page.getByRole('button', { name: 'Read it from the card' }).click();
    await page.getByText('Hold the card to the reader').waitFor();
    assert.equal((await show()).status, 202);
    await page.getByText('The card 04A2B1C9 was read.').waitFor();
    await page.getByLabel('Name of the person').fill('Mehmet');
    await page.getByLabel('kWh', { exact: true }).fill('50');
    await page.getByText('Where, and until when').click();
    await page.getByLabel('Only at the charge points ticked here').check();
    await page.locator('.where-places input').first().check();
    await page.getByRole('button', { name: 'Give the card' }).click();
    await page.getByRole('button', { name: 'Give the card all the same' }).click();
    await page.getByText('Mehmet can charge with the card now.').waitFor();
    await page.locator('[data-row=E1]', { hasText: 'asks for a card or PINMehmet' }).waitFor();
    await box.waitFor(
      'E1 asks',
      ({ state }) => state.chargePoints.find(({ id }) => id === 'E1')?.reason.code === 'unauthorised',
    );
  });

  it('charges with it; the session is his, and what it takes is seen to grow', async () => {
    assert.equal((await show()).status, 200);
    await page.evaluate(() => location.assign('#/sessions'));
    await row().getByText('still there').waitFor();
    const before = plain(await row().textContent());
    await box.waitFor('E1 charges', ({ plant }) => (plant.chargePoints.E1?.drawnA ?? []).some((ampere) => ampere > 1));
    await row().filter({ hasNotText: before }).waitFor();
    await page.evaluate(() => location.assign('#/settings/people'));
    await page.locator('[data-user=mehmet]', { hasText: /of 50.kWh used/ }).waitFor();
  });

  it('leaves; the table, its sum and the CSV say the same to the watt-hour', async () => {
    await box.site.control.change('E1', { plugged: false });
    await page.evaluate(() => location.assign('#/sessions'));
    await row().waitFor();
    await row().filter({ hasNotText: 'still there' }).waitFor();
    await page.getByLabel('Person').selectOption('mehmet');
    await page.locator('a[href*="user=mehmet"][href$="format=csv"]').waitFor();
    await row().waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Sessions as CSV' }).click();
    let text = '';
    for await (const chunk of await (await download).createReadStream()) text += String(chunk);
    const [head = '', ...lines] = text.trim().split('\r\n');
    assert.equal(lines.length, await page.locator('tbody tr').count());
    const at = (name: string) => (lines[0] ?? '').split(',')[head.split(',').indexOf(name)] ?? '';
    const shown = `${(Number(at('energy_wh')) / 1000).toFixed(2)} kWh`;
    assert.ok(Number(at('energy_wh')) > 0);
    assert.deepEqual([at('user_id'), at('tag'), at('device_id')], ['mehmet', 'mehmet', 'E1']);
    assert.ok(plain(await row().textContent()).includes(shown), shown);
    assert.ok(plain(await page.locator('.session-sums').textContent()).includes(`Energy${shown}`));
    await row().click();
    await page.getByRole('heading', { name: 'Corrections' }).waitFor();
    assert.match(
      plain(await page.locator('.session-facts').textContent()),
      /^PersonMehmetCardMehmet|^PersonMehmetCard04A2B1C9/,
    );
    assert.deepEqual(
      seen.complaints.filter((line) => !/ (404|401) /.test(line)),
      [],
    );
  });
});
