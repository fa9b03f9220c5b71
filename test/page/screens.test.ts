import { axe } from './axe.ts';
import { FakeAppliance } from './fake-appliance.ts';
import { FakeGrid } from './fake-grid.ts';
import { itFits } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { openScreen } from './screens.ts';

describe('every screen', () => {
  const under = PageUnderTest.use();

  it('is accessible and fits: the start page, the menu, the grid operator, the settings, the box', async () => {
    const routes = { ...new FakeGrid().routes(), ...new FakeAppliance().routes() };
    const { page } = await under.open({ routes });
    await page.locator('[data-charge-point]').first().waitFor();
    await axe(page, 'now');
    await page.locator('.menu-button').click();
    await axe(page, 'menu');
    await itFits(page, [320, 390, 1024, 1440], 'now');
    await openScreen(page, 'Grid operator');
    await page.locator('.grid-board').waitFor();
    await axe(page, 'grid');
    await openScreen(page, 'Settings');
    await page.locator('.settings-nav').waitFor();
    await axe(page, 'settings');
    await itFits(page, [320, 390, 1024, 1440], 'settings');
    await page.getByRole('link', { name: /^The box/ }).click();
    await page.getByRole('heading', { name: 'About this box' }).waitFor();
    await axe(page, 'the box');
  });
});
