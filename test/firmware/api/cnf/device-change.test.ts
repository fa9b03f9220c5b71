import assert from 'node:assert/strict';
import fc from 'fast-check';
import { changedDevice } from '../../../../firmware/api/cnf/device-change.ts';
import { deviceConfig } from '../../../../firmware/api/cnf/device-config.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from '../../domain/site/documents.ts';

type Json = Record<string, unknown>;

const document = (): Json => ({
  ...contractSite(),
  tags: [{ id: 'annas', uid: '04A2', functions: [] }],
});

function read(site: unknown) {
  const result = readSite(site, knowledge);
  assert.ok(result.ok, result.ok ? '' : JSON.stringify(result.faults.map(({ message, path }) => [path, message])));
  return result.site;
}

/** A device of get_devices with changes, sent back; the document must be one that may be put. */
function sent(id: string, change: (config: Json) => Json, before: Json = document()) {
  const site = read(before);
  const device = site.devices.find((one) => one.id === id);
  assert.ok(device);
  const config = JSON.parse(JSON.stringify(deviceConfig(site, device))) as Json;
  const changed = changedDevice(before, site, device, change(config));
  const after = read(changed.document);
  const now = after.devices.find((one) => one.id === id);
  assert.ok(now);
  return { ...changed, device: now, shown: deviceConfig(after, now) as Json };
}

describe('set_device on the site document', () => {
  it('leaves the document as it is when a device comes back as it was given', () => {
    for (const { id } of read(document()).devices) {
      const { document: after, changed } = sent(id, (config) => config);
      assert.deepEqual(after, document());
      assert.deepEqual(changed, []);
    }
  });

  it('translates what the site has', () => {
    const { device } = sent('E1', (config) => ({
      ...config,
      name: 'Left',
      device_enabled: 0,
      min_charging_cur: 8000.0,
      max_charging_cur: 13_000,
      prio: '3',
      phase_rotation: 120,
      battery_save_threshold: 7500,
      enable_snooze: true,
      enable_wakeup: false,
      fixed_rfid: '04-a2',
    }));
    const { name, enabled, minCurrentA, maxCurrentA, priority, phases, saveBatteryA, letCarSleep, wakeCar, fixedTag } =
      device;
    assert.deepEqual([name, enabled, minCurrentA, maxCurrentA, priority], ['Left', false, 8, 13, 3]);
    assert.deepEqual([phases, saveBatteryA, letCarSleep, wakeCar, fixedTag], ['L2L3L1', 7.5, true, false, 'annas']);
  });

  it('keeps a formula of the maximum as a limit beside the others', () => {
    const {
      device,
      shown,
      document: after,
    } = sent('E1', (config) => ({ ...config, max_charging_cur: '16000 - AVAIL' }));
    assert.deepEqual(device.limits.at(-1), {
      id: 'max_charging_cur',
      scope: 'all',
      unit: 'mA',
      value: '16000 - AVAIL',
      fallback: 6000,
    });
    assert.equal(shown.max_charging_cur, '16000 - AVAIL');
    const back = sent('E1', (config) => ({ ...config, max_charging_cur: 0 }), after);
    assert.equal(
      back.device.limits.some(({ id }) => id === 'max_charging_cur'),
      false,
    );
  });

  it('keeps keys that it does not have, and gives them back; secrets never', () => {
    const strange = {
      ocpp_gateway_client_id: 'CP-1',
      chart: [1, { a: null }],
      desc: 'Left side',
      ocpp_gateway_pwd: 'x',
    };
    const {
      shown,
      kept,
      ignored,
      document: after,
    } = sent('E1', (config) => ({ ...config, ...strange, password: 'hunter2' }));
    assert.deepEqual(kept.toSorted(), ['chart', 'desc', 'ocpp_gateway_client_id']);
    assert.deepEqual(ignored.toSorted(), ['ocpp_gateway_pwd', 'password']);
    assert.equal(shown.ocpp_gateway_client_id, 'CP-1');
    assert.deepEqual(shown.chart, [1, { a: null }]);
    assert.doesNotMatch(JSON.stringify(after), /hunter2/);
    const again = sent('E1', (config) => ({ ...config, prio: 2 }), after);
    assert.deepEqual([again.shown.desc, again.shown.chart], ['Left side', [1, { a: null }]]);
  });

  it('refuses more unknown keys than are kept', () => {
    const deep = JSON.parse(`${'['.repeat(30)}${']'.repeat(30)}`);
    for (const more of [{ big: 'x'.repeat(9000) }, { deep }]) {
      const changed = () => sent('E1', (config) => ({ ...config, ...more }));
      assert.throws(changed, /at most 8192 bytes/);
    }
  });

  it('gives a charge point another meter, or none', () => {
    const free = { id: 'M7', definition: 'a-meter', line: 'gw1', unitId: 1, role: 'consumption' };
    const before = document();
    const withMeter = { ...before, devices: [...(before.devices as Json[]), free] };
    const { document: after, shown } = sent('E1', (config) => ({ ...config, attach: 'M7' }), withMeter);
    assert.equal(shown.attach, 'M7');
    assert.equal(sent('E1', (config) => ({ ...config, attach: '' }), after).shown.attach, '');
  });

  for (const [key, value] of [
    ['users', ['anna']],
    ['prio', 'high'],
    ['min_charging_cur', null],
    ['attach', 'M99'],
    ['fixed_rfid', 'DEADBEEF'],
    ['phase_rotation', 90],
    ['crule_set', { selected_id: 'x', rule_set: { '': [] } }],
  ] as const)
    it(`refuses ${key} ${JSON.stringify(value)}`, () =>
      assert.throws(() => sent('E1', (config) => ({ ...config, [key]: value })), NetwachtError));

  it('gives a document or a refusal, whatever comes', () => {
    const site = read(document());
    const [device] = site.devices.filter(({ id }) => id === 'E1');
    assert.ok(device);
    const keys = fc.constantFrom(...Object.keys(deviceConfig(site, device)), 'other', 'toString');
    fc.assert(
      fc.property(fc.dictionary(keys, fc.jsonValue()), (given) => {
        try {
          const { document: after } = changedDevice(document(), site, device, given as Json);
          assert.equal((after.devices as Json[]).length, site.devices.length);
        } catch (error) {
          if (!(error instanceof NetwachtError)) throw error;
        }
      }),
    );
  });
});
