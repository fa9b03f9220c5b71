import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { ExportCheck } from '../../../firmware/grid/proof/verify-export.ts';
import { buildPageIfStale } from '../../../scripts/page.ts';
import { patienceMs } from '../../until.ts';
import { chromiumMissing, executablePath, launchChromium, openPage, type WatchedPage } from '../chromium.ts';
import { openScreen } from '../screens.ts';
import { lastTuesday } from './last-tuesday.ts';

/** Five things that people want of the page, each as somebody did it who saw it for the first time (docs/page-tasks.md). */
describe('five tasks for a stranger', () => {
  const namespace = `netwacht-tasks-${process.pid}`;
  let folder = '';
  let house: ChildProcess | undefined;
  let browser: Browser | undefined;
  let seen: WatchedPage;
  let page: Page;

  before(async function () {
    const missing = chromiumMissing() ?? namespaceMissing();
    if (missing !== undefined) {
      console.log(`netwacht: the five tasks are skipped: ${missing}`);
      return this.skip();
    }
    await buildPageIfStale();
    // A network of its own, in which 10.0.0.20 is a KEBA.
    ip('netns', 'add', namespace);
    ip('-n', namespace, 'link', 'set', 'lo', 'up');
    ip('-n', namespace, 'addr', 'add', '10.0.0.20/32', 'dev', 'lo');
    const program = fileURLToPath(new URL('house.ts', import.meta.url));
    house = spawn('ip', ['netns', 'exec', namespace, process.execPath, program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [url = '', password = ''] = await ready(house);
    folder = mkdtempSync(join(tmpdir(), 'netwacht-tasks-'));
    const inside = join(folder, 'chromium');
    writeFileSync(inside, `#!/bin/sh\nexec ip netns exec ${namespace} ${executablePath} "$@"\n`);
    chmodSync(inside, 0o700);
    browser = await launchChromium(inside);
    seen = await openPage(browser, url, { acceptDownloads: true });
    page = seen.page;
    page.setDefaultTimeout(patienceMs);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('[data-charge-point]').first().waitFor();
  });
  after(async () => {
    await browser?.close();
    if (house !== undefined) {
      const gone = new Promise((resolve) => house?.once('exit', resolve));
      house.kill('SIGTERM');
      await gone;
      ip('netns', 'del', namespace);
    }
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  it('find out why car 2 waits', async () => {
    const tile = page.locator('[data-charge-point]').nth(1);
    await tile.getByText('waiting').waitFor();
    // The answer stands on the tile; what is pressed is only for more of it.
    const why = plain(await tile.locator('.why').textContent());
    assert.match(why, /^Waits: too little current at Garage L1: higher numbers first, equal ones in turns, next .+\.$/);
    await tile.getByRole('link').click();
    await page.getByRole('heading', { name: 'Why' }).waitFor();
    await page.getByText('This rules now').waitFor();
    await page.getByText(why).first().waitFor();
  });

  it('limit the house to 40 % for an hour', async () => {
    await openScreen(page, 'Grid operator');
    await page.getByLabel('Limit', { exact: true }).fill('40');
    await page.getByLabel('Unit').selectOption('%');
    await page.getByLabel('How long').fill('1');
    await page.getByLabel('Counted in').selectOption('hours');
    await page.getByText(/The house connection gets at most 40\s%\sof the fuse of 80\sA: 32\.0\sA per phase/).waitFor();
    await page.getByRole('button', { name: /^Limit (to .* )?…$/ }).click();
    await page.getByRole('button', { name: 'Yes, limit now' }).click();
    await page
      .getByText(/in force/)
      .first()
      .waitFor();
    await openScreen(page, 'Now');
    await page.locator('.strip', { hasText: '32 A' }).waitFor();
  });

  it('add a KEBA at 10.0.0.20', async () => {
    await openScreen(page, 'Devices');
    await page.getByRole('link', { name: 'Add a device' }).click();
    await page.getByLabel('Or at an address').fill('10.0.0.20');
    await page.getByRole('button', { name: 'Search there' }).click();
    const found = page.locator('[data-found]', { hasText: 'KEBA' });
    await found.getByRole('button', { name: 'Add this one' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Front door');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Front door was added.').waitFor();
    await openScreen(page, 'Now');
    await page.locator('[data-charge-point=E1]', { hasText: 'Front door' }).waitFor();
    await page.locator('[data-charge-point=E1]', { hasText: /charging|waiting/ }).waitFor();
  });

  it("give a neighbour's card 50 kWh a month", async () => {
    await openScreen(page, 'Settings');
    await page.getByRole('link', { name: /^Cards/ }).click();
    await page
      .getByRole('button', { name: 'Give somebody a card' })
      .or(page.getByRole('link', { name: 'Give somebody a card' }))
      .click();
    await page.getByLabel('Number of the card').fill('04AB12CD');
    await page.getByLabel('Name of the person').fill('Mrs Peeters');
    await page.getByLabel('kWh', { exact: true }).fill('50');
    await page.getByRole('button', { name: 'Give the card' }).click();
    // Who charges without a card today would stop: that is asked.
    await page.getByText(/whoever charges there without one, you too, stops/).waitFor();
    await page.getByRole('button', { name: 'Give the card all the same' }).click();
    await page.getByText('04AB12CD').first().waitFor();
    await page.getByText('Mrs Peeters').first().waitFor();
    await page.goto(`${page.url().split('#')[0]}#/settings/people`);
    await page
      .getByText(/0\skWh of 50\skWh used/)
      .first()
      .waitFor();
  });

  it("send the operator the proof of last Tuesday's limit", async () => {
    await openScreen(page, 'Grid operator');
    await page.getByRole('heading', { name: 'Proof of the last 30 days' }).waitFor();
    await page.getByLabel('Day', { exact: true }).fill(lastTuesday());
    await page.getByRole('heading', { name: 'Proof of this day' }).waitFor();
    await page.locator('tr', { hasText: 'AVAIL 40 %' }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Take the proof (CSV)' }).click();
    const file = join(folder, 'proof.csv');
    await (await download).saveAs(file);
    const check = new ExportCheck();
    const text = readFileSync(file, 'utf8');
    for (const line of text.trimEnd().split('\n')) check.take(line);
    const verdict = check.end();
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.match(text, /AVAIL/);
    assert.equal((await download).suggestedFilename(), `proof-${lastTuesday()}.csv`);
  });
});

function ip(...args: readonly string[]): void {
  execFileSync('ip', args, { stdio: 'pipe' });
}

/** Why there can be no network of its own here; undefined: there can. */
function namespaceMissing(): string | undefined {
  if (process.getuid?.() !== 0) return 'a network of its own needs root';
  const name = `netwacht-try-${process.pid}`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'del', name);
    return undefined;
  } catch {
    return 'this machine makes no network namespaces';
  }
}

/** Address and password of the house once it stands. */
async function ready(house: ChildProcess): Promise<string[]> {
  if (house.stdout === null) throw new Error('the house has no voice');
  for await (const line of createInterface(house.stdout))
    if (line.startsWith('ready ')) return line.split(' ').slice(1);
  throw new Error('the house ended before it stood');
}

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
