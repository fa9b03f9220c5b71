// Takes the manual's pictures from a running box: node scripts/screenshots.ts http://127.0.0.1:8080 PASSWORD [now|grid|box]
// The sheets of all reasons need no box: node scripts/screenshots.ts reasons
// Those of the grid operator's screen need a channel on it, those of the box itself one that runs from an image.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { reasonSheets } from './reason-sheets.ts';

const [url, password, only] = process.argv.slice(2);
if (url === undefined || (password === undefined && url !== 'reasons')) {
  console.error(
    'usage: node scripts/screenshots.ts http://127.0.0.1:8080 PASSWORD [now|grid|box]\n       node scripts/screenshots.ts reasons',
  );
  process.exit(2);
}

const folder = fileURLToPath(new URL('../docs/images', import.meta.url));
/** What of a screen is there last. */
const isThere = {
  now: '[data-charge-point]',
  grid: '.grid-board:has([data-command]):has([data-channel])',
  box: '.grid-board:has([data-interface]):has(#time-servers)',
};
const pictures: readonly {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly colorScheme: 'light' | 'dark';
  readonly screen: keyof typeof isThere;
  /** Of a screen that is longer than the picture its top is shown. */
  readonly top?: true;
}[] = [
  { name: 'page-390.png', screen: 'now', width: 390, height: 844, colorScheme: 'light' },
  { name: 'page-390-dark.png', screen: 'now', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'page-1280.png', screen: 'now', width: 1280, height: 720, colorScheme: 'light' },
  { name: 'grid-390.png', screen: 'grid', width: 390, height: 844, colorScheme: 'light', top: true },
  { name: 'grid-1280-dark.png', screen: 'grid', width: 1280, height: 960, colorScheme: 'dark', top: true },
  { name: 'box-1280.png', screen: 'box', width: 1280, height: 960, colorScheme: 'light', top: true },
];

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
});
try {
  if (url === 'reasons') await reasonSheets(browser, folder);
  for (const { name, screen, width, height, colorScheme, top = false } of pictures) {
    if (password === undefined || (only !== undefined && screen !== only)) continue;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(screen === 'now' ? url : new URL(`#/${screen}`, url).href);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('.contact', { hasText: 'live' }).waitFor();
    await page.locator(isThere[screen]).first().waitFor();
    await page.screenshot({ path: join(folder, name), fullPage: !top });
    await context.close();
    console.log(join(folder, name));
  }
} finally {
  await browser.close();
}
