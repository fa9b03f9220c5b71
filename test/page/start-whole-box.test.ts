import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { buildPageIfStale } from '../../scripts/page.ts';
import { patienceMs } from '../until.ts';
import { chromiumMissing, launchChromium, openPage } from './chromium.ts';
import { NewBox } from './first-start/new-box.ts';
import { password, walkFirstStart } from './first-start/walk.ts';

describe('the whole first start, from the empty folder to the first charging car', () => {
  let box: NewBox;
  let browser: Browser;

  before(async function () {
    const missing = chromiumMissing();
    if (missing !== undefined) {
      console.log(`netwacht: page tests are skipped: ${missing}`);
      this.skip();
    }
    await buildPageIfStale();
    [box, browser] = await Promise.all([NewBox.open(), launchChromium()]);
  });
  after(async () => {
    await browser?.close();
    await box?.close();
  });

  it('is walked by keyboard alone on a phone, in German', async () => {
    const { screens, presses, seconds, complaints } = await walkFirstStart({ box, browser, language: 'de' });
    console.log(`netwacht: first start in German: ${screens} screens, ${presses} keys, ${seconds.toFixed(0)} s`);
    assert.equal(screens, 9);
    // Asked for before there is one: the site, the gateway.
    assert.deepEqual(
      complaints.filter((line) => !/ 404 /.test(line)),
      [],
    );
  });

  it('goes on where it was when the box lost its power in the middle', async () => {
    const { page, close } = await openPage(browser, `${box.url}/#/start/devices`);
    page.setDefaultTimeout(patienceMs);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('#name-E1').fill('Left of the door');
    await box.restart();
    // Nobody is signed in at a box that has just started.
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('#name-E1').waitFor();
    assert.equal(await page.locator('#name-E1').inputValue(), 'Left of the door');
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    await page.getByText('7 of 9').waitFor();
    await page.getByText('E1 Left of the door').first().waitFor();
    await close();
  });
});
