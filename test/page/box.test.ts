import assert from 'node:assert/strict';
import type { Role } from '../../firmware/api/shapes.ts';
import { boxHash, boxId, FakeAppliance } from './fake-appliance.ts';
import { smallTargets } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';
import { openScreen } from './screens.ts';

describe('the screen about the box', () => {
  const under = PageUnderTest.use();

  async function open(appliance = new FakeAppliance(), role: Role = 'administrator') {
    const seen = await under.open({ state: sampleState(), routes: appliance.routes(), role });
    await openScreen(seen.page, 'Settings');
    await seen.page.getByRole('link', { name: /^The box/ }).click();
    await seen.page.getByRole('heading', { name: 'About this box' }).waitFor();
    return { ...seen, appliance };
  }

  describe('at a glance', () => {
    it('S17 says what runs, what the other slot holds, and warns of development keys', async () => {
      const { page, complaints } = await open();
      const update = page.locator('section', { has: page.locator('#update') });
      await update.getByText('0.2.0 in slot A').waitFor();
      const text = plain(await update.textContent());
      assert.match(text, /updates signed with development keys: not for use in a building/);
      assert.match(text, /Runs now0\.2\.0 in slot A has proved itself/);
      assert.match(text, /Slot B0\.1\.0 has proved itself/);
      assert.match(await page.title(), /^Settings · Kerkstraat 12/);
      assert.deepEqual(complaints, []);
    });

    it('says nothing of development keys on a release, and that a version is on trial', async () => {
      const appliance = new FakeAppliance();
      const { image, running } = appliance.updates;
      appliance.updates = {
        ...appliance.updates,
        image: { ...image, development: false },
        running: { ...running, confirmed: false },
      };
      const { page } = await open(appliance);
      await page.getByText('on trial: the box confirms it within minutes').waitFor();
      assert.equal(await page.getByText('development keys').count(), 0);
    });

    it('S20 says until when it is supported, whom to tell of a fault, and when that date is over', async () => {
      const appliance = new FakeAppliance();
      const { page } = await open(appliance);
      const about = page.locator('section', { has: page.locator('#about') });
      await about.getByText('Security fixes until').waitFor();
      const text = plain(await about.textContent());
      assert.match(text, /Security fixes until(31 December 2031|December 31, 2031)/);
      assert.match(text, /Report a faultA private security advisory.*Known faults.*LicencesApache-2\.0; the texts/);
      assert.match(text, new RegExp(boxId));
      assert.equal(await page.getByText('This date is over').count(), 0);
      appliance.about = { ...appliance.about, support: { until: '2026-01-31' } };
      await page.reload();
      await page.getByText('This date is over').waitFor();
    });

    it('lists the interfaces with their addresses, and whether the clock can be trusted', async () => {
      const { page } = await open();
      const eth0 = page.locator('[data-interface=eth0]');
      await eth0.waitFor();
      assert.match(plain(await eth0.textContent()), /eth0 · this network · cable in192\.168\.1\.50\/24 · fe80::1\/64/);
      assert.match(
        plain(await page.locator('[data-interface=eth1]').textContent()),
        /\(HAN\) · no cableno address yet/,
      );
      await page.getByText('follows its time servers').waitFor();
    });
  });

  it('off the image says so in a sentence and shows only what holds there', async () => {
    const appliance = new FakeAppliance();
    appliance.elsewhere = true;
    const { page, box } = await open(appliance);
    await page.getByText('does not run on the Netwacht image').waitFor();
    await page.getByRole('heading', { name: 'Factory reset' }).waitFor();
    for (const gone of ['Update', 'Network', 'Time', 'Restart and reset'])
      assert.equal(await page.getByRole('heading', { name: gone, exact: true }).count(), 0, gone);
    assert.ok(!box.calls.some((call) => /network|time/.test(call)));
  });

  it('to a viewer shows only what this is, and asks for nothing in vain', async () => {
    const { page, box } = await open(new FakeAppliance(), 'viewer');
    await page.getByText('Only an administrator sees and changes this.').waitFor();
    assert.ok(!box.calls.some((call) => /updates|network|time/.test(call)));
  });

  it('is worked by keyboard alone: tab to a question, Escape, focus back where it came from', async () => {
    const { page, appliance } = await open();
    await page.getByRole('button', { name: 'Restart the box' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Restart the box? For about a minute').waitFor();
    await focusReaches(page, 'text', 'Cancel');
    await page.keyboard.press('Escape');
    await focusReaches(page, 'text', 'Restart the box …');
    await page.keyboard.press('Enter');
    await focusReaches(page, 'text', 'Cancel');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('The box restarts. This page keeps trying').waitFor();
    assert.deepEqual(appliance.put['POST /api/v1/reboot'], {});
  });

  it('fits from 320 to 1280 px in four languages with every form open, and every target is large enough', async () => {
    const appliance = new FakeAppliance();
    appliance.receive();
    appliance.time = { ...appliance.time, synchronised: false };
    const { page } = await open(appliance);
    await page.getByRole('button', { name: 'Change', exact: true }).click();
    await page.locator('#network-mode').selectOption('fixed');
    await page.locator('#network-han-mode').selectOption('fixed');
    await page.getByRole('button', { name: 'Erase everything' }).click();
    await page.getByRole('button', { name: 'Install …' }).click();
    for (const language of ['en', 'nl', 'de', 'fr']) {
      await page.locator('.foot select').selectOption(language);
      await page.locator(`html[lang=${language}]`).waitFor();
      for (const width of [320, 390, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const overlap = await page.evaluate<number>('document.documentElement.scrollWidth');
        assert.ok(overlap <= width, `${language} ${width}: ${overlap}`);
      }
      assert.deepEqual(await smallTargets(page), [], language);
    }
  });

  it('is reached by its address', async () => {
    const { page } = await open();
    assert.equal(new URL(page.url()).hash, boxHash);
    await page.reload();
    await page.getByRole('heading', { name: 'About this box' }).waitFor();
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
