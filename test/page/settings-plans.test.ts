import assert from 'node:assert/strict';
import { blocksOf } from '../../web/settings/plans/blocks.ts';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of plans', () => {
  const under = PageUnderTest.use();

  async function open(plans: object[] = []) {
    const site = new FakeSite();
    const put: unknown[] = [];
    const outside = { plans };
    const seen = await under.open({
      state: sampleState(),
      routes: {
        ...site.routes(),
        'GET /api/v1/plans': () => [200, outside],
        'DELETE /api/v1/plans/E1': () => {
          outside.plans = [];
          return [204, ''];
        },
        'PUT /api/v1/plans/E1': (body) => {
          put.push(body);
          return [204, ''];
        },
      },
    });
    await seen.page.goto(new URL('#/settings/plans', seen.box.url).href);
    await seen.page.locator('#plans').waitFor();
    return { ...seen, site, put };
  }

  it('draws what runs over midnight on the day after too, and only on its days', () => {
    const plan = [{ fromMin: 1380, minutes: 120, limitA: 10, days: ['su'] }];
    assert.deepEqual(blocksOf(plan, 6), [{ from: 1380, to: 1440, limitA: 10 }]);
    assert.deepEqual(blocksOf(plan, 0), [{ from: 0, to: 60, limitA: 10 }]);
    assert.deepEqual(blocksOf(plan, 1), []);
  });

  it('plans a charge point by a time, a length and days', async () => {
    const { page, site, complaints } = await open();
    await page.getByText('No plan yet. Choose what you want to plan.').waitFor();
    await page.locator('#plan-place').selectOption('E1');
    await page.locator('#plan-E1-fromMin').fill('25:00');
    await page.locator('#plan-E1-minutes').fill('180');
    await page.locator('#plan-E1-limitA').fill('10');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#plan-E1-fromMin-note', { hasText: 'A time such as 17:30, please.' }).waitFor();
    await page.locator('#plan-E1-fromMin').fill('22:30');
    await page.locator('#plan-E1-minutes-note', { hasText: 'Until 01:30.' }).waitFor();
    await page.getByLabel('Sat').uncheck();
    await axe(page, 'plan form');
    await itFits(page, [320, 1024], 'plan form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.week').waitFor();
    const [, device] = site.document.devices as { plan: object[] }[];
    assert.deepEqual(device?.plan, [
      { fromMin: 1350, minutes: 180, limitA: 10, days: ['mo', 'tu', 'we', 'th', 'fr', 'su'] },
    ]);
    await page.locator('td', { hasText: '22:30–01:30' }).waitFor();
    await axe(page, 'plan');
    await speak(page, 'de');
    await itFits(page, [320, 1024], 'plan');
    await speak(page, 'en');
    await page.getByRole('button', { name: 'Remove: E1 22:30–01:30' }).click();
    await page.getByText('E1 22:30–01:30: removed.').waitFor();
    assert.deepEqual((site.document.devices as { plan: object[] }[])[1]?.plan, []);
    assert.deepEqual(complaints, []);
  });

  it('shows plans from outside with who gave them; one that is taken away can be given back', async () => {
    const plan = [{ fromMin: 1020, minutes: 180, limitA: 6 }];
    const { page, put } = await open([
      { id: 'E1', kind: 'chargePoint', plan, at: new Date().toISOString(), source: 'ems' },
    ]);
    const row = page.locator('[data-row=E1]');
    await row.getByText('17:00–20:00: 6').waitFor();
    assert.match((await row.textContent()) ?? '', /ems/);
    await row.getByRole('button').click();
    await page.getByText('None was given from outside.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone').waitFor();
    assert.deepEqual(put, [{ plan }]);
  });
});
