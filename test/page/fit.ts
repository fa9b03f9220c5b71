import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';

/** Everything that is seen, can be pressed and is smaller than 24 x 24 CSS px (WCAG 2.2, 2.5.8); an inline link is let pass. */
export const smallTargets = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('button, a, input:not(.unseen), select, textarea, summary, .file-button')]
      .filter((target) => target.checkVisibility() && !(target.matches('p a, td a') && target.matches('a')))
      .filter((target) => {
        const { width, height } = (target.closest('.toggle, .file-button') ?? target).getBoundingClientRect();
        return width < 24 || height < 24;
      })
      .map((target) => target.outerHTML.slice(0, 80)),
  );

/** The page at these widths has no sideways scroll and no target that is too small. */
export async function itFits(page: Page, widths: readonly number[] = [320, 390, 1024, 1440], what = ''): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${what} at ${width} px is ${wide} px wide`);
  }
  assert.deepEqual(await smallTargets(page), [], what);
}

/** Chooses a language at the foot of the page. */
export async function speak(page: Page, language: 'en' | 'nl' | 'de' | 'fr'): Promise<void> {
  await page.locator('.foot select').selectOption(language);
  await page.locator(`html[lang=${language}]`).waitFor();
}
