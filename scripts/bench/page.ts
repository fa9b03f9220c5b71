import { parseArgs } from 'node:util';
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core';
import { type Running, startDemo } from '../demo/running.ts';
import { buildPageIfStale } from '../page.ts';
import { percentile, spread } from './measure/percentiles.ts';
import { allCharging, pause } from './measure/turn-down.ts';

/** Slower than this machine by so much: about a phone of the middle class. */
const throttles = [1, 4];
const phone = { width: 390, height: 844 };

/**
 * The start page of the whole box in Chromium at phone size, with and without a slowed-down processor, while every charge
 * point charges: time to the last tile, answer to a tap, share of the main thread taken by the second's update, bytes of a
 * first visit and of the stream (field/local-page.md §3). `--points N` (59, with the meter 60 devices), `--visits N` (7),
 * `--seconds N` (60). Box, simulated site and browser share this machine.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      points: { type: 'string', default: '59' },
      visits: { type: 'string', default: '7' },
      seconds: { type: 'string', default: '60' },
    },
  });
  const [points, visits, seconds] = [Number(values.points), Number(values.visits), Number(values.seconds)];
  await buildPageIfStale();
  const running = await startDemo({
    ...{ port: 0, scenario: `many:${points}` },
    say: (sentence) => console.error(`netwacht: ${sentence}`),
  });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
  });
  try {
    await allCharging(running);
    console.log(
      'processor slowed by | interactive ms | answer to a tap ms | first visit kB | stream kB/s | main thread',
    );
    for (const throttle of throttles)
      console.log(await measure({ browser, running, points, visits, seconds, throttle }));
  } finally {
    await browser.close();
    await running.stop();
  }
}

interface Trial {
  readonly browser: Browser;
  readonly running: Running;
  readonly points: number;
  readonly visits: number;
  readonly seconds: number;
  readonly throttle: number;
}

async function measure({ browser, running, points, visits, seconds, throttle }: Trial): Promise<string> {
  const interactiveMs: number[] = [];
  const tapMs: number[] = [];
  const visitKb: number[] = [];
  let stream = '';
  let share = '';
  for (let visit = 0; visit < visits; visit += 1) {
    // A context of its own: nothing is cached, as on a first visit; only the session is there.
    const context = await browser.newContext({ viewport: phone, locale: 'en-GB' });
    await context.request.post(`${running.url}/api/v1/session`, {
      data: { user: 'admin', password: running.password },
    });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    const bytes = await countBytes(cdp);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: throttle });
    interactiveMs.push(await visitOnce(page, running.url, points));
    visitKb.push(bytes().files / 1000);
    tapMs.push(await tapMenu(page));
    if (visit === visits - 1) {
      const before = { ...bytes(), ...(await busyS(cdp)) };
      await pause(seconds * 1000);
      const after = { ...bytes(), ...(await busyS(cdp)) };
      stream = ((after.stream - before.stream) / 1000 / seconds).toFixed(1);
      share = `${((100 * (after.taskS - before.taskS)) / (after.atS - before.atS)).toFixed(1)} %`;
    }
    await context.close();
  }
  return [
    `${throttle} x`,
    spread(interactiveMs, 0),
    spread(tapMs, 0),
    percentile(visitKb, 0.5).toFixed(1),
    stream,
    share,
  ].join(' | ');
}

/** From the start of the navigation until every tile is drawn and the page answers, ms of the page's own clock. */
async function visitOnce(page: Page, url: string, points: number): Promise<number> {
  await page.goto(url, { waitUntil: 'commit' });
  await page
    .locator('[data-charge-point]')
    .nth(points - 1)
    .waitFor({ timeout: 60_000 });
  // After the next frame: what is drawn is on the screen and a tap is heard.
  return page.evaluate<number>(
    'new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))',
  );
}

/** From a press on the menu button until the menu is on the screen, ms. */
const tapMenu = (page: Page): Promise<number> =>
  page.evaluate<number>(`new Promise((done) => {
    const begun = performance.now();
    document.querySelector('.menu-button').click();
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - begun)));
  })`);

/** What the main thread has worked since the page began, and when that was looked at, s. */
async function busyS(cdp: CDPSession): Promise<{ readonly taskS: number; readonly atS: number }> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
  return { taskS: of('TaskDuration'), atS: of('Timestamp') };
}

/** Counts what comes over the network as it comes, compressed: files, and the stream of values. */
async function countBytes(cdp: CDPSession): Promise<() => { readonly files: number; readonly stream: number }> {
  let files = 0;
  let stream = 0;
  const streams = new Set<string>();
  await cdp.send('Network.enable');
  await cdp.send('Performance.enable');
  cdp.on('Network.responseReceived', ({ requestId, type }) => {
    if (type === 'EventSource') streams.add(requestId);
  });
  cdp.on('Network.dataReceived', ({ requestId, encodedDataLength, dataLength }) => {
    if (streams.has(requestId)) stream += encodedDataLength === 0 ? dataLength : encodedDataLength;
  });
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (!streams.has(requestId)) files += encodedDataLength;
  });
  return () => ({ files, stream });
}
