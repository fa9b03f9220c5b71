// Every screen of a running box that a link leads to, as contact sheets to be looked at: each at three sizes, light and dark.
// node scripts/contact-sheets.ts http://127.0.0.1:8080 PASSWORD FOLDER [en|nl|de|fr] [#/only/this …]
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const [url, password, folder, language = 'en', ...only] = process.argv.slice(2);
if (url === undefined || password === undefined || folder === undefined) {
  console.error('usage: node scripts/contact-sheets.ts URL PASSWORD FOLDER [en|nl|de|fr] [#/only/this …]');
  process.exit(2);
}

const sizes = [
  { width: 390, height: 844, whole: true },
  { width: 1024, height: 600, whole: false },
  { width: 1440, height: 900, whole: true },
] as const;
const schemes = ['light', 'dark'] as const;
/** A link that makes links would never end. */
const mostScreens = 150;
/** A long screen is cut there on its sheet. */
const longest = 2600;

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
});
try {
  const pages = await Promise.all(
    sizes.flatMap((size) =>
      schemes.map(async (scheme) => ({ size, scheme, page: await signedIn(browser, size, scheme) })),
    ),
  );
  const [first] = pages;
  const open = only.length > 0 ? [...only] : ['#/'];
  const done: string[] = [];
  for (let hash = open.shift(); hash !== undefined && done.length < mostScreens; hash = open.shift()) {
    done.push(hash);
    const pictures: string[] = [];
    for (const { size, scheme, page } of pages) {
      await goTo(page, hash);
      const file = join(folder, `${nameOf(hash)}-${size.width}-${scheme}.png`);
      const { scrollHeight } = await page.evaluate<{ scrollHeight: number }>(
        '({ scrollHeight: document.documentElement.scrollHeight })',
      );
      const height = size.whole ? Math.min(longest, Math.max(size.height, scrollHeight)) : size.height;
      await page.screenshot({
        path: file,
        fullPage: size.whole,
        clip: { x: 0, y: 0, width: size.width, height },
      });
      pictures.push(file);
    }
    for (const [name, shown] of [
      ['small', pictures.slice(0, 4)],
      ['wide', pictures.slice(4)],
    ] as const)
      await sheet(browser, shown, join(folder, `sheet-${nameOf(hash)}-${name}.png`));
    console.log(hash);
    if (only.length > 0 || first === undefined) continue;
    const links = await first.page.evaluate<string[]>(
      `[...document.querySelectorAll('a[href^="#/"]')].map((link) => link.getAttribute('href').split('?')[0])`,
    );
    for (const link of links) if (!done.includes(link) && !open.includes(link)) open.push(link);
  }
  console.log(`${done.length} screens`);
} finally {
  await browser.close();
}

async function signedIn(
  browser: Browser,
  { width, height }: { readonly width: number; readonly height: number },
  colorScheme: 'light' | 'dark',
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: language });
  const answer = await context.request.post(`${url}/api/v1/session`, { data: { user: 'admin', password } });
  if (!answer.ok()) throw new Error(`the box does not let us in: ${answer.status()}`);
  const page = await context.newPage();
  await page.goto(url ?? '');
  await page.locator('.contact').first().waitFor();
  return page;
}

async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
  while ((await page.locator('main .boot').count()) > 0) await page.waitForTimeout(50);
  // What is read once the screen is there.
  await page.waitForTimeout(700);
}

function nameOf(hash: string): string {
  return hash.replace(/^#\//, '').replace(/[^a-zA-Z0-9]+/g, '-') || 'now';
}

/** All pictures of a screen beside one another. */
async function sheet(browser: Browser, pictures: readonly string[], file: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 2200, height: 900 } });
  const images = pictures.map((path) => {
    const width = /-390-/.test(path) ? 390 : /-1024-/.test(path) ? 700 : 1000;
    return `<img width="${width}" src="data:image/png;base64,${readFileSync(path).toString('base64')}">`;
  });
  await page.setContent(
    `<body style="margin:8px;display:flex;gap:8px;align-items:flex-start;background:#888">${images.join('')}</body>`,
  );
  await page.screenshot({ path: file, fullPage: true });
  await page.close();
}
