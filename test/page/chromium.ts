import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { patienceMs } from '../until.ts';

/** Debian's Chromium; the shell of it that has no windows at all does the same with half the work, where it is there. */
export const executablePath =
  ['/usr/bin/chromium-headless-shell', '/usr/bin/chromium'].find(existsSync) ?? '/usr/bin/chromium';

/** Why page tests cannot run here, or undefined. */
export const chromiumMissing = (): string | undefined =>
  existsSync(executablePath) ? undefined : `${executablePath} is not installed`;

/** Debian's Chromium without anything that asks the Internet; `program`: what starts it otherwise. */
export const launchChromium = (program: string = executablePath): Promise<Browser> =>
  chromium.launch({
    executablePath: program,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });

/** A page that keeps what the browser complained about: script errors, CSP violations, files that were not there. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: string[];
  close(): Promise<void>;
}

export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 390, height: 844 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  page.setDefaultTimeout(patienceMs);
  await page.goto(url);
  return { page, complaints, close: () => context.close() };
}
