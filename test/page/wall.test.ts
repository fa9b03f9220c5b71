import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { State } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { fakePoint } from './fake-point.ts';
import { PageUnderTest } from './page-under-test.ts';
import { lostMeter, sampleState } from './sample-state.ts';

const tablet = { viewport: { width: 1024, height: 600 } };
const languages = { en: 'en-GB', nl: 'nl-NL', de: 'de-DE', fr: 'fr-FR' };

describe('the wall display', () => {
  const under = PageUnderTest.use();

  const open = async (state: State, locale = 'en-GB') => {
    const seen = await under.open({ state, routes: fakePoint('E2').routes, speaks: true }, { ...tablet, locale });
    await seen.page.goto(`${seen.box.url}#/?wall=1`);
    await seen.page.locator('.wall [data-charge-point]').first().waitFor();
    return seen;
  };

  for (const [language, locale] of Object.entries(languages))
    it(`shows 4, 8, 12, 13, 30 and 40 charge points at once on 1024 x 600, in ${language}`, async () => {
      const { page, box } = await open(garage(4), locale);
      await page.locator(`html[lang=${language}]`).waitFor();
      for (const count of [4, 8, 12, 13, 30, 40]) {
        box.send(garage(count));
        await page.locator(`[data-charge-point=E${count}]`).waitFor();
        assert.equal(await page.locator('[data-charge-point]').count(), count);
        assert.deepEqual(await outside(page), [], `${language}, ${count}`);
        assert.equal(await page.locator('.tile').count(), count <= 12 ? count : 0);
      }
    });

  it('has no menu and no foot, keeps name, clock and contact, and axe finds nothing', async () => {
    const { page } = await open(garage(8));
    assert.equal(await page.locator('nav, .menu-button').count(), 0);
    assert.equal(await page.locator('.foot').isVisible(), false);
    assert.equal(await page.locator('.pulse time').isVisible(), true);
    assert.equal(await page.locator('.contact').isVisible(), true);
    await axe(page, 'the wall display');
  });

  it('is as large as the screen: twice on a screen of twice the size', async () => {
    const { page } = await open(garage(12));
    const size = () => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
    assert.equal(await size(), '16px');
    await page.setViewportSize({ width: 2048, height: 1200 });
    assert.equal(await size(), '32px');
    assert.deepEqual(await outside(page), []);
  });

  it('shows the rows of a large garage by one tap, and comes back to the wall when nobody touches it', async () => {
    const { page } = await open(garage(13));
    await page.clock.install();
    await page.locator('[data-charge-point=E2]').click();
    await page.getByRole('heading', { name: '2 Bay 2' }).waitFor();
    await page.clock.fastForward(100_000);
    await page.keyboard.press('Tab');
    await page.clock.fastForward(100_000);
    assert.equal(new URL(page.url()).hash, '#/point/E2?wall=1');
    await page.clock.fastForward(30_000);
    await page.locator('.wall [data-charge-point=E1]').waitFor();
    assert.equal(new URL(page.url()).hash, '#/?wall=1');
    await page.getByRole('link', { name: 'Kerkstraat 12' }).click();
    await page.locator('nav').waitFor();
  });

  it('does not grow: after a thousand seconds it has the nodes and listeners it began with', async () => {
    const { page, box } = await open(garage(12));
    while (box.openStreams !== 1) await new Promise((resolve) => setTimeout(resolve, 10));
    const session = await page.context().newCDPSession(page);
    const counted = async (): Promise<Record<string, number>> => {
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    };
    await session.send('Performance.enable');
    await seconds(page, box, 0, 50);
    const before = await counted();
    await seconds(page, box, 50, 1050);
    const after = await counted();
    assert.ok((after.Nodes ?? 0) <= (before.Nodes ?? 0) + 50, `nodes ${before.Nodes} -> ${after.Nodes}`);
    assert.equal(after.JSEventListeners, before.JSEventListeners);
    const grownBytes = (after.JSHeapUsedSize ?? 0) - (before.JSHeapUsedSize ?? 0);
    // A state is some 10 kB: one that is kept each ten seconds would show; code that is compiled late is no growth.
    assert.ok(grownBytes < 1_000_000, `heap grew by ${grownBytes} bytes`);
  });
});

/** Seconds of a box, as fast as the page takes them. */
async function seconds(page: Page, box: { patch(patch: object): void }, from: number, to: number): Promise<void> {
  for (let second = from; second < to; second += 1) {
    const powerW = 1000 + ((second * 37) % 9000);
    box.patch({ cycle: 2000 + second, chargePoints: { E1: { powerW, drawnA: [powerW / 690, 9, 9] } } });
    if (second % 100 === 99) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const lastKw = 80 + to / 50;
  box.patch({ chargePoints: { E1: { powerW: lastKw * 1000 } } });
  await page.locator('[data-charge-point=E1]', { hasText: lastKw.toFixed(1) }).waitFor();
}

/** Charge points and panels that are not wholly in the window, once what was drawn has been laid out. */
const outside = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
    return [...document.querySelectorAll<HTMLElement>('[data-charge-point], .panel, .why, .circuit')]
      .filter((one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        const cut =
          one.matches('.tile, .why') &&
          (one.scrollHeight > one.clientHeight + 1 || one.scrollWidth > one.clientWidth + 1);
        return cut || left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5;
      })
      .map((one) => `${one.className} ${one.dataset.chargePoint ?? ''}`);
  });

/** A garage of that many bays, as busy as the sample, with a fault and observing only. */
function garage(count: number): State {
  const state = sampleState();
  const chargePoints = Array.from({ length: count }, (_, k) => {
    const like = state.chargePoints[k % state.chargePoints.length];
    if (like === undefined) throw new Error('the sample has charge points');
    return { ...like, id: `E${k + 1}`, name: `Bay ${k + 1}` };
  });
  const flow = { ...state.flow, batteryW: 1500 };
  return { ...state, chargePoints, flow, health: [lostMeter(state.at)] };
}
