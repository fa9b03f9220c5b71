import type { Page } from 'playwright-core';

/** Waits until the element with the focus has this id, role or text; the test's own time-out ends it. (CSP forbids waitForFunction.) */
export async function focusReaches(page: Page, what: 'id' | 'role' | 'text', value: string): Promise<void> {
  const found = { id: 'id', role: "getAttribute('role')", text: 'textContent' }[what];
  while ((await page.evaluate(`document.activeElement.${found}`)) !== value)
    await new Promise((resolve) => setTimeout(resolve, 20));
}
