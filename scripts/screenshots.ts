// Takes the README's pictures from a running box: node scripts/screenshots.ts http://127.0.0.1:8080 PASSWORD
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const [url, password] = process.argv.slice(2);
if (url === undefined || password === undefined) {
  console.error('usage: node scripts/screenshots.ts http://127.0.0.1:8080 PASSWORD');
  process.exit(2);
}

const folder = fileURLToPath(new URL('../docs/images', import.meta.url));
const pictures = [
  { name: 'page-390.png', width: 390, height: 844, colorScheme: 'light' },
  { name: 'page-390-dark.png', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'page-1280.png', width: 1280, height: 720, colorScheme: 'light' },
] as const;

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
});
try {
  for (const { name, width, height, colorScheme } of pictures) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: 'en-GB' });
    const page = await context.newPage();
    await page.goto(url);
    await page.getByLabel('Password of admin').fill(password);
    await page.keyboard.press('Enter');
    await page.locator('.contact', { hasText: 'live' }).waitFor();
    await page.locator('[data-charge-point]').first().waitFor();
    await page.screenshot({ path: join(folder, name), fullPage: true });
    await context.close();
    console.log(join(folder, name));
  }
} finally {
  await browser.close();
}
