import assert from 'node:assert/strict';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('the general section', () => {
  const under = PageUnderTest.use();

  async function open(site = new FakeSite()) {
    const seen = await under.open({ state: sampleState(), routes: site.routes() });
    await seen.page.goto(new URL('#/settings/general', seen.box.url).href);
    await seen.page.locator('#place').waitFor();
    return { ...seen, site };
  }

  it('shows what holds, also what nobody has set', async () => {
    const { page, complaints } = await open();
    const text = plain(await page.locator('.settings-section').textContent());
    assert.match(text, /Time zoneEurope\/Amsterdam/);
    assert.match(text, /When a charge point does not answer.*its safe current, or less/);
    assert.match(text, /Anybody in this network may see the start pageNo/);
    await axe(page, 'general');
    for (const language of ['de', 'fr', 'nl', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 1024], language);
    }
    assert.deepEqual(complaints, []);
  });

  it('warns before it only observes, and goes on warning while it does', async () => {
    const { page, site } = await open();
    await page.getByRole('button', { name: 'Edit: Manage or observe' }).click();
    await page.locator('#mode-mode').selectOption('observe');
    await page.getByText('While it observes, the box limits nothing').waitFor();
    await axe(page, 'mode form');
    assert.equal(site.puts.length, 0);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Manage or observe: changed.').waitFor();
    assert.equal(site.document.mode, 'observe');
    await page.locator('.panel .warn', { hasText: 'the box limits nothing' }).waitFor();
  });

  it('changes one waiting time and leaves the others as they are', async () => {
    const { page, site } = await open();
    const before = structuredClone(site.document);
    await page.getByRole('button', { name: 'Edit: Waiting times' }).click();
    await page.locator('#timing-timing-minPauseS').fill('90');
    await page.keyboard.press('Enter');
    await page.getByText('Waiting times: changed.').waitFor();
    assert.deepEqual(site.document, { ...before, timing: { ...(before.timing as object), minPauseS: 90 } });
  });

  it('says at the field that a time zone is none', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Edit: Name and place' }).click();
    await page.locator('#place-timezone').fill('Europe/Kerkstraat');
    await page.keyboard.press('Enter');
    await page.locator('#place-timezone-note', { hasText: 'not a time zone of the IANA list' }).waitFor();
    assert.equal(await page.locator('#place-timezone').inputValue(), 'Europe/Kerkstraat');
  });

  it('warns what reading without signing in tells', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Edit: Reading without signing in' }).click();
    await page.locator('#reading-openReads').check();
    await page.getByText('Whoever is in the network then sees').waitFor();
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
