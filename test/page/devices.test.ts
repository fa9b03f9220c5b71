import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { SiteDocument, State } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeDevices } from './fake-devices.ts';
import { itFits, speak } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';
import { lostMeter, sampleState } from './sample-state.ts';

describe('devices on the page', () => {
  const under = PageUnderTest.use();

  async function open(at = '#/devices', devices = new FakeDevices(), state?: State) {
    const seen = await under.open({ routes: devices.routes(), ...(state === undefined ? {} : { state }) });
    await seen.page.goto(new URL(at, seen.box.url).href);
    await seen.page.locator('.devices .panel').first().waitFor();
    return { ...seen, devices };
  }
  const saved = (devices: FakeDevices) => devices.last('PUT /api/v1/site') as SiteDocument | undefined;
  const rowText = async (page: Page, id: string) => plain(await page.locator(`[data-row=${id}]`).first().textContent());

  describe('the list', () => {
    it('says of each what it is, where, how it does and what goes wrong', async () => {
      const now = new Date();
      const since = new Date(now.getTime() - 60_000).toISOString();
      const { page } = await open('#/devices', undefined, { ...sampleState(now), health: [lostMeter(since)] });
      await page.getByText('answers now and then').waitFor();
      assert.match(
        await rowText(page, 'E2'),
        /Guest bay E2Heidelberg Energy Controlrs485-1 unit 3charge pointGarageL2 · L3 · L1/,
      );
      assert.match(await rowText(page, 'E2'), /18% unanswered/);
      assert.match(await rowText(page, 'M1'), /M1 does not answer since/);
      assert.match(await rowText(page, 'M2'), /switched off/);
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'CSV' }).click();
      let csv = '';
      for await (const chunk of await (await download).createReadStream()) csv += String(chunk);
      assert.match(csv, /^Name,Short name,Product,Line or address,Unit id,Purpose,/);
      assert.match(csv, /\r\nTesla bay,E1,KEBA KeContact P30,10\.0\.0\.21:502,255,charge point,Garage,L1L2L3,answers,/);
      await axe(page, 'the list');
      await itFits(page, [320, 390, 1024, 1440], 'the list');
      await speak(page, 'de');
      await itFits(page, [320, 1024], 'the list in German');
    });

    it('is narrowed by words and by kind, and the address keeps that', async () => {
      const { page } = await open();
      await page.locator('#devices-text').fill('garage keba');
      await page.locator('[data-row=E2]').waitFor({ state: 'detached' });
      assert.equal(await page.locator('[data-row]').count(), 1);
      await page.locator('#devices-text').fill('');
      await page.locator('#devices-kind').selectOption('trouble');
      await page.locator('[data-row=E1]').waitFor({ state: 'detached' });
      assert.equal(await page.locator('[data-row=E2]').count(), 1);
      assert.match(page.url(), /#\/devices\?kind=trouble$/);
      await page.locator('#devices-text').fill('nothing like this');
      await page.getByText('No device fits the filter.').waitFor();
    });

    it('of a box without devices says what to do', async () => {
      const devices = new FakeDevices();
      devices.site = { ...devices.site, devices: [] };
      const { page } = await open('#/devices', devices);
      await page.getByText('There is no device yet.').waitFor();
      await page.getByRole('link', { name: 'Add a device' }).click();
      await page.locator('#product-search').waitFor();
    });

    it('moves a charge point up and down, and takes that back', async () => {
      const { page, devices } = await open();
      await page.getByRole('button', { name: 'Raise Guest bay' }).click();
      await page.getByText('Guest bay now has priority 2.').waitFor();
      assert.equal(saved(devices)?.devices?.[2]?.priority, 2);
      // What else stands in its entry is left alone.
      assert.equal(saved(devices)?.devices?.[2]?.rules?.length, 1);
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Undone').waitFor();
      assert.equal(saved(devices)?.devices?.[2]?.priority, undefined);
    });

    it('is edited as a sheet by keyboard alone', async () => {
      const { page, devices } = await open();
      await page.getByRole('button', { name: 'Edit in the table' }).click();
      const first = page.locator('#cell-M1-name');
      await first.focus();
      await page.keyboard.press('ArrowDown');
      await focusReaches(page, 'id', 'cell-E1-name');
      await page.keyboard.press('Control+A');
      await page.keyboard.type('Tesla');
      assert.equal(await page.locator('#cell-E1-name').inputValue(), 'Tesla');
      await page.keyboard.press('Enter');
      await focusReaches(page, 'id', 'cell-E2-name');
      await page.locator('#cell-E2-maxCurrentA').fill('4');
      await axe(page, 'the table that is edited');
      await page.getByRole('button', { name: 'Save' }).click();
      await focusReaches(page, 'id', 'cell-E2-maxCurrentA');
      assert.equal(saved(devices), undefined);
      await page.locator('#cell-E2-maxCurrentA').fill('10,5');
      await itFits(page, [320, 1024], 'the table that is edited');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Changed: Tesla bay, Guest bay.').waitFor();
      const [, e1, e2] = saved(devices)?.devices ?? [];
      assert.deepEqual([e1?.name, e2?.maxCurrentA, e2?.rules?.length], ['Tesla', 10.5, 1]);
    });
  });

  describe('the page of one', () => {
    it('says what it is and how it does, and is changed in its form with all that it had', async () => {
      const { page, devices } = await open('#/devices/E2');
      await page.getByRole('heading', { name: 'Guest bay' }).waitFor();
      await page.getByText('Answers after').waitFor();
      await axe(page, 'the page of a charge point');
      await itFits(page, [320, 390, 1024], 'the page of a charge point');
      await page.getByRole('button', { name: 'Edit' }).click();
      await focusReaches(page, 'text', 'Change Guest bay');
      assert.equal(await page.locator('#device-phases').inputValue(), 'L2L3L1');
      await page.getByText('More', { exact: true }).click();
      await page.locator('#device-failsafeCurrentA').fill('0');
      await page.locator('#device-wakeCar').selectOption('no');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Guest bay was changed.').waitFor();
      assert.deepEqual(saved(devices)?.devices?.[2], {
        ...{ id: 'E2', name: 'Guest bay', definition: 'heidelberg', line: 'rs485-1', unitId: 3, circuit: 'garage' },
        ...{ phases: 'L2L3L1', rules: [{ id: 'r1', if: '1', charge: 'max' }], failsafeCurrentA: 0, wakeCar: false },
      });
    });

    it('replaces it by another product: the place stays, the address is asked anew', async () => {
      const { page, devices } = await open('#/devices/E2');
      await page.getByRole('button', { name: 'Replace …' }).click();
      await page.locator('#product-search').fill('p30');
      await page.getByRole('button', { name: /KEBA/ }).click();
      await focusReaches(page, 'text', 'Replace Guest bay');
      await page.locator('#device-address').fill('10.0.0.44');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Guest bay was changed.').waitFor();
      assert.deepEqual(saved(devices)?.devices?.[2], {
        ...{ id: 'E2', name: 'Guest bay', definition: 'keba-p30', address: '10.0.0.44:502', circuit: 'garage' },
        ...{ phases: 'L2L3L1', rules: [{ id: 'r1', if: '1', charge: 'max' }] },
      });
    });

    it('switches it off and on, and removes it; both can be taken back', async () => {
      const { page, devices } = await open('#/devices/E1');
      await page.getByRole('button', { name: 'Switch off' }).click();
      await page.getByText('Tesla bay is switched off.').waitFor();
      assert.equal(saved(devices)?.devices?.[1]?.enabled, false);
      await page.getByRole('button', { name: 'Switch on' }).click();
      await page.getByText('Tesla bay is in use again.').waitFor();
      assert.equal(saved(devices)?.devices?.[1]?.enabled, undefined);
      await page.getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Tesla bay was removed.').waitFor();
      assert.deepEqual(
        saved(devices)?.devices?.map(({ id }) => id),
        ['M1', 'E2', 'M2'],
      );
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Undone').waitFor();
      assert.equal(saved(devices)?.devices?.length, 4);
    });

    it('keeps the entries of who was slower, names what differs, and saves on top', async () => {
      const { page, devices } = await open('#/devices/E1');
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.locator('#device-name').fill('Bay one');
      devices.refusals['PUT /api/v1/site'] = [412, { error: 'changed', message: 'changed' }];
      devices.site = { ...devices.site, name: 'Kerkstraat 14' };
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByText('Somebody else has changed the settings').waitFor();
      assert.equal(await page.locator('#device-name').inputValue(), 'Bay one');
      devices.refusals = {};
      await page.getByRole('button', { name: 'Save mine on top of it' }).click();
      await page.getByText('Bay one was changed.').waitFor();
      assert.deepEqual([saved(devices)?.name, saved(devices)?.devices?.[1]?.name], ['Kerkstraat 14', 'Bay one']);
    });
  });

  describe('special products', () => {
    it('a charge point with OCPP needs its id and something to show; its password goes to the box alone', async () => {
      const { page, devices } = await open('#/devices/add');
      await page.getByRole('button', { name: 'A charge point that speaks OCPP' }).click();
      await page.locator('#device-address').fill('CP-0815');
      await page.getByRole('button', { name: 'Save' }).click();
      await focusReaches(page, 'id', 'device-secretPassword');
      await axe(page, 'the form of an OCPP charge point');
      await page.locator('#device-secretPassword').fill('a password of ours');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('E3 was added.').waitFor();
      assert.deepEqual(devices.last('PUT /api/v1/secrets/e3'), { password: 'a password of ours' });
      assert.deepEqual(saved(devices)?.devices?.at(-1), {
        ...{ id: 'E3', definition: 'ocpp', address: 'CP-0815', circuit: 'garage', secret: 'e3' },
      });
      assert.ok(!JSON.stringify(saved(devices)).includes('a password of ours'));
    });

    it('a charge point that came by OCPP and was not let in is added by one press', async () => {
      const devices = new FakeDevices();
      const at = new Date().toISOString();
      const why = 'no charge point of this id is configured';
      devices.seen = [{ identity: 'CP-77', address: '10.0.0.77', why, count: 4, firstAt: at, lastAt: at }];
      const { page } = await open('#/devices/add', devices);
      await page.locator('[data-seen=CP-77]', { hasText: 'from 10.0.0.77' }).waitFor();
      await axe(page, 'charge points that came by OCPP');
      await page.getByRole('button', { name: 'Add CP-77' }).click();
      assert.equal(await page.locator('#device-address').inputValue(), 'CP-77');
      // As the settings of OCPP link to it.
      await page.goto(new URL('#/devices/add?definition=ocpp&address=CP-78', page.url()).href);
      await page.reload();
      await page.locator('.device-form').waitFor();
      assert.equal(await page.locator('#device-address').inputValue(), 'CP-78');
    });

    it('an S0 meter needs its contact, one of MQTT its broker and topic', async () => {
      const { page, devices } = await open('#/devices/add');
      await page.locator('#product-search').fill('s0');
      await page.getByRole('button', { name: /S0 meter/ }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await focusReaches(page, 'id', 'device-contactLine');
      await page.locator('#device-contactLine').fill('17');
      await page.locator('#device-role').selectOption('consumption');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('M3 was added.').waitFor();
      const meter = saved(devices)?.devices?.at(-1);
      assert.deepEqual([meter?.contact, meter?.role], [{ kind: 'gpio', line: 17 }, 'consumption']);
    });

    it('a meter of formulas needs one, and takes what is typed', async () => {
      const { page, devices } = await open('#/devices/add');
      await page.getByRole('button', { name: 'A meter made of formulas' }).click();
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('At least one formula, please.').waitFor();
      await page.locator('#device-fields-current_l1').fill('M1.current_l1 - M2.current_l1');
      await page.locator('#device-name').fill('Rest of the house');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Rest of the house was added.').waitFor();
      assert.deepEqual(saved(devices)?.devices?.at(-1), {
        ...{ id: 'M3', name: 'Rest of the house', definition: 'expression', circuit: 'house' },
        fields: { current_l1: 'M1.current_l1 - M2.current_l1' },
      });
    });

    it('a meter file is looked at first and kept when a person says so', async () => {
      const { page, devices } = await open('#/devices/add');
      await page.getByText('Bring a meter file').click();
      await page
        .locator('.meter-file input[type=file]')
        .setInputFiles({ name: 'plug.json', mimeType: 'application/json', buffer: Buffer.from('{"rtype":1}') });
      await page.getByText('It becomes the product “user-plug”.').waitFor();
      await page.getByText('many: too many').waitFor();
      assert.equal(devices.last('POST /api/v1/definitions/import')?.keep, false);
      await page.getByRole('button', { name: 'Keep it' }).click();
      await page.getByText('Kept as “user-plug”.').waitFor();
      assert.equal(devices.last('POST /api/v1/definitions/import')?.keep, true);
    });
  });
});

const plain = (text: string | null): string => (text ?? '').replace(/\s+/g, ' ').trim();
