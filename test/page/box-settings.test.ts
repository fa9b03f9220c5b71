import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { becomes } from './becomes.ts';
import { boxHash, boxId, FakeAppliance } from './fake-appliance.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

describe('settings of the box by the page', () => {
  const under = PageUnderTest.use();

  async function open(appliance = new FakeAppliance()) {
    const seen = await under.open({ state: sampleState(), routes: appliance.routes() });
    await seen.page.goto(new URL(boxHash, seen.box.url).href);
    await seen.page.locator('[data-interface=eth0]').waitFor();
    return { ...seen, appliance };
  }

  describe('network', () => {
    it('is changed on trial: asks first, counts down, is confirmed, and says that it is kept', async () => {
      const { page, appliance } = await open();
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await focusReaches(page, 'text', 'Change the network');
      await page.locator('#network-mode').selectOption('fixed');
      assert.equal(await page.locator('#network-address').inputValue(), '192.168.1.50/24');
      await page.locator('#network-address').fill('10.0.0.5/24');
      await page.locator('#network-gateway').fill('10.0.0.1');
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByText(/on trial for 2 minutes. Then open http:\/\/10\.0\.0\.5:\d+\/#\/settings\/box/).waitFor();
      assert.equal(appliance.put['PUT /api/v1/network'], undefined);
      await focusReaches(page, 'text', 'Cancel');
      await page.getByRole('button', { name: 'Change now' }).click();
      await page.getByText('A change is on trial').waitFor();
      assert.match(plain(await page.locator('.countdown').textContent()), /^[12]:\d\d min left$/);
      assert.deepEqual(appliance.put['PUT /api/v1/network'], {
        hostname: 'netwacht',
        lan: { mode: 'fixed', address: '10.0.0.5/24', gateway: '10.0.0.1', dns: ['192.168.1.1'] },
        han: { interface: 'eth1', mode: 'linkLocal' },
      });
      await page.getByRole('button', { name: 'Keep this setting' }).click();
      await page.getByText('Kept. This setting now holds.').waitFor();
      await page.locator('.countdown').waitFor({ state: 'detached' });
    });

    it('names the new address while the box cannot be heard, and says when the old setting is back', async () => {
      const { page, appliance, box } = await open();
      const { network } = appliance;
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.locator('#network-hostname').fill('garage');
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByRole('button', { name: 'Change now' }).click();
      await page.getByRole('button', { name: 'Keep this setting' }).waitFor();
      box.answers = false;
      box.dropStreams();
      const link = page.getByRole('link', { name: 'Open the new address' });
      await link.waitFor();
      assert.match((await link.getAttribute('href')) ?? '', /^http:\/\/garage\.local:\d+\/#\/settings\/box$/);
      appliance.network = network;
      box.answers = true;
      await page.getByText('Nobody confirmed the change, so the setting before holds again.').waitFor();
    });

    it('asks for no confirmation of a setting that is as it was', async () => {
      const { page, appliance } = await open();
      appliance.refusals = { 'PUT /api/v1/network': [200, appliance.network] };
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByRole('button', { name: 'Change now' }).click();
      await focusReaches(page, 'id', 'network');
      assert.equal(await page.locator('.trial').count(), 0);
      assert.equal(await page.getByRole('heading', { name: 'Change the network' }).count(), 0);
    });

    it('says at the field what the box does not take, and keeps what was typed', async () => {
      const { page, appliance } = await open();
      const message = 'The gateway is not in 192.168.1.50/24';
      appliance.refusals = { 'PUT /api/v1/network': [400, { error: 'badNetwork', message, path: 'lan.gateway' }] };
      await page.getByRole('button', { name: 'Change', exact: true }).click();
      await page.locator('#network-mode').selectOption('fixed');
      await page.locator('#network-gateway').fill('10.9.9.9');
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByRole('button', { name: 'Change now' }).click();
      await page.getByText(message).waitFor();
      await focusReaches(page, 'id', 'network-gateway');
      assert.match(await noteOf(page, '#network-gateway'), /An address within the network of the box/);
      assert.equal(await page.locator('#network-gateway').inputValue(), '10.9.9.9');
    });
  });

  describe('time', () => {
    it('takes servers, and the clock of this device only while no server has set it', async () => {
      const appliance = new FakeAppliance();
      appliance.time = { ...appliance.time, synchronised: false };
      const { page } = await open(appliance);
      await page.getByText('not set by any time server').waitFor();
      await page.getByRole('button', { name: 'Set it to the time of this device' }).click();
      await page.getByText('Set.', { exact: true }).waitFor();
      const set = Date.parse(String(appliance.put['PUT /api/v1/time']?.now));
      assert.ok(Math.abs(Date.now() - set) < 60_000);
      await page.locator('#time-servers').fill('ptbtime1.ptb.de, 10.0.0.1');
      appliance.time = { ...appliance.time, synchronised: true };
      await page.keyboard.press('Enter');
      await page.getByText('Saved.').waitFor();
      assert.deepEqual(appliance.put['PUT /api/v1/time'], { servers: ['ptbtime1.ptb.de', '10.0.0.1'] });
      await becomes(() => page.getByRole('button', { name: 'Set it to the time' }).count(), 0);
    });
  });

  describe('factory reset', () => {
    it('S32 tells what is lost, offers the proof first, and goes on only with the id of the box', async () => {
      const { page, box, appliance } = await open();
      await page.getByText('the proof of what the grid operator commanded').waitFor();
      await page.getByRole('button', { name: 'Erase everything' }).click();
      const proof = page.getByRole('link', { name: 'Proof log as CSV' });
      assert.equal(await proof.getAttribute('href'), '/api/v1/grid/log?format=csv');
      await page.locator('#reset-id').fill('NTW-wrong');
      await page.getByRole('button', { name: 'Erase it all now' }).click();
      await page.getByText('This is not the id of this box.').waitFor();
      assert.match(await noteOf(page, '#reset-id'), /This is not the id of this box. Nothing was erased. *It is NTW-/);
      await focusReaches(page, 'id', 'reset-id');
      await page.locator('#reset-id').fill(boxId);
      await page.keyboard.press('Enter');
      await page.getByText('The box erases itself and restarts without an owner.').waitFor();
      assert.deepEqual(appliance.put['POST /api/v1/reset'], { confirm: boxId });
      // It comes back as a box of nobody.
      box.claimed = false;
      box.signedIn = false;
      box.dropStreams();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByRole('heading', { name: 'Make this box yours' }).waitFor();
    });
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
const noteOf = async (page: Page, field: string) => plain(await page.locator(`${field}-note`).textContent());
