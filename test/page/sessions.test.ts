import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Role, SessionDetail } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeHouse, sessionOf } from './fake-house.ts';
import { itFits, speak } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

const plain = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();
const state = sampleState(new Date('2026-11-28T12:00:00Z'));

describe('the screen of sessions', () => {
  const under = PageUnderTest.use();

  async function open(hash = '#/sessions?month=2026-11', house = new FakeHouse(), role: Role = 'administrator') {
    const options = { timezoneId: 'America/New_York' };
    const seen = await under.open({ state, routes: house.routes(), role }, options);
    await seen.page.locator('.title-bar').waitFor();
    await goTo(seen.page, hash);
    return { ...seen, house };
  }
  const goTo = (page: Page, hash: string) =>
    page.evaluate((to) => {
      location.hash = to;
    }, hash);
  const row = (page: Page, id: number) => page.locator(`[data-row="${id}"]`);
  const sums = async (page: Page) => plain(await page.locator('.session-sums').first().textContent());

  it('shows a month: every session with its names, times of the site and not of the browser, and the sums', async () => {
    const { page, complaints } = await open();
    await row(page, 8).waitFor();
    assert.equal(
      plain(await row(page, 7).textContent()),
      'Mon 2 Nov, 14:0517:40Tesla bayAnnaBlue card8.00 kWh2:00 h€1.7040%',
    );
    assert.match(plain(await row(page, 8).textContent()), /Noor de Vries04A2B1C121.*partly unseen, estimated$/);
    assert.match(plain(await row(page, 11).textContent()), /still there/);
    assert.equal(await sums(page), 'Sessions5Energy51.69 kWhTime charged10:00 hCost€12.93From the sun18%');
    await page.getByText('0.50 kWh have no price').waitFor();
    assert.equal(await row(page, 6).count(), 0);
    assert.deepEqual(complaints, []);
  });

  it('goes to another month and back, also by the back button, and says when there is none', async () => {
    const { page } = await open();
    await row(page, 7).waitFor();
    await page.getByRole('link', { name: 'Previous month, October 2026' }).click();
    await row(page, 6).waitFor();
    assert.equal(await row(page, 7).count(), 0);
    await page.getByRole('link', { name: 'Previous month, September 2026' }).click();
    await page.getByText('No session in this month. One begins').waitFor();
    await page.goBack();
    await row(page, 6).waitFor();
    await page.getByRole('link', { name: 'Next month, November 2026' }).click();
    await row(page, 7).waitFor();
  });

  it('shows those of a person, a card, a charge point; the address says which, and can be sent', async () => {
    const { page } = await open();
    await page.getByLabel('Person').selectOption('noor');
    await row(page, 7).waitFor({ state: 'detached' });
    await row(page, 10).waitFor();
    assert.equal(await page.locator('tbody tr').count(), 2);
    await page.getByLabel('Card').selectOption('guest');
    await row(page, 8).waitFor({ state: 'detached' });
    await row(page, 10).waitFor();
    assert.equal(await page.evaluate(() => location.hash), '#/sessions?month=2026-11&user=noor&tag=guest');
    const csv = page.getByRole('link', { name: 'Sessions as CSV' });
    assert.equal(await csv.getAttribute('href'), '/api/v1/sessions?month=2026-11&user=noor&tag=guest&format=csv');
    const quarters = page.getByRole('link', { name: 'Quarter hours as CSV' });
    assert.match((await quarters.getAttribute('href')) ?? '', /&format=csv&rows=quarters$/);
    await page.getByRole('link', { name: 'Show all' }).click();
    await row(page, 7).waitFor();
    await page.getByLabel('Person').selectOption({ label: 'nobody' });
    await row(page, 7).waitFor({ state: 'detached' });
    await row(page, 9).waitFor();
    assert.equal(await page.evaluate(() => location.hash), '#/sessions?month=2026-11&user=');
    assert.equal(await page.locator('tbody tr').count(), 1);
    await goTo(page, '#/sessions?month=2026-11&chargePoint=E2');
    await row(page, 7).waitFor({ state: 'detached' });
    assert.equal(await page.getByLabel('Charge point').inputValue(), 'E2');
    await page.getByLabel('Person').selectOption('anna');
    await page.getByText('No session of this month fits.').waitFor();
  });

  it('lets one that runs grow', async () => {
    const { page, house } = await open();
    await row(page, 11).filter({ hasText: '2.35 kWh' }).waitFor();
    house.sessions = house.sessions.map((one) => (one.id === 11 ? { ...one, energyWh: 4_000 } : one));
    await row(page, 11).filter({ hasText: '4.00 kWh' }).waitFor();
  });

  it('opens a session by a press anywhere on its row; its way back leads to the month that was looked at', async () => {
    const { page } = await open('#/sessions?month=2026-11&chargePoint=E1');
    await row(page, 9).click();
    await page.getByRole('heading', { name: 'Session at Tesla bay' }).waitFor();
    const facts = plain(await page.locator('.session-facts').textContent());
    assert.match(facts, /Personnobody.*Begin21 November 2026, 10:12 \(UTC\+1\)/);
    assert.match(facts, /Meter at the start412\.00 kWhMeter at the end424\.00 kWh/);
    assert.equal(
      plain(await page.locator('.origin-list').textContent()),
      'grid4.00 kWh33%sun6.00 kWh50%battery2.00 kWh17%',
    );
    const costs = page.locator('section', { has: page.getByRole('heading', { name: 'Cost by tariff' }) });
    assert.deepEqual((await costs.locator('tbody tr').allTextContents()).map(plain), [
      'day2.00 kWh × 30.13 ct/kWh4.00 kWh × 8.00 ct/kWh€0.84',
      'night2.00 kWh × 24.50 ct/kWh4.00 kWh × 8.00 ct/kWh€0.73',
    ]);
    await page.getByRole('link', { name: 'All sessions' }).click();
    await row(page, 9).waitFor();
    assert.equal(await page.getByLabel('Charge point').inputValue(), 'E1');
  });

  it('shows the offset of every quarter hour on the night in which the clock goes back', async () => {
    const house = new FakeHouse();
    const night = sessionOf({ id: 9, pluggedAt: '2026-10-25T02:00:00+02:00' });
    const quarters = night.quarters.map((quarter, k) => ({
      ...quarter,
      from: `2026-10-25T02:30:00+0${k < 2 ? 2 : 1}:00`,
      tariff: String(k),
    }));
    house.sessions = [{ ...night, quarters } satisfies SessionDetail];
    const { page } = await open('#/sessions/9', house);
    await page.getByText('02:30 (UTC+2)').first().waitFor();
    assert.equal(await page.getByText('02:30 (UTC+1)').count(), 2);
  });

  it('gives signed meter values as they came, to keep as a file, and calls them unconfirmed', async () => {
    const { page } = await open('#/sessions/10');
    await page.getByText('here they are unconfirmed').waitFor();
    assert.match(await page.locator('.signed textarea').inputValue(), /^OCMF\|\{"FV":"1\.0".*51D1"\}$/);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Keep as a file' }).click();
    assert.equal((await download).suggestedFilename(), 'session-10-begin-1.txt');
  });

  it('sets the person afterwards, with a reason; what was recorded stays beside it', async () => {
    const { page, house } = await open('#/sessions/9');
    await page.getByText('Nothing was corrected.').waitFor();
    await page.getByRole('button', { name: 'Correct' }).click();
    await page.getByRole('button', { name: 'Add the correction' }).click();
    await page.getByText('Nothing differs from what counts now.').waitFor();
    await focusReaches(page, 'id', 'correct-user');
    await page.getByLabel('Person').selectOption('noor');
    await page.getByRole('button', { name: 'Add the correction' }).click();
    await focusReaches(page, 'id', 'correct-why');
    await page.getByText('Say why.').waitFor();
    assert.equal(house.put.correction, undefined);
    await page.getByLabel('Reason').fill('Noor had lent her card');
    await page.getByRole('button', { name: 'Add the correction' }).click();
    await page.getByText('The correction counts from now on.').waitFor();
    assert.deepEqual(house.put.correction, { why: 'Noor had lent her card', user: 'noor' });
    await page.getByText('recorded as nobody').waitFor();
    const log = page.locator('section', { has: page.getByRole('heading', { name: 'Corrections' }) });
    assert.match(plain(await log.locator('tbody').textContent()), /adminPerson: Noor de VriesNoor had lent her card/);
  });

  it('corrects energy and cost as they are typed in the language, and says at the field what is no number', async () => {
    const { page, house } = await open('#/sessions/9');
    await page.getByRole('button', { name: 'Correct' }).click();
    await page.getByLabel('Energy, kWh').fill('12 kWh');
    await page.getByLabel('Reason').fill('x');
    await page.getByRole('button', { name: 'Add the correction' }).click();
    await focusReaches(page, 'id', 'correct-energy');
    await page.getByLabel('Energy, kWh').fill('11,5');
    await page.getByLabel('Cost, €').fill('1.23');
    await page.getByRole('button', { name: 'Add the correction' }).click();
    await page.getByText('The correction counts').waitFor();
    assert.deepEqual(house.put.correction, { why: 'x', energyWh: 11_500, costCt: 123 });
  });

  it('corrects nothing that runs, and offers nothing to who may not', async () => {
    const { page } = await open('#/sessions/11');
    await page.getByText('A session can be corrected when the car is unplugged.').waitFor();
    await page.getByText('This session is still running').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Correct' }).count(), 0);
    const other = await open('#/sessions?month=2026-11', new FakeHouse(), 'user');
    await row(other.page, 9).waitFor();
    assert.equal(await other.page.getByLabel('Person').count(), 0);
    assert.equal(other.box.calls.includes('GET /api/v1/site'), false);
    await goTo(other.page, '#/sessions/9');
    await other.page.getByText('Nothing was corrected.').waitFor();
    assert.equal(await other.page.getByRole('button', { name: 'Correct' }).count(), 0);
  });

  it('says that there is no such session', async () => {
    const { page } = await open('#/sessions/999');
    await page.getByText('There is no such session, or it is not yours to see.').waitFor();
  });

  it('prints a sheet for each person, with his sum, and nothing of the screen', async () => {
    const { page } = await open();
    await row(page, 7).waitFor();
    // What the browser prints when it is asked to.
    await page.evaluate(() => Object.assign(window, { print: () => {} }));
    await page.getByRole('button', { name: 'Print a statement per person' }).click();
    await page.emulateMedia({ media: 'print' });
    const sheet = page.locator('[data-statement=noor]');
    await sheet.getByText('For Noor de Vries').waitFor();
    assert.match(plain(await sheet.locator('tfoot').textContent()), /^Sum29\.35 kWh€8\.84$/);
    await page.getByText('Estimated energy is no basis for a bill.').waitFor();
    assert.deepEqual(
      await page.locator('.statement').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.statement)),
      ['anna', 'noor', ''],
    );
    assert.equal(await page.locator('#sessions').isVisible(), false);
    await page.emulateMedia({ media: 'screen' });
    assert.equal(await sheet.isVisible(), false);
    await page.evaluate(() => dispatchEvent(new Event('afterprint')));
    await sheet.waitFor({ state: 'detached' });
  });

  it('says that sessions cannot be read, and goes on when they can', async () => {
    const house = new FakeHouse();
    const routes = house.routes();
    let reads = true;
    const list = routes['GET /api/v1/sessions'];
    const { page } = await under.open({
      state,
      routes: {
        ...routes,
        'GET /api/v1/sessions': (body, asked) =>
          reads && list !== undefined ? list(body, asked) : [503, { error: 'unreadable', message: 'x' }],
      },
    });
    reads = false;
    await page.locator('.title-bar').waitFor();
    await goTo(page, '#/sessions?month=2026-11');
    await page.getByText('The sessions cannot be read.').waitFor();
    reads = true;
    await row(page, 7).waitFor();
  });

  it('is accessible and fits, also in German and French, by its table, a session and the form', async () => {
    const { page } = await open();
    await row(page, 7).waitFor();
    await axe(page, 'month');
    for (const language of ['de', 'fr'] as const) {
      await speak(page, language);
      await row(page, 7).waitFor();
      await itFits(page, [320, 390, 1024, 1440], `month ${language}`);
    }
    await goTo(page, '#/sessions/10');
    await page.locator('.signed textarea').waitFor();
    await page.getByRole('button', { name: 'Corriger' }).click();
    await page.locator('#correct-why').waitFor();
    await axe(page, 'session');
    await itFits(page, [320, 390, 1024, 1440], 'session');
  });
});
