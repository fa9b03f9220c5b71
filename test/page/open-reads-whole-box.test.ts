import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { buildPageIfStale } from '../../scripts/page.ts';
import { Box, password } from '../site/box.ts';
import { patienceMs } from '../until.ts';
import { chromiumMissing, launchChromium, openPage } from './chromium.ts';

describe('open reads, on the whole box', () => {
  let box: Box;
  let browser: Browser;

  before(async function () {
    const missing = chromiumMissing();
    if (missing !== undefined) {
      console.log(`netwacht: page tests are skipped: ${missing}`);
      this.skip();
    }
    await buildPageIfStale();
    box = await Box.open();
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await box?.close();
  });

  it('switched on in the settings, the wall needs no password; switched off, it is closed at once', async () => {
    const { page: wall } = await openPage(browser, `${box.url}/#/?wall=1`, { viewport: { width: 1024, height: 600 } });
    await wall.getByText('To leave this on a wall').waitFor();

    const { page: owner } = await openPage(browser, `${box.url}/#/settings/general`);
    owner.setDefaultTimeout(patienceMs);
    await owner.getByLabel('Password of admin').fill(password);
    await owner.keyboard.press('Enter');
    const turn = async (on: boolean): Promise<void> => {
      await owner.getByRole('button', { name: 'Edit: Reading without signing in' }).click();
      await owner.locator('#reading-openReads').setChecked(on);
      await owner.getByRole('button', { name: 'Save' }).click();
      await owner.getByRole('button', { name: 'Edit: Reading without signing in' }).waitFor();
    };
    await turn(true);
    await wall.reload();
    await wall.locator('.wall [data-charge-point]').first().waitFor();
    assert.equal((await fetch(`${box.url}/api/v1/state`)).status, 200);
    assert.equal((await fetch(`${box.url}/api/v1/site`)).status, 401);
    assert.equal((await fetch(`${box.url}/cnf?cmd=get_devices`)).status, 401);

    await turn(false);
    await wall.getByLabel('Password of admin').waitFor();
    assert.equal(await wall.locator('[data-charge-point]').count(), 0);
    assert.equal((await fetch(`${box.url}/api/v1/state`)).status, 401);
    const { json } = await box.get('/api/v1/audit');
    const puts = (json as { who: string; what: string }[]).filter(({ what }) => what.startsWith('site put'));
    assert.deepEqual(
      puts.slice(0, 2).map(({ who }) => who),
      ['admin', 'admin'],
    );
    assert.ok(puts.length >= 2);
  });
});
