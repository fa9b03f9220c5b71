import { readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { buildPageIfStale } from './page.ts';
import { reasonState } from './reason-state.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};
const answers: Readonly<Record<string, unknown>> = {
  '/api/v1/setup': { claimed: true, codeRequired: false },
  '/api/v1/session': { user: 'admin', role: 'viewer' },
};
const languages = { en: 'en-GB', nl: 'nl-NL', de: 'de-DE', fr: 'fr-FR' };

/** A sheet for each language with the tile of every reason; the page needs no box for it. */
export async function reasonSheets(browser: Browser, folder: string): Promise<void> {
  const page = await buildPageIfStale();
  const stream = `event: state\ndata: ${JSON.stringify(reasonState())}\n\n`;
  for (const [language, locale] of Object.entries(languages)) {
    const context = await browser.newContext({ viewport: { width: 1500, height: 900 }, locale });
    const tab = await context.newPage();
    await tab.route('**/*', async (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/api/v1/events') return route.fulfill({ contentType: 'text/event-stream', body: stream });
      if (pathname.startsWith('/api/'))
        return route.fulfill(pathname in answers ? { json: answers[pathname] } : { status: 404, json: {} });
      const name = pathname === '/' ? 'index.html' : pathname;
      return route.fulfill({ contentType: types[extname(name)] ?? '', body: readFileSync(join(page, name)) });
    });
    await tab.goto('http://netwacht.local/');
    await tab.locator('[data-charge-point]').first().waitFor();
    // All of them are drawn, also those below the window.
    await tab.addStyleTag({ content: '.tile { content-visibility: visible !important; }' }).catch(() => undefined);
    const file = join(folder, `reasons-${language}.png`);
    await tab.locator('.tiles').screenshot({ path: file });
    await context.close();
    console.log(file);
  }
}
