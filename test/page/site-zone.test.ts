import assert from 'node:assert/strict';
import { FakeGrid, operatedState } from './fake-grid.ts';
import { FakeHistory, limitPeriod } from './fake-history.ts';
import { PageUnderTest } from './page-under-test.ts';

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();

/** Looked at from New York; the site has its own day, here one of 25 hours (Berlin, 25 October 2026). */
describe('days and times of the site, wherever it is looked at', () => {
  const under = PageUnderTest.use();
  const begins = '2026-10-24T22:00:00.000Z';
  const ends = '2026-10-25T23:00:00.000Z';

  async function open(screen: string) {
    const asked: string[] = [];
    const history = new FakeHistory(new Date('2026-10-25T12:00:00Z'));
    const at = Date.parse('2026-10-25T01:30:00Z');
    history.limits = [limitPeriod({ at, endedAt: at + 3_600_000 })];
    const note = (name: string, query: URLSearchParams) =>
      asked.push(`${name} ${query.get('from')} ${query.get('to')}`);
    const routes = {
      ...new FakeGrid().routes(),
      'GET /api/v1/history': (_: unknown, { query }: { query: URLSearchParams }) => {
        note('history', query);
        const from = Date.parse(query.get('from') ?? '');
        const count = (Date.parse(query.get('to') ?? '') - from) / 900_000;
        const values = Array.from({ length: count }, () => 5000);
        const series = [{ name: 'flow.gridW', kind: 'measured', unit: '', values }];
        return [200, { from: query.get('from'), to: query.get('to'), everyS: 900, series }] as const;
      },
      'GET /api/v1/grid/limits': (_: unknown, { query }: { query: URLSearchParams }) => {
        note('limits', query);
        return [200, { limits: history.limits }] as const;
      },
    };
    const now = '2026-10-25T17:30:00.000Z';
    const operated = operatedState();
    const state = { ...operated, at: now, site: { ...operated.site, timezone: 'Europe/Berlin' } };
    const seen = await under.open({ routes, state }, { timezoneId: 'America/New_York' });
    await seen.page.locator('.title-bar').waitFor();
    await seen.page.evaluate(`location.hash = '#/${screen}'`);
    return { ...seen, asked };
  }

  it('is what the history asks for, draws, tells and lets choose', async () => {
    const { page, asked } = await open('history');
    const chart = page.locator('[data-chart=power-chart]');
    await chart.locator('canvas').waitFor();
    assert.ok(asked.includes(`history ${begins} ${ends}`), asked.join('\n'));
    assert.ok(asked.includes(`limits ${begins} ${ends}`), asked.join('\n'));
    assert.match(plain(await page.locator('.span-title').textContent()), /^Sunday,? 25 October 2026$/);
    assert.equal(await page.getByLabel('Go to').inputValue(), '2026-10-25');
    await chart.getByRole('slider').focus();
    const said = async () => plain(await chart.getByRole('slider').getAttribute('aria-valuetext'));
    await page.keyboard.press('Home');
    assert.match(await said(), /^Sun,? 25 Oct,? 00:00, From the grid 5\.0 kW/);
    await page.keyboard.press('End');
    assert.match(await said(), /^Sun,? 25 Oct,? 23:45, /);
    // 25 hours, and a table of 100 quarter hours that begins at midnight there.
    const bars = page.locator('[data-chart=energy-origin-chart] [data-bar]');
    await bars.first().waitFor();
    assert.equal(await bars.count(), 25);
    const nextDay = page.waitForResponse((one) => decodeURIComponent(one.url()).includes(`from=${ends}`));
    await page.getByLabel('Go to').fill('2026-10-26');
    await page.locator('.span-title', { hasText: /^Monday,? 26 October 2026$/ }).waitFor();
    await nextDay;
    assert.ok(asked.includes(`history ${ends} 2026-10-26T23:00:00.000Z`), asked.join('\n'));
    assert.match(await page.evaluate<string>('location.hash'), /from=2026-10-26&to=2026-10-27/);
  });

  it('is what the list of limits asks for and tells', async () => {
    const { page, asked } = await open('grid?day=2026-10-25');
    const row = page.locator('.grid-wide [data-row="12"]');
    await row.waitFor();
    // The hour that is twice there.
    assert.match(plain(await row.textContent()), /25 Oct,? 02:30:00.*25 Oct,? 03:30:00/);
    assert.ok(asked.includes(`limits ${begins} ${ends}`), asked.join('\n'));
    assert.equal(await page.getByLabel('Day', { exact: true }).inputValue(), '2026-10-25');
    const file = page.getByRole('link', { name: 'Take the proof (CSV)' });
    assert.equal(await file.getAttribute('download'), 'proof-2026-10-25.csv');
    const link = new URL((await file.getAttribute('href')) ?? '', 'http://box').searchParams;
    assert.deepEqual([link.get('from'), link.get('to')], [begins, ends]);
    const dayBefore = page.waitForResponse((one) =>
      decodeURIComponent(one.url()).includes(`limits?from=2026-10-23T22:00:00.000Z&to=${begins}`),
    );
    await page.getByRole('button', { name: 'Day before' }).click();
    await page
      .getByText(/Saturday,? 24 October 2026/)
      .first()
      .waitFor();
    await dayBefore;
  });

  it('is the clock in the title and on the axis', async () => {
    const { page } = await open('now');
    await page.locator('.title-bar time', { hasText: '18:30:00' }).waitFor();
  });
});
