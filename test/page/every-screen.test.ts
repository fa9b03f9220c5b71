import assert from 'node:assert/strict';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { buildPageIfStale } from '../../scripts/page.ts';
import { Box, password } from '../site/box.ts';
import { axe } from './axe.ts';
import { chromiumMissing, launchChromium, openPage, type WatchedPage } from './chromium.ts';
import { itFits, speak } from './fit.ts';

/** Far more than there are: a link that makes links would never end. */
const mostPages = 120;

describe('every screen of the whole box that a link leads to', () => {
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
    box = await Box.open();
    browser = await launchChromium();
  });
  after(async () => {
    await browser?.close();
    await box?.close();
  });

  it('is small on a first visit', async () => {
    seen = await openPage(browser, 'about:blank');
    page = seen.page;
    const cdp = await page.context().newCDPSession(page);
    const bytes = await countFiles(cdp);
    await page.goto(box.url);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('[data-charge-point]').first().waitFor();
    await page.locator('.contact', { hasText: 'live' }).waitFor();
    const { all, script } = bytes();
    assert.ok(all > 20_000 && all <= 100_000, `a first visit takes ${all} bytes`);
    assert.ok(script > 10_000 && script <= 60_000, `its scripts are ${script} bytes`);
  });

  it('has no fault that axe finds, fits 320 px in German, breaks no rule of the CSP, and asks nobody but the box', async () => {
    const violations: string[] = [];
    const strangers: string[] = [];
    await page.exposeFunction('tellViolation', (text: string) => violations.push(text));
    await page.addInitScript(`document.addEventListener('securitypolicyviolation', (event) =>
      tellViolation(event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile));`);
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== new URL(box.url).origin && !['blob:', 'data:'].includes(url.protocol))
        strangers.push(request.url());
    });
    await page.reload();
    await page.locator('[data-charge-point]').first().waitFor();
    const visited: string[] = [];
    const open = ['#/'];
    for (let hash = open.shift(); hash !== undefined; hash = open.shift()) {
      visited.push(hash);
      assert.ok(visited.length < mostPages, `more screens than expected: ${visited.slice(-5).join(' ')}`);
      await goTo(page, hash);
      await page.setViewportSize({ width: 390, height: 844 });
      await axe(page, hash);
      await speak(page, 'de');
      await itFits(page, [320], hash);
      await speak(page, 'en');
      for (const link of await linksOf(page)) if (!visited.includes(link) && !open.includes(link)) open.push(link);
    }
    // That there is no gateway yet is an answer (404) of the box like another, which the browser notes all the same.
    const complaints = seen.complaints.filter((said) => !/status of (404|501)/.test(said));
    assert.deepEqual({ violations, strangers, complaints }, { violations: [], strangers: [], complaints: [] });
    for (const screen of ['#/', '#/grid', '#/settings', '#/settings/box']) assert.ok(visited.includes(screen), screen);
  });

  it('stands still for who wants no motion', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await goTo(page, '#/');
    assert.deepEqual(await page.evaluate(movingParts), []);
  });
});

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate((wanted) => {
    location.hash = wanted;
  }, hash);
  // What is fetched says that it is being read until it is there.
  await page.locator('main').waitFor();
  await page.waitForLoadState('networkidle').catch(() => {});
  while ((await page.locator('main .boot').count()) > 0) await page.waitForTimeout(50);
}

const linksOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('a[href^="#/"]')]
      .map((link) => (link.getAttribute('href') ?? '').split('?')[0] ?? '')
      .filter((hash) => hash !== ''),
  );

/** Everything that is animated or takes longer than nothing to change. */
const movingParts = `[...document.querySelectorAll('*')]
  .filter((one) => {
    const { animationName, transitionDuration } = getComputedStyle(one);
    return animationName !== 'none' || transitionDuration.split(', ').some((time) => parseFloat(time) > 0.001);
  })
  .map((one) => one.outerHTML.slice(0, 80))`;

/** Counts what files take over the network, compressed. */
async function countFiles(cdp: CDPSession): Promise<() => { readonly all: number; readonly script: number }> {
  const scripts = new Set<string>();
  let all = 0;
  let script = 0;
  await cdp.send('Network.enable');
  cdp.on('Network.responseReceived', ({ requestId, response }) => {
    if (/javascript/.test(response.mimeType)) scripts.add(requestId);
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    all += encodedDataLength;
    if (scripts.has(requestId)) script += encodedDataLength;
  });
  return () => ({ all, script });
}
