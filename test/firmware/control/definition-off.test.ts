import assert from 'node:assert/strict';
import { DefinitionHealth } from '../../../firmware/control/definition-health.ts';
import { DeviceSet } from '../../../firmware/control/device-set.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { SiteKnowledge } from '../../../firmware/domain/site/knowledge.ts';
import { knowledge as known, smallSite } from '../domain/site/documents.ts';

const knowledge: SiteKnowledge = {
  ...known,
  definitionOff: (id) => (id === 'bad-box' ? 'bad-box.json: colour: unknown key' : undefined),
};
const document = {
  ...smallSite(),
  devices: [
    { id: 'E1', definition: 'a-box', address: '10.0.0.20:502', circuit: 'house' },
    { id: 'E2', definition: 'bad-box', address: '10.0.0.21:502', circuit: 'house' },
    { id: 'M1', definition: 'gone', address: '10.0.0.22:502', circuit: 'house' },
    { id: 'M2', definition: 'expression', fields: { power_w: '1' } },
  ],
};

describe('A device whose definition is off', () => {
  it('is refused in a new site, with the reason', () => {
    const result = readSite(document, knowledge);
    assert.ok(!result.ok);
    assert.deepEqual(
      result.faults.map(({ message }) => message),
      [
        'devices[1].definition: the definition "bad-box" is off: bad-box.json: colour: unknown key',
        'devices[2].definition: there is no definition "gone"',
      ],
    );
  });

  it('is off in a site that was stored, and the others are not', async () => {
    const result = readSite(document, knowledge, { stored: true });
    assert.ok(result.ok, JSON.stringify(result));
    const started: string[] = [];
    const set = new DeviceSet({
      openBus: () => ({ close: async () => undefined }) as never,
      definition: (id) => (id === 'a-box' ? ({ id, protocol: 'modbus' } as never) : undefined),
      createDevice: ({ id }) =>
        ({
          start: () => started.push(id),
          onWriteSettled: () => undefined,
          facts: { kind: 'meter' },
          stop: async () => undefined,
        }) as never,
      createMessageDevice: () => assert.fail('speaks in no messages'),
    });
    const { failed } = await set.use(result.site, () => undefined);
    assert.deepEqual(started, ['E1']);
    assert.deepEqual(
      failed.map(({ id, error }) => [id, String(error)]),
      [
        ['E2', 'NetwachtError: its definition "bad-box" is off or not there'],
        ['M1', 'NetwachtError: its definition "gone" is off or not there'],
      ],
    );
    await set.stop();
  });

  it('is a fault with the reason, and its file a warning', () => {
    const result = readSite(document, knowledge, { stored: true });
    assert.ok(result.ok);
    const off = [{ id: 'bad-box', file: '/data/bad-box.json', reason: 'bad-box.json: colour: unknown key' }];
    const clock = { monotonicMs: () => 0, wallMs: () => 0 };
    let looked = 0;
    const site = () => {
      looked += 1;
      return result.site;
    };
    const told = new DefinitionHealth({ off, knowledge, site, clock });
    const found = told.health();
    told.health();
    assert.equal(looked, 1);
    told.siteChanged();
    assert.deepEqual([told.health(), looked], [found, 2]);
    assert.deepEqual(
      found.map(({ id, severity, code, what }) => [id, severity, code, what]),
      [
        ['deviceOff:E2', 'fault', 'definitionOff', 'E2'],
        ['deviceOff:M1', 'fault', 'definitionOff', 'M1'],
        ['definitionOff:/data/bad-box.json', 'warning', 'definitionOff', 'bad-box'],
      ],
    );
    assert.match(
      found[0]?.message ?? '',
      /E2 is off: the definition "bad-box" is off: bad-box\.json: colour: unknown key\. Room is kept/,
    );
    assert.match(
      found[1]?.message ?? '',
      /M1 is off: there is no definition "gone"\. It counts as a device that is silent/,
    );
    assert.deepEqual(new DefinitionHealth({ off: [], knowledge, site: () => undefined, clock }).health(), []);
  });
});
