import assert from 'node:assert/strict';
import type { SiteDocument } from '../../firmware/api/shapes.ts';
import { axe } from './axe.ts';
import { FakeDevices } from './fake-devices.ts';
import { itFits } from './fit.ts';
import { focusReaches } from './focus.ts';
import { PageUnderTest } from './page-under-test.ts';

describe('the lines on the page', () => {
  const under = PageUnderTest.use();

  async function open(devices = new FakeDevices()) {
    const seen = await under.open({ routes: devices.routes() });
    await seen.page.goto(new URL('#/devices/lines', seen.box.url).href);
    await seen.page.getByRole('heading', { name: 'Lines' }).waitFor();
    return { ...seen, devices };
  }
  const saved = (devices: FakeDevices) => devices.last('PUT /api/v1/site') as SiteDocument | undefined;

  it('say how full they are, each unit id on them, and what to do where that is much', async () => {
    const { page, devices } = await open();
    await page.getByText('88% (91% planned)').waitFor();
    await page.getByText('Well used: one more device may be too many.').waitFor();
    await page.getByText('A device often does not answer: see the table.').waitFor();
    const unit = page.locator('[data-row=E2]');
    assert.match(
      ((await unit.textContent()) ?? '').replaceAll(/\s/g, ' '),
      /^3Guest bay.*18 ms, 95 % within 31 ms\d+ (s|min) ago18%/,
    );
    await axe(page, 'the lines');
    await itFits(page, [320, 390, 1024, 1440], 'the lines');
    const [line] = devices.lines.lines;
    assert.ok(line);
    devices.lines = {
      ...devices.lines,
      lines: [
        { ...line, connected: false, lastError: '/dev/ttyS0: no such file', load: { planned: 0.9, actual: 0.99 } },
      ],
    };
    await page.getByText('Not connected. Its devices have no value').waitFor();
    await page.getByText('Full: values come late.').waitFor();
    await page.getByText('/dev/ttyS0: no such file').waitFor();
  });

  it('are added on a port that the box has; one that is taken is said at once', async () => {
    const { page, devices } = await open();
    await page.getByRole('button', { name: 'Add a line' }).click();
    await focusReaches(page, 'text', 'Add a line');
    await page.getByText('The box has: /dev/ttyS0, /dev/ttyUSB0.').waitFor();
    await page.locator('#line-path').fill('/dev/ttyS0');
    await page.getByText('Line rs485-1 uses this already.').waitFor();
    await axe(page, 'the form of a line');
    await page.locator('#line-path').fill('/dev/ttyUSB0');
    await page.locator('#line-baudRate').selectOption('38400');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('rs485-2 was added.').waitFor();
    assert.deepEqual(saved(devices)?.lines?.at(-1), {
      ...{ id: 'rs485-2', kind: 'serial', path: '/dev/ttyUSB0', baudRate: 38_400 },
    });
  });

  it('are renamed together with the devices on them, and say why one in use cannot go', async () => {
    const { page, devices } = await open();
    await page.locator('[aria-labelledby=line-rs485-1]').getByRole('button', { name: 'Edit' }).click();
    await page.getByText('More', { exact: true }).click();
    await page.locator('#line-id').fill('cellar');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('cellar was changed.').waitFor();
    assert.deepEqual(saved(devices)?.lines, [
      { id: 'cellar', kind: 'serial', path: '/dev/ttyS0', baudRate: 19_200, parity: 'even' },
    ]);
    assert.deepEqual(
      saved(devices)?.devices?.map(({ line }) => line),
      ['cellar', undefined, 'cellar', undefined],
    );
    const message = 'devices[0].line: there is no line "cellar"';
    devices.refusals['PUT /api/v1/site'] = [400, { error: 'badSite', message, path: 'devices[0].line' }];
    await page.locator('[aria-labelledby=line-cellar]').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('there is no line').waitFor();
  });

  it('a gateway and a broker are added, the password of the broker goes to the box alone', async () => {
    const { page, devices } = await open();
    await page.getByRole('button', { name: 'Add a line' }).click();
    await page.locator('#line-kind').selectOption('rtu-over-tcp');
    await page.getByRole('button', { name: 'Save' }).click();
    await focusReaches(page, 'id', 'line-address');
    await page.locator('#line-address').fill('10.0.0.5:4001');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('rs485-2 was added.').waitFor();
    assert.deepEqual(saved(devices)?.lines?.at(-1), { id: 'rs485-2', kind: 'rtu-over-tcp', address: '10.0.0.5:4001' });
    await page.locator('[aria-labelledby=broker-mosquitto]').getByRole('button', { name: 'Edit' }).click();
    await page.locator('#broker-password').fill('of the broker');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('mosquitto was changed.').waitFor();
    assert.deepEqual(devices.last('PUT /api/v1/secrets/mosquitto'), { password: 'of the broker' });
    assert.deepEqual(saved(devices)?.brokers, [{ id: 'mosquitto', address: '10.0.0.9:1883', secret: 'mosquitto' }]);
  });
});
