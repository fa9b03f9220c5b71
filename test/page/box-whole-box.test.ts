import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildPageIfStale } from '../../scripts/page.ts';
import { canMakeBundles } from '../firmware/system/root/bundles.ts';
import { password } from '../site/bare.ts';
import { Bundles, UpdatingBox } from '../site/updating-box.ts';
import { patienceMs } from '../until.ts';
import { chromiumMissing, launchChromium, openPage, type WatchedPage } from './chromium.ts';
import { boxHash } from './fake-appliance.ts';

describe('the screen about the box on the whole program, with the root service', () => {
  let bundles: Bundles;
  let box: UpdatingBox;
  let browser: Browser;
  let seen: WatchedPage;
  let page: Page;

  before(async function () {
    const missing = chromiumMissing();
    if (missing !== undefined || !canMakeBundles) {
      console.log(`netwacht: page tests are skipped: ${missing ?? 'no rauc to make bundles with'}`);
      return this.skip();
    }
    await buildPageIfStale();
    bundles = new Bundles();
    box = new UpdatingBox(bundles);
    browser = await launchChromium();
    await box.start();
    assert.equal((await box.program.claim()).status, 201);
    const site = { name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 35 }] };
    assert.equal((await box.program.send('PUT', '/api/v1/site', { ...site, devices: [] })).status, 200);
    await enter();
  });
  after(async () => {
    await browser?.close();
    await box?.close();
    bundles?.remove();
  });

  async function enter(): Promise<void> {
    seen = await openPage(browser, `http://127.0.0.1:${box.program.port}/${boxHash}`);
    page = seen.page;
    page.setDefaultTimeout(patienceMs);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('[data-interface=end0]').waitFor();
  }

  it('S17 S20 says what runs, that its keys are for development, and what this is', async () => {
    await page.getByText('1.2.0 in slot A').waitFor();
    await page.getByText('signed with development keys: not for use in a building').waitFor();
    await page.getByRole('link', { name: 'the texts of all parts' }).waitFor();
    assert.match(
      (await page.locator('section', { has: page.locator('#about') }).textContent()) ?? '',
      /NTW-[0-9a-f]{16}/,
    );
  });

  it('S17 refuses a bundle of another key in plain words, once', async () => {
    await page.getByLabel('Choose a bundle file').setInputFiles(join(bundles.dir, 'theirs'));
    const sentence = page.getByText('signed with a key that this box does not trust.');
    await sentence.waitFor();
    await page.getByText('Version 1.2.0 keeps running.').waitFor();
    assert.equal(await sentence.count(), 1);
    await page.getByRole('button', { name: 'Close this message' }).click();
    await sentence.waitFor({ state: 'detached' });
  });

  it('keeps a list of addresses, and refuses one that is not https at the field', async () => {
    await page.locator('#sources').fill('http://updates.example/');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('it does not begin with https://').waitFor();
    await page.locator('#sources').fill('https://updates.example/netwacht/');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Saved.').waitFor();
    await page.locator('#bundle-url').fill('https://elsewhere.example/x.raucb');
    await page.keyboard.press('Enter');
    await page.getByText('The box fetches updates only from the addresses listed here.').waitFor();
  });

  it('changes the network on trial, and keeps it when it is confirmed', async () => {
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.locator('#network-mode').selectOption('fixed');
    await page.locator('#network-address').fill('10.0.0.5');
    await page.locator('#network-gateway').fill('10.0.0.1');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Change now' }).click();
    await page.getByText('An IPv4 address with its prefix').waitFor();
    await page.locator('#network-address').fill('10.0.0.5/24');
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByRole('button', { name: 'Change now' }).click();
    await page.getByRole('button', { name: 'Keep this setting' }).click();
    await page.getByText('Kept. This setting now holds.').waitFor();
    assert.match(box.tree.read('data/system/network.json') ?? '', /10\.0\.0\.5\/24/);
  });

  it('takes time servers', async () => {
    await page.locator('#time-servers').fill('10.0.0.1');
    await page.keyboard.press('Enter');
    await page
      .locator('section', { has: page.locator('#time') })
      .getByText('Saved.')
      .waitFor();
    assert.match(box.tree.read('data/system/time.json') ?? '', /10\.0\.0\.1/);
  });

  it('S17 installs a bundle, and shows the version that starts next', async () => {
    await page.getByLabel('Choose a bundle file').setInputFiles(join(bundles.dir, 'good'));
    await page.locator('[data-bundle="1.3.0"]', { hasText: 'Charging starts faster' }).waitFor();
    await page.getByRole('button', { name: 'Install …' }).click();
    await page.getByRole('button', { name: 'Install and restart' }).click();
    await page.getByText('Version 1.3.0 is being installed, then the box restarts.').waitFor();
    await page.getByText('The box restarts.', { exact: true }).waitFor();
    await page.getByText('not tried yet').waitFor();
    const unexpected = seen.complaints.filter((line) => !/ (400|403|404) /.test(line));
    assert.deepEqual(unexpected, []);
    await box.powerCut();
    await page.getByText('No answer for').waitFor();
  });

  it('S18 asks for the same password after the update, and shows the new version', async () => {
    box.slots('B');
    box.facts({ version: '1.3.0' });
    await box.start();
    await enter();
    await page.getByText('1.3.0 in slot B').waitFor();
  });
});
