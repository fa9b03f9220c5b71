import assert from 'node:assert/strict';
import type { Bus, LineConfig } from '../../../drivers/bus/types.ts';
import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { type DeviceMakers, DeviceSet, type MessageWay } from '../../../firmware/control/device-set.ts';
import { siteKnowledge } from '../../../firmware/control/site-knowledge.ts';
import type { Device } from '../../../firmware/domain/device.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import { type DeviceConfig, device as deviceEntry } from '../../../firmware/domain/site/devices.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';

const catalogue = loadCatalogue();

function site(...devices: object[]): Site {
  const lines = [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9_600 }];
  const document = { name: 'x', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 25 }], lines, devices };
  const result = readSite(document, siteKnowledge(catalogue));
  assert.ok(result.ok, JSON.stringify(result));
  return result.site;
}
const shelly = { id: 'M1', definition: 'shelly-pro-3em', address: '10.0.0.5' };
const eastron = { id: 'M2', definition: 'eastron-sdm630', line: 'rs485', unitId: 1 };

describe('The devices of a site', () => {
  const opened: string[] = [];
  const made: (string | undefined)[] = [];
  const stopped: string[] = [];
  const device = ({ id }: DeviceConfig): Device =>
    ({
      facts: { kind: 'meter' },
      start() {},
      onWriteSettled() {},
      stop: async () => void stopped.push(id),
    }) as unknown as Device;
  const makeSet = () =>
    new DeviceSet({
      openBus: ({ id }: LineConfig) => {
        opened.push(id);
        return { close: async () => {} } as unknown as Bus;
      },
      definition: (id) => catalogue.get(id),
      createDevice: (config) => device(config),
      createMessageDevice: (config, _definition, way: MessageWay) => {
        made.push(way.line?.id, config.address);
        return device(config);
      },
    });
  beforeEach(() => {
    for (const list of [opened, made, stopped]) list.length = 0;
  });

  it('open a bus for what speaks Modbus only', async () => {
    const set = makeSet();
    await set.use(site(shelly, eastron), () => {});
    assert.deepEqual([...set.devices.keys()].sort(), ['M1', 'M2']);
    assert.deepEqual(opened, ['rs485']);
    assert.deepEqual(made, [undefined, '10.0.0.5']);
  });

  it('run on over a change that is not theirs, and are made anew when they are reached elsewhere', async () => {
    const set = makeSet();
    await set.use(site(shelly, eastron), () => {});
    await set.use(site({ ...shelly, name: 'Attic' }), () => {});
    assert.deepEqual(stopped, ['M2']);
    await set.use(site({ ...shelly, address: '10.0.0.6' }), () => {});
    assert.deepEqual(stopped, ['M2', 'M1']);
    assert.deepEqual(made, [undefined, '10.0.0.5', undefined, '10.0.0.6']);
  });

  it('begin anew one by one, with their line where nobody else is on it', async () => {
    const other = { ...eastron, id: 'M3', unitId: 2 };
    const set = makeSet();
    const alone = site(shelly, eastron);
    await set.use(alone, () => {});
    await set.again('M2', alone, () => {});
    assert.deepEqual([stopped, opened], [['M2'], ['rs485', 'rs485']]);
    const together = site(shelly, eastron, other);
    await set.use(together, () => {});
    await set.again('M3', together, () => {});
    assert.deepEqual([stopped, opened.length], [['M2', 'M3'], 2]);
    assert.deepEqual([...set.devices.keys()].sort(), ['M1', 'M2', 'M3']);
    await set.again('M9', together, () => {});
    assert.deepEqual(stopped, ['M2', 'M3']);
  });
});

describe('An OCPP charge point of a site', () => {
  it('is made by who has its socket, and needs no product of the catalogue', async () => {
    const asked: string[] = [];
    const bare: DeviceMakers = {
      openBus: () => assert.fail('no line is needed'),
      definition: () => undefined,
      createDevice: () => assert.fail('it is on no line'),
      createMessageDevice: () => assert.fail('its messages are for the main thread'),
    };
    const remote = {
      facts: { kind: 'chargePoint' },
      start() {},
      onWriteSettled() {},
      stop: async () => {},
    } as unknown as Device;
    const withOne = new DeviceSet({
      ...bare,
      createRemoteDevice: ({ address = '' }) => {
        asked.push(address);
        return remote;
      },
    });
    const plain = site();
    const ocpp = { ...plain, devices: [deviceEntry.parse({ id: 'E1', definition: 'ocpp', address: 'CP-1' })] };
    assert.deepEqual((await withOne.use(ocpp, () => {})).failed, []);
    assert.deepEqual([asked, withOne.get('E1')], [['CP-1'], remote]);
    const { failed } = await new DeviceSet(bare).use(ocpp, () => {});
    assert.deepEqual(
      failed.map(({ id }) => id),
      ['E1'],
    );
  });
});
