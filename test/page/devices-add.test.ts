import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { SiteDocument } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeDevices, foundMeter } from './fake-devices.ts';
import { itFits } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';

describe('adding a device by the page', () => {
  const under = PageUnderTest.use();

  async function open(box = new FakeDevices(), at = '#/devices/add') {
    const seen = await under.open({ routes: box.routes() });
    await seen.page.goto(new URL(at, seen.box.url).href);
    await seen.page.locator('#product-search').waitFor();
    return { ...seen, devices: box };
  }
  const saved = (devices: FakeDevices) => devices.last('PUT /api/v1/site') as SiteDocument | undefined;
  const noteOf = async (page: Page, field: string) => plain(await page.locator(`#device-${field}-note`).textContent());

  it('takes a KEBA at 10.0.0.20 by typing two things', async () => {
    const { page, devices } = await open();
    await page.locator('#product-search').fill('keba p30');
    await page.getByRole('button', { name: /KEBA KeContact P30/ }).click();
    await focusReaches(page, 'text', 'KEBA KeContact P30');
    await page.locator('#device-address').fill('10.0.0.20');
    assert.match(await noteOf(page, 'address'), /10\.0\.0\.20:502, unit id 255/);
    await axe(page, 'the form of a new charge point');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('E3 was added.').waitFor();
    assert.deepEqual(saved(devices)?.devices?.at(-1), {
      id: 'E3',
      definition: 'keba-p30',
      address: '10.0.0.20:502',
      circuit: 'garage',
    });
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone').waitFor();
    assert.equal(saved(devices)?.devices?.length, 4);
  });

  it('takes a meter whose values are pushed, which has no address', async () => {
    const { page, devices } = await open();
    await page.getByRole('button', { name: 'Meter whose values are pushed to the box' }).click();
    await page.locator('#device-role').selectOption('storageHome');
    await axe(page, 'the form of a pushed meter');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText(/was added\./).waitFor();
    const { id, definition, role, address } = saved(devices)?.devices?.at(-1) ?? {};
    assert.deepEqual([definition, role, address], ['pushed-meter', 'storageHome', undefined]);
    assert.match(id ?? '', /^M\d+$/);
  });

  it('answers while it is typed: address, currents against product and fuse, a name that is taken', async () => {
    const { page, devices } = await open();
    await page.locator('#product-search').fill('P30');
    await page.getByRole('button', { name: /KEBA/ }).click();
    const address = page.locator('#device-address');
    await address.fill('10.0.0.300');
    assert.match(await noteOf(page, 'address'), /no address/);
    await address.fill('10.0.0.21');
    assert.match(await noteOf(page, 'address'), /Tesla bay is at this address already/);
    await page.locator('#device-circuit').selectOption('house');
    const max = page.locator('#device-maxCurrentA');
    await max.fill('16');
    assert.match(await noteOf(page, 'maxCurrentA'), /16 A are 11\.0 kW/);
    await page.locator('#device-phases').selectOption('L2');
    assert.match(await noteOf(page, 'maxCurrentA'), /16 A are 3\.7 kW/);
    await max.fill('40');
    assert.match(await noteOf(page, 'maxCurrentA'), /at most 32 A/);
    await page.getByRole('button', { name: 'Save' }).click();
    await focusReaches(page, 'id', 'device-address');
    assert.equal(saved(devices), undefined);
    await page.getByText('More', { exact: true }).click();
    await page.locator('#device-id').fill('E1');
    assert.match(await noteOf(page, 'id'), /E1 is taken/);
  });

  it('says which field is missing and goes there', async () => {
    const { page } = await open();
    await page.locator('#product-search').fill('P30');
    await page.getByRole('button', { name: /KEBA/ }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await focusReaches(page, 'id', 'device-address');
    assert.match(await noteOf(page, 'address'), /Enter the address/);
  });

  it('reads it before saving, with what it says, and says when it does not answer', async () => {
    const { page, devices } = await open();
    await page.locator('#product-search').fill('sdm630');
    await page.getByRole('button', { name: /SDM630/ }).click();
    await page.locator('#device-reach').selectOption('line');
    await page.locator('#device-unitId').fill('1');
    assert.match(await noteOf(page, 'unitId'), /Grid meter has unit id 1 on line rs485-1 already/);
    await page.locator('#device-unitId').fill('5');
    devices.next = { state: 'done', found: [foundMeter] };
    await page.getByRole('button', { name: 'Read it now' }).click();
    await page.getByText('It answers.').waitFor();
    assert.match(plain(await page.locator('.test-read .facts').textContent()), /L1 2\.4 kW drawn · L2 1\.4 kW fed in/);
    const asked = devices.last('POST /api/v1/scan')?.device as Record<string, unknown>;
    assert.deepEqual([asked.id, asked.line, asked.unitId], ['M3', 'rs485-1', 5]);
    await page.locator('#device-unitId').fill('6');
    await page.getByText('does not belong to what stands above').waitFor();
    devices.next = { state: 'failed', message: 'M3 does not answer' };
    await page.getByRole('button', { name: 'Read it now' }).click();
    await page.getByText('Nothing was saved. Check address').waitFor();
    await axe(page, 'a device that does not answer');
    assert.equal(saved(devices), undefined);
  });

  it('says at the field what the box does not take, and keeps what was typed', async () => {
    const { page, devices } = await open();
    const message = 'keba-p30 is not reached by tcp';
    devices.refusals['PUT /api/v1/site'] = [400, { error: 'badSite', message, path: 'devices[4].address' }];
    await page.locator('#product-search').fill('P30');
    await page.getByRole('button', { name: /KEBA/ }).click();
    await page.locator('#device-address').fill('10.0.0.20');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('#device-address-note', { hasText: message }).waitFor();
    await focusReaches(page, 'id', 'device-address');
    assert.equal(await page.locator('#device-address').inputValue(), '10.0.0.20');
  });

  describe('by a search', () => {
    it('of the network finds a charge point, which is added with what was found', async () => {
      const { page, devices } = await open();
      devices.next = {};
      await page.getByRole('button', { name: 'Search the network' }).click();
      await page.getByText('Asking 10.0.0.20:502 1.').waitFor();
      assert.equal(await page.locator('progress').getAttribute('value'), '3');
      await axe(page, 'a search that runs');
      // It goes on while the page is loaded anew.
      await page.reload();
      await page.getByText('Asking 10.0.0.20:502 1.').waitFor();
      devices.scan = { ...devices.scan, ...new FakeDevices().next } as typeof devices.scan;
      await page.getByText('The search is over: 1 found.').waitFor();
      await axe(page, 'what was found');
      await itFits(page, [320, 390, 1024], 'what was found');
      await page.getByRole('button', { name: 'Add this one' }).click();
      assert.equal(await page.locator('#device-address').inputValue(), '10.0.0.20:502');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('E3 was added.').waitFor();
      assert.equal(saved(devices)?.devices?.at(-1)?.address, '10.0.0.20:502');
    });

    it('goes on in the box while nobody can hear it, and says so', async () => {
      const { page, devices, box } = await open();
      devices.next = {};
      await page.getByRole('button', { name: 'Search the network' }).click();
      await page.getByText('Asking 10.0.0.20:502 1.').waitFor();
      box.answers = false;
      await page.getByText('The box does not answer right now. The search goes on in it.').waitFor();
      devices.scan = { ...devices.scan, ...new FakeDevices().next } as typeof devices.scan;
      box.answers = true;
      await page.getByText('The search is over: 1 found.').waitFor();
    });

    it('can be ended, and begun again', async () => {
      const { page, devices } = await open();
      devices.next = {};
      await page.getByRole('button', { name: 'Search line rs485-1' }).click();
      await page.getByRole('button', { name: 'End the search' }).click();
      await page.getByText('The search was ended: 0 found until then.').waitFor();
      assert.deepEqual(devices.last('POST /api/v1/scan'), { line: 'rs485-1' });
      await page.getByRole('button', { name: 'Search again' }).click();
      await page.getByRole('button', { name: 'Search the network' }).waitFor();
    });

    it('of a port that is no line yet adds the line along with the meter, of the product that was chosen', async () => {
      const { page, devices } = await open();
      devices.next = { state: 'done', found: [foundMeter] };
      await page.getByRole('button', { name: 'Search port /dev/ttyUSB0' }).click();
      await page.getByLabel('Which of these is it?').selectOption('eastron-sdm72d-m');
      await page.getByRole('button', { name: 'Add this one' }).click();
      await page.getByText('Its line is saved together with it').waitFor();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('M3 was added.').waitFor();
      const site = saved(devices);
      assert.deepEqual(site?.lines?.at(-1), {
        ...{ id: 'rs485-2', kind: 'serial', path: '/dev/serial/by-id/usb-FTDI_Cable' },
        ...{ baudRate: 9600, parity: 'none', stopBits: 1 },
      });
      assert.deepEqual(
        [site?.devices?.at(-1)?.line, site?.devices?.at(-1)?.unitId, site?.devices?.at(-1)?.definition],
        ['rs485-2', 2, 'eastron-sdm72d-m'],
      );
    });

    it('of typed addresses asks those hosts, and says what is no address', async () => {
      const { page, devices } = await open();
      await page.locator('#scan-address').fill('10.0.0.20!');
      await page.getByRole('button', { name: 'Search there' }).click();
      await page.getByText('That is no address.').waitFor();
      assert.equal(devices.last('POST /api/v1/scan'), undefined);
      await page.locator('#scan-address').fill('10.0.0.20, 10.0.0.21:1502');
      await page.keyboard.press('Enter');
      await page.getByText('The search is over').waitFor();
      assert.deepEqual(devices.last('POST /api/v1/scan'), {
        network: { hosts: ['10.0.0.20', '10.0.0.21'], ports: [1502] },
      });
    });

    it('that fails, runs elsewhere or is forgotten by the box says so and leads on', async () => {
      const { page, devices } = await open();
      devices.refusals['POST /api/v1/scan'] = [409, { error: 'scanRuns', message: 'Another scan is running' }];
      await page.getByRole('button', { name: 'Search the network' }).click();
      await page.getByText('Somebody else is searching right now.').waitFor();
      devices.refusals = {};
      devices.next = { state: 'failed', message: '/dev/ttyS0 is gone' };
      await page.getByRole('button', { name: 'Search line rs485-1' }).click();
      await page.getByText('The search has failed. Nothing has changed.').waitFor();
      await page.getByText('/dev/ttyS0 is gone').waitFor();
      await page.getByRole('button', { name: 'Search again' }).click();
      devices.next = {};
      await page.getByRole('button', { name: 'Search the network' }).click();
      await page.getByText('The box looks around').or(page.getByText('Asking 10.0')).first().waitFor();
      devices.scan = undefined;
      await page.getByText('The box has been restarted and no longer knows this search.').waitFor();
      await page.getByRole('button', { name: 'Search the network' }).waitFor();
    });
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
