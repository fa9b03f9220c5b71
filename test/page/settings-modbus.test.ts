import assert from 'node:assert/strict';
import type { ModbusServerState, ModbusView } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeSite } from './fake-site.ts';
import { itFits, speak } from './fit.ts';
import { PageUnderTest } from './page-under-test.ts';
import { sampleState } from './sample-state.ts';

const off: ModbusView = { sunspec: null, portOfStart: null, registers: [] };
const at = new Date().toISOString();
const server: ModbusServerState = {
  ...{ port: 502, listens: true, isOpen: true, refusedConnection: null },
  clients: [
    { address: '10.0.0.7', since: at, asked: at, reads: 1234, writes: 12, refused: 1 },
    { address: '10.0.1.20', since: at, asked: null, reads: 0, writes: 0, refused: 0 },
  ],
  refusedRequest: { at, address: '10.0.0.7', kind: 'write', register: 40_954, exception: 2 },
};
const busy: ModbusView = {
  sunspec: { ...server, writes: true, lease: { percent: 40, since: at, leaseLeftS: 42 } },
  portOfStart: 502,
  registers: [
    {
      ...{ ...server, device: 'E1', port: 1503, listens: false, isOpen: false, clients: [], refusedRequest: null },
      refusedConnection: { at, address: '10.0.0.99', why: 'slow' },
    },
  ],
};

describe('the section of Modbus', () => {
  const under = PageUnderTest.use();

  async function open(now: ModbusView, scheme: 'light' | 'dark' = 'light') {
    const site = new FakeSite();
    const routes = { ...site.routes(), 'GET /api/v1/modbus': () => [200, now] as const };
    const seen = await under.open({ state: sampleState(), routes });
    await seen.page.emulateMedia({ colorScheme: scheme });
    await seen.page.goto(new URL('#/settings/modbus', seen.box.url).href);
    await seen.page.locator('#modbus-now').waitFor();
    return { ...seen, site };
  }

  it('has the SunSpec server off, switches it on with a list, and warns before it may be written', async () => {
    const { page, site, complaints } = await open(off);
    assert.match((await page.locator('.settings-section').textContent()) ?? '', /No server is on.*Server on\s*No/);
    await axe(page, 'Modbus');
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

  it('gives a charge point a port for its registers by the keyboard alone, and takes it away', async () => {
    const { page, site, complaints } = await open(off);
    await page.getByRole('button', { name: 'Add a port' }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#registers-of-device').focus();
    await page.locator('#registers-of-device').selectOption('E1');
    assert.equal(await page.locator('#registers-of-port').inputValue(), '1503');
    await page.locator('#registers-of-allow').fill('10.0.0.8');
    await page.locator('#registers-of-writes').focus();
    await page.keyboard.press('Space');
    await page.getByText('may lower, stop and release this charge point').waitFor();
    await axe(page, 'registers form');
    await itFits(page, [320, 1024], 'registers form');
    await page.locator('#registers-of-leaseS').press('Enter');
    await page.locator('[data-row="E1:1503"]').waitFor();
    assert.deepEqual(site.document.registerServers, [{ device: 'E1', port: 1503, allow: ['10.0.0.8'], writes: true }]);
    await page.locator('[data-row="E1:1503"]').getByRole('button', { name: /^Edit/ }).click();
    await page.locator('#registers-of-port').fill('19520');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('kept for OCPP').waitFor();
    await page.locator('#registers-of-port').fill('1509');
    await page.getByRole('button', { name: 'Save' }).click();
    await page
      .locator('[data-row="E1:1509"]')
      .getByRole('button', { name: /^Remove/ })
      .click();
    await page.getByText('No device has a port of its own.').waitFor();
    assert.deepEqual(site.document.registerServers, []);
    assert.deepEqual(
      complaints.filter((line) => !line.includes('400')),
      [],
    );
  });

  it('shows who is connected, what was refused last and why, and the written share that holds', async () => {
    const { page, complaints } = await open(busy);
    const sunspec = (await page.locator('[data-server=SunSpec]').textContent()) ?? '';
    assert.match(sunspec, /SunSpec, port 502.*10\.0\.0\.7.*1234.*10\.0\.1\.20.*none yet/);
    assert.match(sunspec, /40 %, for 42\s*s more.*10\.0\.0\.7: writing 40954, there is no such register/);
    const registers = (await page.locator('[data-server]').nth(1).textContent()) ?? '';
    assert.match(registers, /, port 1503.*cannot be opened.*Nobody is connected.*10\.0\.0\.99: began a request/);
    for (const language of ['de', 'fr', 'nl', 'en'] as const) {
      await speak(page, language);
      await itFits(page, [320, 1024], language);
    }
    await axe(page, 'Modbus in use');
    await page.emulateMedia({ colorScheme: 'dark' });
    await axe(page, 'Modbus in use, dark');
    const folder = process.env.NETWACHT_SHOTS;
    if (folder !== undefined)
      for (const scheme of ['light', 'dark'] as const)
        for (const width of [390, 1024]) {
          await page.setViewportSize({ width, height: 800 });
          await page.emulateMedia({ colorScheme: scheme });
          await page.screenshot({ path: `${folder}/modbus-${width}-${scheme}.png`, fullPage: true });
        }
    assert.deepEqual(complaints, []);
  });
});
