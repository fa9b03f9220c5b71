import assert from 'node:assert/strict';
import type { Role } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of metering points', () => {
  const under = PageUnderTest.use();

  async function open(role: Role = 'administrator') {
    const site = new FakeSite();
    site.change((document) => ({
      ...document,
      meteringPoints: [{ id: 'flat-1', name: 'Flat 1, left', consumer: 'M1.import_wh', share: 0.6 }],
    }));
    const asked: string[] = [];
    const seen = await under.open({
      state: sampleState(),
      role,
      routes: {
        ...site.routes(),
        'GET /api/v1/metering-points/balance': (_body, { query }) => {
          asked.push(query.get('month') ?? '');
          const point = {
            ...{ point: 'flat-1', name: 'Flat 1, left', consumedWh: 120_500, producedWh: 0, localWh: 20_500 },
            ...{ gridWh: 100_000, soldWh: 0, gridCt: 2950, localCt: 240, soldCt: 0, gap: true },
            ...{ quarters: 2880, unpricedWh: 12 },
          };
          return [200, { from: '', to: '', points: asked.length === 1 ? [point] : [] }];
        },
      },
    });
    await seen.page.goto(new URL('#/settings/metering', seen.box.url).href);
    await seen.page.locator('#points').waitFor();
    return { ...seen, site, asked };
  }

  it('shows the balance of this month, what was estimated or had no price, and every quarter hour as CSV', async () => {
    const { page, asked, complaints } = await open();
    const row = page.locator('[aria-labelledby=balance] [data-row=flat-1]');
    await row.waitFor();
    const text = plain(await row.textContent());
    assert.match(text, /Flat 1, left partly estimated120\.5020\.50100\.00.*€31\.90/);
    await page.getByText('For some quarter hours no price was known').waitFor();
    const month = asked[0] ?? '';
    assert.match(month, /^\d{4}-\d{2}$/);
    const csv = page.getByRole('link', { name: 'CSV' });
    assert.equal(await csv.getAttribute('href'), `/api/v1/metering-points/balance?month=${month}&format=csv`);
    await axe(page, 'metering');
    await page.setViewportSize({ width: 1024, height: 800 });
    await axe(page, 'metering wide');
    await speak(page, 'de');
    await itFits(page, [320, 390, 1024, 1440], 'metering');
    assert.deepEqual(complaints, []);
  });

  it('asks for another month when it is chosen', async () => {
    const { page, asked } = await open();
    await page.locator('[aria-labelledby=balance] [data-row=flat-1]').waitFor();
    const before = await page.locator('#balance-month option').nth(1).getAttribute('value');
    await page.locator('#balance-month').selectOption({ index: 1 });
    await page.getByText('Nothing was counted in this month.').waitFor();
    assert.deepEqual(asked.slice(1), [before]);
  });

  it('adds a point, and says at the field what is no formula', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Add a metering point' }).click();
    await page.locator('#point-id').fill('flat-2');
    await page.locator('#point-share').fill('1,4');
    await page.locator('#point-consumer').fill('M1.import_wh');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#point-share-note', { hasText: 'This cannot be saved as it is.' }).waitFor();
    await page.locator('#point-share').fill('0,4');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('flat-2: added.').waitFor();
    assert.deepEqual((site.document.meteringPoints as object[]).at(-1), {
      id: 'flat-2',
      consumer: 'M1.import_wh',
      share: 0.4,
    });
  });

  it('tells an installer nothing of what tenants take', async () => {
    const { page, asked } = await open('installer');
    assert.equal(await page.locator('#balance').count(), 0);
    assert.deepEqual(asked, []);
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
