import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { buildPageIfStale } from '../../scripts/page.ts';
import { Box, password, quickTiming } from '../site/box.ts';
import { carsAreUp } from '../site/registers.ts';
import { patienceMs } from '../until.ts';
import { chromiumMissing, launchChromium, openPage, type WatchedPage } from './chromium.ts';
import { goToHash } from './screens.ts';

describe('the rules screen on the whole box', () => {
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
    box = await Box.open({ edit: (site) => ({ ...site, timing: { ...quickTiming, minOnS: 1 } }) });
    browser = await launchChromium();
    await box.waitFor('all cars charge', ({ plant }) => carsAreUp(plant));
    seen = await openPage(browser, `${box.url}/#/rules/E1`);
    page = seen.page;
    page.setDefaultTimeout(patienceMs);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.getByText('No rules yet: the charge point asks for all there is.').waitFor();
  });
  after(async () => {
    await browser?.close();
    await box?.close();
  });

  it('says at its field what is wrong with a formula, and completes its names', async () => {
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByLabel('What is looked at').selectOption('formula');
    const formula = page.locator('#rule-ifFormula');
    await formula.fill('M9.power_w > 0');
    await page.locator('#rule-ifFormula-note', { hasText: '“M9”: there is no such device.' }).waitFor();
    assert.equal(await page.locator('.formula-layer mark').textContent(), 'M9');
    await formula.fill('HEATING_PLAN == 1 || date.wee');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    assert.equal(await formula.inputValue(), 'HEATING_PLAN == 1 || date.weekday');
  });

  it('makes a rule that changes what the charge point is offered', async () => {
    await page.locator('#rule-ifFormula').fill('1 > 0');
    await page.locator('#rule-ifFormula-note', { hasText: 'Now: it holds' }).waitFor();
    await page.getByLabel('Current, A').fill('7');
    await page.locator('.rule-form').getByRole('button', { name: 'Save' }).click();
    const rule = page.locator('[data-rule=rule]');
    await rule.getByText('When “1 > 0” holds: charge with 7 A.').waitFor();
    await rule.getByText('Decides now.').waitFor();
    await page.getByText('Asks for 7 A now.').waitFor();
    await box.waitFor('E1 is offered what the rule says', ({ plant }) => plant.chargePoints.E1?.offeredA === 7);
  });

  it('is why the charge point gets so much, as the start page says', async () => {
    await goToHash(page, '#/');
    const tile = page.locator('[data-charge-point=E1]');
    await tile.locator('.why', { hasText: /a charging rule asks for this/ }).waitFor();
  });

  it('gives it back when the rule is removed, and takes that back', async () => {
    await goToHash(page, '#/rules/E1');
    const rule = page.locator('[data-rule=rule]');
    await rule.getByRole('button', { name: 'More' }).click();
    await rule.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No rules yet').waitFor();
    await box.waitFor('E1 is offered more', ({ plant }) => (plant.chargePoints.E1?.offeredA ?? 0) > 7.5);
    await page.getByRole('button', { name: 'Undo' }).click();
    await box.waitFor('the rule is back', ({ plant }) => plant.chargePoints.E1?.offeredA === 7);
  });

  it('tries a rule on what was recorded', async () => {
    await page.locator('[data-rule=rule]').getByRole('button', { name: 'Edit' }).click();
    await page.getByLabel('Current, A').fill('9');
    await page.getByText('It would act now; all rules together would ask for 9 A.').waitFor();
    await page.locator('#attempt-span').selectOption('today');
    await page.getByRole('button', { name: 'Try it' }).click();
    // A box that runs for less than a minute has no minute to show yet, and says so.
    const told = page.getByText(/Would have asked for 9.A from|Nothing was recorded in this time/);
    await told.first().waitFor();
    assert.equal(await page.locator('[role=alert] .problem').count(), 0);
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  it('takes a shipped set into the site and uses it', async () => {
    await goToHash(page, '#/rules');
    await page.locator('#rule-sets').waitFor();
    await page.locator('summary', { hasText: 'Examples' }).click();
    await page.locator('[data-preset=night]').getByRole('button').click();
    await page.locator('[data-set=night]').waitFor();
    await goToHash(page, '#/rules/E2');
    await page.getByRole('button', { name: 'Add a rule' }).click();
    await page.getByLabel('What is looked at').selectOption('always');
    await page.getByLabel('What is done').selectOption('ruleSet');
    await page.locator('#rule-set').selectOption('night');
    await page.locator('.rule-form').getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: /Then, in the rule set/ }).waitFor();
    const unexpected = seen.complaints.filter((line) => !/ (404|400|412) /.test(line));
    assert.deepEqual(unexpected, []);
  });
});
