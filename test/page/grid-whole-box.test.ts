import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildPageIfStale } from '../../scripts/page.ts';
import { setOne } from '../../scripts/smgw-sim/emt/calls.ts';
import { type SmgwSim, startSmgwSim } from '../../scripts/smgw-sim/gateway.ts';
import { dayText } from '../../web/time/calendar.ts';
import { Box, password } from '../site/box.ts';
import { carsAreUp } from '../site/registers.ts';
import { patienceMs } from '../until.ts';
import { chromiumMissing, launchChromium, openPage, type WatchedPage } from './chromium.ts';

describe('the grid operator screen on the whole box, with a simulated gateway', () => {
  let box: Box;
  let browser: Browser;
  let gateway: SmgwSim | undefined;
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
    await box.waitFor('all cars charge', ({ plant }) => carsAreUp(plant));
    seen = await openPage(browser, `${box.url}/#/grid`);
    page = seen.page;
    page.setDefaultTimeout(patienceMs);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.getByText('No limit in force').waitFor();
  });
  after(async () => {
    await browser?.close();
    await gateway?.close();
    await box?.close();
  });

  it('makes a certificate', async () => {
    await page.getByText('No gateway is set up yet.').waitFor();
    await page.getByRole('button', { name: 'Make a new one' }).click();
    await page.locator('#make-name').fill('cls');
    await page.getByRole('button', { name: 'Make it' }).click();
    await page.locator('[data-certificate=cls]', { hasText: 'brainpoolP256r1' }).waitFor();
  });

  it('sets a channel up, after the box has said at its field what was wrong', async () => {
    const bundle = (await box.get('/api/v1/certificates/cls/bundle')).json as { certificatePem: string };
    gateway = await startSmgwSim({ scenario: 'hks3', curve: 'bp256', clsCertificatesPem: [bundle.certificatePem] });
    await page.getByRole('button', { name: 'Add a channel' }).click();
    await page.locator('#channel-id').fill('emt');
    await page.locator('#channel-address').fill('nowhere');
    await page.locator('#channel-destination').fill('emt.example:443');
    await page.locator('#channel-peer').fill(gateway.peerCertificatePem);
    await page.locator('#channel-certificate').fill('cls');
    await page.locator('#channel-variables').fill('AVAIL');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#channel-address-note', { hasText: 'An address is host:port' }).waitFor();
    await page.locator('#channel-address').fill(gateway.address);
    await page.getByRole('button', { name: 'Save' }).click();
    await gateway.emt.ready();
    await page.locator('[data-channel=emt]', { hasText: 'up' }).locator('.tone-ok').waitFor();
    await page.getByRole('switch', { name: 'Power limit', checked: true }).waitFor();
    await page.locator('[data-certificate=cls]', { hasText: 'Used byemt' }).waitFor();
  });

  it('shows the limit that the operator sends through it, and who confirmed it', async () => {
    assert.equal((await gateway?.emt.request(setOne('AVAIL', 40)))?.status, 200);
    // The limit is in force before the value is on disk: for that moment its name still stands with the old one.
    const limit = page.locator('.force-limit', { hasText: 'channel emt through the gateway' });
    await limit.filter({ hasText: /22\.0\s+kWAVAIL 40/ }).waitFor();
    const command = page.locator('[data-command]', { hasText: 'AVAIL 40' });
    await command.filter({ hasText: 'confirmed by 4 charge points' }).waitFor();
    await page.locator('[data-variable=AVAIL]', { hasText: 'channel emt' }).waitFor();
  });

  it('tries the channel layer by layer beside the running one', async () => {
    await page.locator('[data-channel=emt]').getByRole('button', { name: 'Try it' }).click();
    await page.getByText('All layers stand.').waitFor();
    assert.ok((await page.locator('.layers li').count()) >= 4);
  });

  it('plays a limit, ends it, and finds the log whole', async () => {
    await page.locator('#play-limit').fill('8');
    await page.locator('#play-unit').selectOption('kW');
    await page.locator('#play-time-unit').selectOption('minutes');
    await page.locator('#play-time').fill('1');
    await page.getByRole('button', { name: /^Limit (to .* )?…$/ }).click();
    await page.getByRole('button', { name: 'Yes, limit now' }).click();
    await page.getByText('8.0 kW in force').waitFor();
    await page.locator('[data-command]', { hasText: '8.0 kW, for 60 s' }).waitFor();
    await page.getByRole('button', { name: 'End it now' }).click();
    await page.getByRole('button', { name: /^Limit (to .* )?…$/ }).waitFor();
    await page.getByRole('button', { name: 'Check the log' }).click();
    await page.getByText('The log is whole').waitFor();
    const unexpected = seen.complaints.filter((line) => !/ (404|400) /.test(line));
    assert.deepEqual(unexpected, []);
  });

  it('lists the limit that was played, and gives a proof of the day that holds without the box', async () => {
    const row = page.locator('.grid-wide tr', { hasText: '8.0 kW, for 60 s' }).first();
    await row.filter({ hasText: 'this page, admin' }).waitFor();
    await row.getByRole('button', { name: 'Show' }).click();
    await page.locator('[data-detail]', { hasText: 'Confirmed by' }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await page.getByLabel('Day', { exact: true }).fill(dayText('Europe/Amsterdam', Date.now()));
    await page.getByRole('heading', { name: 'Proof of this day' }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Take the proof (CSV)' }).click();
    const file = join(mkdtempSync(join(tmpdir(), 'netwacht-proof-')), 'proof.csv');
    await (await download).saveAs(file);
    assert.match(readFileSync(file, 'utf8'), /limitW.*8000/);
    assert.match(await verify(file), /^ok: \d+ rows/);
    const altered = readFileSync(file, 'utf8').replace('8000', '8001');
    writeFileSync(file, altered);
    assert.match(await verify(file), /^broken: line/);
    rmSync(dirname(file), { recursive: true });
  });

  it('shows in the history what the box has kept of the limit', async () => {
    // A minute has to be over before the history tells of it; the page asks once a minute.
    const isKept = async () => {
      const { json } = await box.get('/api/v1/history?series=flow.chargePointsW&every=60');
      const { series } = json as { series: { values: (number | null)[] }[] };
      return series.some(({ values }) => values.some((value) => value !== null));
    };
    await box.until('a minute is kept', isKept, undefined, 90_000);
    await page.goto(`${box.url}/#/history`);
    await page.locator('[data-chart=power-chart] canvas').waitFor();
    await page.locator('[data-chart=power-chart] .chart-legend', { hasText: 'Cars' }).waitFor();
    await page.locator('[data-chart=energy-use-chart] [data-part=cars]').first().waitFor();
    await page.locator('[data-chart=power-chart] .chart-legend', { hasText: 'Limit' }).waitFor();
    await page.goto(`${box.url}/#/grid`);
  });

  it('gives the whole log as a file', async () => {
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Whole log as CSV' }).click();
    assert.equal((await download).suggestedFilename(), 'grid-log.csv');
    const stream = await (await download).createReadStream();
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    assert.match(text, /AVAIL=40/);
  });
});

/** What the check of a proof, a program of its own, says about a file. */
const verify = (file: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['scripts/proof-verify.ts', file], (_error, stdout) => resolve(stdout));
  });
