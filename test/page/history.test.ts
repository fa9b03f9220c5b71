import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { ofCounter, ofPower } from '../../web/history/energy.ts';
import { localLimits } from '../../web/history/local-limits.ts';
import { keptOf } from '../../web/history/series.ts';
import { slotsOf } from '../../web/history/slots.ts';
import { moved, spanAround, spanOf, spanQuery } from '../../web/history/span.ts';
import { subjectOf, subjectsOf } from '../../web/history/subject.ts';
import { en as common } from '../../web/words/en.ts';
import { de } from '../../web/words/history/de.ts';
import { en } from '../../web/words/history/en.ts';
import { fr } from '../../web/words/history/fr.ts';
import { nl } from '../../web/words/history/nl.ts';
import { speechOf } from '../../web/words/speech.ts';
import { axe } from './axe.ts';
import { itSaysAll } from './dictionaries.ts';
import { FakeHistory, limitPeriod } from './fake-history.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const plain = (text: string | null): string => (text ?? '').replaceAll('\u00a0', ' ');

describe('the history screen', () => {
  const under = PageUnderTest.use();

  async function open(history = new FakeHistory(), query = '') {
    const seen = await under.open({ routes: history.routes() }, { timezoneId: process.env.TZ ?? 'UTC' });
    await seen.page.locator('.title-bar').waitFor();
    await seen.page.evaluate(`location.hash = '#/history${query}'`);
    return { ...seen, history };
  }
  const chart = (page: Page, id: string) => page.locator(`[data-chart=${id}]`);
  const walker = (page: Page, id: string) => chart(page, id).getByRole('slider');
  const said = async (page: Page, id: string) => plain(await walker(page, id).getAttribute('aria-valuetext'));

  it('draws power, limits and energy of today, without a complaint of the browser', async () => {
    const { page, complaints } = await open();
    await chart(page, 'power-chart').locator('canvas').waitFor();
    await chart(page, 'energy-origin-chart').locator('[data-bar="0"] rect').first().waitFor();
    assert.match(
      plain(await chart(page, 'power-chart').locator('.chart-legend').textContent()),
      /From the grid.*Solar.*Limit/,
    );
    await axe(page, 'history');
    await itFits(page, [320, 390, 1024, 1440], 'history');
    assert.deepEqual(complaints, []);
  });

  it('is read by the arrow keys: every line, and the limit with who set it', async () => {
    const { page } = await open();
    await chart(page, 'power-chart').locator('canvas').waitFor();
    await walker(page, 'power-chart').focus();
    await page.keyboard.press('End');
    assert.match(await said(page, 'power-chart'), /23:45, From the grid 14\.9 kW, .*House 0\.9 kW$/);
    // 18:00 is 23 quarter hours before.
    for (let step = 0; step < 23; step += 1) await page.keyboard.press('ArrowLeft');
    assert.match(
      await said(page, 'power-chart'),
      /18:00, .*Limit 10\.0 kW: grid operator through emt1 \(AVAIL 40 %\)$/,
    );
    await page.locator('.chart-why', { hasText: 'grid operator through emt1' }).waitFor();
    await page.keyboard.press('Home');
    for (let step = 0; step < 49; step += 1) await page.keyboard.press('ArrowRight');
    assert.match(await said(page, 'power-chart'), /12:15, From the grid no value, .*House no value$/);
  });

  it('draws no line through a gap', async () => {
    const history = new FakeHistory();
    history.series = { 'flow.gridW': Array.from({ length: 96 }, (_, at) => (at >= 32 && at < 64 ? null : 5000)) };
    history.limits = [];
    const { page } = await open(history);
    await chart(page, 'power-chart').locator('canvas').waitFor();
    const drawn = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-chart=power-chart] canvas');
      const over = document.querySelector('[data-chart=power-chart] .u-over')?.getBoundingClientRect();
      const frame = canvas?.getBoundingClientRect();
      const context = canvas?.getContext('2d');
      if (canvas == null || over === undefined || frame === undefined || context == null) return undefined;
      const hue = getComputedStyle(document.documentElement).getPropertyValue('--grid').trim();
      const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hue.slice(at, at + 2), 16));
      // At a third of the way between two rules of the axis there is nothing but a line.
      const hasLine = (share: number): boolean => {
        const x = Math.round((over.left - frame.left + over.width * share) * devicePixelRatio);
        const { data } = context.getImageData(x, 0, 1, canvas.height);
        for (let at = 0; at < data.length; at += 4)
          if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) return true;
        return false;
      };
      return [0.11, 0.3, 0.4, 0.52, 0.6, 0.7, 0.9].map(hasLine);
    });
    assert.deepEqual(drawn, [true, true, false, false, false, true, true]);
  });

  it('says the same as a table, with a file', async () => {
    const { page } = await open();
    await chart(page, 'power-chart').locator('canvas').waitFor();
    await chart(page, 'power-chart').getByText('As a table').click();
    const row = chart(page, 'power-chart').locator('tr[data-row="72"]');
    assert.match(plain(await row.textContent()), /18:00.*10\.0grid operator through emt1 \(AVAIL 40 %\)$/);
    const download = page.waitForEvent('download');
    await chart(page, 'power-chart').getByRole('button', { name: 'CSV' }).click();
    const stream = await (await download).createReadStream();
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    assert.match(text, /^Time,"From the grid, kW",.*Reason\r\n/);
    // No value is an empty cell; a minus sign stands nowhere for export.
    assert.ok(
      text.split('\r\n').some((line) => /T\d\d:15:00\.000Z,,,,,,,$/.test(line)),
      text.slice(0, 400),
    );
    assert.doesNotMatch(text, /,-\d/);
  });

  it('stacks energy by its origin, in bars that are walked too', async () => {
    const { page } = await open();
    await chart(page, 'energy-origin-chart').locator('[data-bar="8"] [data-part=solar]').waitFor();
    await walker(page, 'energy-origin-chart').focus();
    await page.keyboard.press('Home');
    assert.match(
      await said(page, 'energy-origin-chart'),
      /From the grid 11\.90 kWh, Solar 0\.00 kWh, Together 11\.90 kWh$/,
    );
    for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowRight');
    assert.match(await said(page, 'energy-origin-chart'), /no value.*Together no value$/);
    await chart(page, 'energy-use-chart').locator('[data-part=cars]').first().waitFor();
  });

  it('shows one charge point: offered and drawn, why it got less, what it charged by its counter', async () => {
    const { page } = await open(new FakeHistory(), '?series=chargePoint.E1');
    await chart(page, 'current-chart').locator('canvas').waitFor();
    await walker(page, 'current-chart').focus();
    await page.keyboard.press('End');
    for (let step = 0; step < 23; step += 1) await page.keyboard.press('ArrowLeft');
    assert.match(
      await said(page, 'current-chart'),
      /Offered 8\.0 A, Drawn L1 5\.7 A, .*Limit 8\.0 A: the grid operator limits Garage$/,
    );
    await walker(page, 'energy-taken-chart').focus();
    await page.keyboard.press('End');
    assert.match(await said(page, 'energy-taken-chart'), /Charged 1\.00 kWh$/);
    await axe(page, 'one charge point');
  });

  it('goes to the day before, keeps in the address what is looked at, and follows a link', async () => {
    const { page, box } = await open();
    await chart(page, 'power-chart').locator('canvas').waitFor();
    const today = await page.locator('.span-title').textContent();
    await page.getByRole('button', { name: 'Day before' }).click();
    await page.locator('.span-title', { hasNotText: today ?? '' }).waitFor();
    const hash = await page.evaluate<string>('location.hash');
    assert.match(hash, /^#\/history\?from=\d{4}-\d\d-\d\d&to=\d{4}-\d\d-\d\d&series=flow$/);
    await page.getByLabel('Of what').selectOption({ label: 'Grid meter' });
    await chart(page, 'current-chart').waitFor();
    assert.match(await page.evaluate<string>('location.hash'), /series=meter\.M1$/);
    await page.evaluate("location.hash = '#/history?from=2026-03-01&to=2026-04-01&series=flow'");
    await page.locator('.span-title', { hasText: 'March 2026' }).waitFor();
    assert.equal(await page.getByRole('radio', { name: 'Month' }).isChecked(), true);
    await page.getByText('Free', { exact: true }).click();
    await page.getByLabel('Last day').waitFor();
    assert.ok(box.calls.includes('GET /api/v1/history'));
  });

  it('says what to expect when nothing is kept yet, and when the box cannot read it', async () => {
    const history = new FakeHistory();
    history.refusal = [400, { error: 'unknownSeries', message: 'There is no series flow', path: 'series' }];
    const { page } = await open(history);
    await page.getByText('The box has kept nothing of this yet.').first().waitFor();
    history.refusal = [503, { error: 'busy', message: 'busy' }];
    await page.getByRole('button', { name: 'Day before' }).click();
    await page.getByText('The history cannot be read at the moment.').first().waitFor();
    history.refusal = undefined;
    await page.getByRole('button', { name: 'Day after' }).click();
    await chart(page, 'power-chart').locator('canvas').waitFor();
  });

  it('fits in German and French too', async () => {
    const { page } = await open();
    await chart(page, 'power-chart').locator('canvas').waitFor();
    for (const language of ['de', 'fr'] as const) {
      await speak(page, language);
      await page.getByText({ de: 'Woher sie kam', fr: 'où elle vient' }[language], { exact: false }).first().waitFor();
      await itFits(page, [320, 390, 1440], language);
    }
  });
});

describe('a stretch of time', () => {
  const at = (text: string) => new Date(text).getTime();
  const english = speechOf('en', common, zone);

  it('is a day, a week from Monday, a month, a year, and moves by its own length', () => {
    const monday = spanAround(zone, 'week', at('2026-11-28T12:00'));
    assert.deepEqual([monday.fromMs, monday.toMs], [at('2026-11-23T00:00'), at('2026-11-30T00:00')]);
    assert.equal(moved(zone, spanAround(zone, 'month', at('2026-03-31T12:00')), -1).fromMs, at('2026-02-01T00:00'));
    assert.equal(moved(zone, spanAround(zone, 'year', at('2026-03-31T12:00')), 1).fromMs, at('2027-01-01T00:00'));
    const free = { kind: 'free', fromMs: at('2026-11-01T00:00'), toMs: at('2026-11-04T00:00') } as const;
    assert.equal(moved(zone, free, -1).fromMs, free.fromMs - 3 * 86_400_000);
  });

  it('stands in the address and comes back from it', () => {
    const now = at('2026-11-28T12:00');
    for (const span of [
      ...(['day', 'week', 'month', 'year'] as const).map((kind) => spanAround(zone, kind, now)),
      { kind: 'free', fromMs: at('2026-11-01T00:00'), toMs: at('2026-11-02T00:00') } as const,
      { kind: 'free', fromMs: at('2026-11-01T10:00'), toMs: at('2026-11-01T11:30') } as const,
    ])
      assert.deepEqual(spanOf(zone, spanQuery(zone, span), now), span);
    assert.deepEqual(spanOf(zone, {}, now), spanAround(zone, 'day', now));
    assert.deepEqual(spanOf(zone, { from: 'nonsense' }, now), spanAround(zone, 'day', now));
    assert.deepEqual(
      spanOf(zone, { from: '2026-11-02', to: '2026-11-01' }, now),
      spanAround(zone, 'day', at('2026-11-02T00:00')),
    );
  });

  it('has hours, days or months as bars, and energy falls into them', () => {
    const day = spanAround(zone, 'day', at('2026-11-28T12:00'));
    const hours = slotsOf(day, english);
    assert.deepEqual([hours.length, hours[0]?.short, hours[23]?.short], [24, '00', '23']);
    assert.equal(slotsOf(spanAround(zone, 'month', at('2026-02-10T00:00')), english).length, 28);
    assert.equal(slotsOf(spanAround(zone, 'year', at('2026-02-10T00:00')), english)[11]?.iso, '2026-12');
    const stepped = (values: (number | null)[]) => ({ fromMs: day.fromMs - 900_000, everyS: 900, values });
    assert.deepEqual(ofPower(stepped([9000, 1000, 1000, null, 1000, 2000]), hours).slice(0, 3), [750, 500, null]);
    // A counter: the step before the first hour is needed; over a gap it rose by what flowed meanwhile.
    assert.deepEqual(ofCounter(stepped([100, 150, null, null, 400, 410]), hours).slice(0, 3), [300, 10, null]);
  });

  it('is looked at of a device by any of its series; what is not known is the house', () => {
    const subjects = subjectsOf(sampleState());
    assert.equal(subjectOf(subjects, 'chargePoint.E1.powerW,flow')?.id, 'chargePoint.E1');
    assert.equal(subjectOf(subjects, 'chargePoint')?.kind, 'chargePoints');
    assert.equal(subjectOf(subjects, 'meter.M9')?.kind, 'house');
    assert.equal(subjectOf(subjects, undefined)?.kind, 'house');
  });
});

describe('the words of the history', () => {
  itSaysAll({ en, de, nl, fr }, ['spans\\.week', 'meters', 'line\\.(solar|house|batteryIn)']);
});

describe('limits that nobody outside set', () => {
  const root = { id: 'house', fuseA: 80 };
  const stepS = 900;
  const kept = (limitW: (number | null)[], limitA = limitW.map(() => 80)) =>
    keptOf({
      from: new Date(0).toISOString(),
      to: new Date(limitW.length * stepS * 1000).toISOString(),
      everyS: stepS,
      series: [
        // The last value of a step may be higher than what held in it.
        { name: 'circuit.house.limitW', values: limitW.map(() => null), min: limitW },
        { name: 'circuit.house.limitA', values: limitA },
        { name: 'flow.gridW', values: limitW.map((_, at) => at * 1000) },
      ],
    });
  const at = (step: number) => new Date(step * stepS * 1000).toISOString();
  const nowMs = 1e9;

  it('come from the history: in runs of one value, below the fuse only, with what was measured', () => {
    const found = localLimits(kept([55_200, 22_000, 22_000, null, 22_000, 10_000]), root, [], nowMs);
    assert.deepEqual(
      found.map(({ at: since, endedAt, limits }) => [since, endedAt, limits[0]?.value]),
      [
        [at(1), at(3), 22_000],
        [at(4), at(5), 22_000],
        [at(5), at(6), 10_000],
      ],
    );
    assert.deepEqual(found[0]?.gridW, { meanW: 1500, highestW: 2000 });
    const inA = localLimits(kept([null, null], [32, 80]), root, [], nowMs);
    assert.deepEqual(
      inA.map(({ limits }) => limits[0]),
      [{ id: 'site', place: 'house', value: 32, unit: 'A' }],
    );
  });

  it('are not told twice: what a command explains is that command', () => {
    const command = limitPeriod({ at: 2 * stepS * 1000, endedAt: 4 * stepS * 1000 });
    assert.deepEqual(localLimits(kept([80_000, 80_000, 10_000, 10_000, 10_000]), root, [command], nowMs), []);
    assert.equal(localLimits(kept([10_000, 80_000, 80_000]), root, [], nowMs).length, 1);
  });

  it('hold now when the last step has them', () => {
    assert.equal(localLimits(kept([80_000, 22_000]), root, [], 2 * stepS * 1000 - 1)[0]?.endedAt, null);
  });
});
