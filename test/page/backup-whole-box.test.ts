import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { freePort } from '../../scripts/demo/free-port.ts';
import { buildPageIfStale } from '../../scripts/page.ts';
import { type Supervised, supervise } from '../../scripts/supervise.ts';
import { Bare, password } from '../site/bare.ts';
import { firmwareArgs, firmwareEnv } from '../site/firmware-process.ts';
import { patienceMs } from '../until.ts';
import { chromiumMissing, launchChromium, openPage } from './chromium.ts';

const filePassword = 'Harbour 9 lantern moss';
const otherPassword = 'Meadow 3 kettle owl';
const site = {
  name: 'Kerkstraat 12',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', fuseA: 35 }],
  devices: [],
};

/** Nothing here is played: two boxes, one browser, one file. */
describe('backup and restore on the whole program, by the page', () => {
  let browser: Browser;
  const old = new Bare();
  let folder = '';
  let fresh: Supervised | undefined;

  before(async function () {
    const missing = chromiumMissing();
    if (missing !== undefined) {
      console.log(`netwacht: page tests are skipped: ${missing}`);
      return this.skip();
    }
    await buildPageIfStale();
    browser = await launchChromium();
    folder = mkdtempSync(join(tmpdir(), 'netwacht-restored-'));
  });
  after(async () => {
    await browser?.close();
    await old.close();
    await fresh?.stop('SIGKILL');
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  async function enter(port: number, secret: string): Promise<Page> {
    const { page } = await openPage(browser, `http://127.0.0.1:${port}/#/settings/backup`);
    page.setDefaultTimeout(patienceMs);
    await page.getByLabel('Password of admin').fill(secret);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Make a backup' }).waitFor();
    return page;
  }

  it('takes a file from one box and makes another one the same, over its restart and a sign-in', async () => {
    await old.startWith(site);
    await old.send('POST', '/api/v1/certificates', { name: 'cls', curve: 'P-256' });
    const here = await enter(old.port, password);
    await here.locator('#backup-password').fill(filePassword);
    await here.locator('#backup-repeat').fill(filePassword);
    const waits = here.waitForEvent('download');
    await here.keyboard.press('Enter');
    const file = await (await waits).path();

    const port = await freePort(0);
    const start = { port, dataDir: folder };
    fresh = supervise({ args: firmwareArgs(start), env: firmwareEnv(start), stdio: 'ignore', backOffMs: [200] });
    const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${port}/api/v1/${path}`, init);
    const headers = { 'content-type': 'application/json', authorization: `Basic ${btoa(`admin:${otherPassword}`)}` };
    while (
      !(await ask('setup').then(
        ({ ok }) => ok,
        () => false,
      ))
    )
      await new Promise((resolve) => setTimeout(resolve, 50));
    await ask('setup', { method: 'POST', headers, body: JSON.stringify({ password: otherPassword }) });
    await ask('site', { method: 'PUT', headers, body: JSON.stringify({ ...site, name: 'Old house' }) });

    const page = await enter(port, otherPassword);
    await page.locator('input[type=file]').setInputFiles(file);
    await page.locator('#restore-password').fill('Harbour 9 lantern mosz');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the password of this file.').waitFor();
    await page.locator('#restore-password').fill(filePassword);
    await page.keyboard.press('Enter');
    await page.getByText('The settings of “Old house” on this box are replaced.').waitFor();
    await page.getByRole('button', { name: 'Restore …' }).click();
    await page.getByRole('button', { name: 'Restore and restart' }).click();
    // Sessions of browsers do not outlive the program; the password is that of this box.
    await page.getByLabel('Password of admin').fill(otherPassword);
    await page.keyboard.press('Enter');
    await page.getByText('Restored: “Kerkstraat 12”.').waitFor();
    assert.equal(fresh.restarts, 1);
    assert.deepEqual(await (await ask('site', { headers })).json(), site);
    const [key] = (await (await ask('certificates', { headers })).json()) as { name: string }[];
    assert.equal(key?.name, 'cls');
  });
});
