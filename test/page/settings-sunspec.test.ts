import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the section of the SunSpec server', () => {
  const under = PageUnderTest.use();

  it('is off, is switched on with a list, and warns before it may be written', async () => {
    const site = new FakeSite();
    const { page, box, complaints } = await under.open({ state: sampleState(), routes: site.routes() });
    await page.goto(new URL('#/settings/sunspec', box.url).href);
    await page.locator('#sunspec').waitFor();
    assert.match((await page.locator('.settings-section').textContent()) ?? '', /Server on\s*No/);
    assert.match((await page.locator('.settings-section').textContent()) ?? '', /connection\s*none/);
    await axe(page, 'SunSpec');
    for (const language of ['de', 'fr', 'nl', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 1024], language);
    }
    await page.getByRole('button', { name: 'Edit: SunSpec server' }).click();
    await page.locator('#sunspec-sunspec-enabled').check();
    await page.locator('#sunspec-sunspec-allow').fill('10.0.0.7, 10.0.1.0/24');
    await page.locator('#sunspec-sunspec-writes').check();
    await page.getByText('may lower the whole house to 0 %').waitFor();
    await axe(page, 'SunSpec form');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('SunSpec server: changed.').waitFor();
    assert.deepEqual(site.document.sunspec, { enabled: true, allow: ['10.0.0.7', '10.0.1.0/24'], writes: true });
    assert.deepEqual(complaints, []);
  });
});
