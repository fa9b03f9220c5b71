import type { Page } from 'playwright-core';

/** Goes to a screen as a person does: by the menu, which on a phone stands behind its button. */
export async function openScreen(page: Page, name: string): Promise<void> {
  await page.locator('.title-bar').waitFor();
  const button = page.locator('.menu-button');
  if (await button.isVisible()) await button.click();
  await page.locator('#screens').getByRole('link', { name, exact: true }).click();
}

/** Goes to an address of the page as a link would. */
export async function goToHash(page: Page, hash: string): Promise<void> {
  await page.locator('.title-bar').waitFor();
  await page.evaluate((to) => {
    location.hash = to;
  }, hash);
}
