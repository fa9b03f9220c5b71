import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of tariffs', () => {
  const under = PageUnderTest.use();

  async function open(tariffs: object[] = [], prices: object[] = []) {
    const site = new FakeSite();
    site.change((document) => ({ ...document, tariffs }));
    const state = sampleState();
    const price = { ct: -2.5, level: -6, tariff: 'spot', assumed: false, feedInCt: null, since: state.at, until: null };
    const seen = await under.open({
      state: { ...state, price: prices.length === 0 ? null : price },
      routes: { ...site.routes(), 'GET /api/v1/prices': () => [200, { now: null, prices }] },
    });
    await seen.page.goto(new URL('#/settings/tariffs', seen.box.url).href);
    await seen.page.locator('#tariffs').waitFor();
    return { ...seen, site };
  }
  const spot = {
    id: 'spot',
    name: 'Exchange',
    kind: 'dayAhead',
    format: 'awattar',
    url: 'https://api.awattar.de/v1/marketdata',
  };
  const byVariable = { id: 'supplier', kind: 'variable', variable: 'TARIF', prices: [{ value: 1, ct: 16 }] };

  it('says what to do while there is none, and adds a table of times with its rows', async () => {
    const { page, site } = await open();
    await page.getByText('No tariff yet. Add one').waitFor();
    await page.getByText('No price is known now.').waitFor();
    await page.getByRole('button', { name: 'Add a tariff' }).click();
    await page.locator('#tariff-id').fill('basic');
    await page.locator('#tariff-prices-0-from').fill('23:00');
    await page.locator('#tariff-prices-0-to').fill('07:00');
    await page.locator('#tariff-prices-0-ct').fill('24,5');
    await page.locator('#tariff-prices').getByRole('button', { name: 'Add' }).click();
    await page.locator('#tariff-prices-1-ct').fill('29');
    await axe(page, 'tariff form');
    await itFits(page, [320, 1024], 'tariff form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('basic: added.').waitFor();
    assert.deepEqual(site.document.tariffs, [
      { kind: 'table', prices: [{ from: '23:00', to: '07:00', ct: 24.5 }, { ct: 29 }], id: 'basic' },
    ]);
  });

  it('says in the row what cannot be read', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Add a tariff' }).click();
    await page.locator('#tariff-id').fill('basic');
    await page.locator('#tariff-prices-0-from').fill('late');
    await page.locator('#tariff-prices-0-ct').fill('24');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#tariff-prices-0-from-note', { hasText: 'a time of day is HH:MM' }).waitFor();
    await page.locator('#tariff-prices-0-ct').fill('dear');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#tariff-prices-0-ct-note', { hasText: 'A number, please.' }).waitFor();
    assert.deepEqual(site.document.tariffs, []);
  });

  it('changes a tariff of a variable and keeps its rows', async () => {
    const { page, site } = await open([byVariable]);
    await page.getByRole('button', { name: 'Edit: supplier' }).click();
    assert.equal(await page.locator('#tariff-prices-0-value').inputValue(), '1');
    await page.locator('#tariff-fallbackCt').fill('30');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('supplier: changed.').waitFor();
    assert.deepEqual(site.document.tariffs, [{ ...byVariable, fallbackCt: 30 }]);
  });

  it('shows prices ahead with level and tariff, less than nothing in words, and changes the order', async () => {
    const hour = (h: number) => new Date(Date.now() + h * 3_600_000).toISOString();
    const span = (h: number, ct: number, level: number) => ({
      ...{ from: hour(h), to: hour(h + 1), ct, level, tariff: 'spot', assumed: h > 2 },
    });
    const { page, site } = await open([byVariable, spot], [span(0, -2.5, -6), span(1, 31.2, -2), span(3, 20, -4)]);
    const prices = page.locator('[aria-labelledby=prices]');
    await prices.getByText('(assumed)').waitFor();
    const text = plain(await prices.textContent());
    assert.match(text, /Now you are paid 2\.5 ct per kWh, Exchange/);
    assert.match(text, /31\.2 ct.*very dear.*Exchange/);
    assert.match(text, /20\.0 ct.*normal.*Exchange \(assumed\)/);
    await axe(page, 'prices');
    await page.setViewportSize({ width: 1024, height: 800 });
    await axe(page, 'prices wide');
    await speak(page, 'fr');
    await itFits(page, [320, 1024], 'prices');
    await speak(page, 'en');
    await page.getByRole('button', { name: 'Up: Exchange' }).click();
    await page.getByText('Order of tariffs: changed.').waitFor();
    assert.deepEqual(site.document.tariffs, [spot, byVariable]);
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
