import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What is looked for: WCAG 2.2 A and AA, and what axe calls best practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Looks at the page as it is with axe-core; throws with every violation, its elements and what would mend it. */
export async function axe(page: Page, what = ''): Promise<void> {
  // Through the debugger, which the page's CSP does not bind: the page itself could not run it.
  // Half a megabyte of it, once for a page; what it finds nothing wrong with is not sent back.
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(source);
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ['violations'] }).then((found) => found.violations)`,
  );
  const said = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html.slice(0, 160)}\n  ${failureSummary ?? ''}`).join('\n')}`,
  );
  assert.deepEqual(said, [], what);
}
