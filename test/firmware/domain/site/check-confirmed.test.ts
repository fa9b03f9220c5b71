import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { DefinitionFacts, SiteKnowledge } from '../../../../firmware/domain/site/knowledge.ts';

const box: DefinitionFacts = {
  ...{ kind: 'chargePoint', reachedBy: ['tcp', 'rtu-over-tcp'], defaultUnitId: 1, measuresCurrent: true },
  ...{ minCurrentA: 6, maxCurrentA: 32, doubtful: ['current_limit', 'enable'] },
};
const knowledge: SiteKnowledge = {
  formula: () => ({ ok: true, names: [] }),
  definition: (id) => (id === 'box' ? box : id === 'sure' ? { ...box, doubtful: [] } : undefined),
};
const siteWith = (device: object, lines: object[] = []) => ({
  ...{ name: 'x', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 80 }], lines },
  devices: [{ id: 'E1', definition: 'box', address: '10.0.0.20:502', circuit: 'house', ...device }],
});
const faults = (document: unknown, stored = false) => {
  const result = readSite(document, knowledge, { stored });
  return result.ok ? [] : result.faults.map(({ message }) => message);
};

describe('Fields that a person confirms', () => {
  it('are none where the site says nothing', () => {
    const result = readSite(siteWith({}), knowledge);
    assert.ok(result.ok);
    assert.deepEqual(result.site.devices[0]?.confirmed, []);
  });

  it('are those that are in doubt and written', () => {
    assert.deepEqual(faults(siteWith({ confirmed: ['current_limit', 'enable'] })), []);
    assert.deepEqual(faults(siteWith({ confirmed: ['enable', 'current'] })), [
      'devices[0].confirmed[1]: "current" is no doubtful field that is written of box; it has current_limit, enable',
    ]);
    assert.match(faults(siteWith({ definition: 'sure', confirmed: ['enable'] }))[0] ?? '', /it has none/);
    assert.match(faults(siteWith({ confirmed: 'enable' }))[0] ?? '', /^devices\[0\]\.confirmed/);
  });

  it('may have been cleared up since the site was stored', () => {
    assert.deepEqual(faults(siteWith({ definition: 'sure', confirmed: ['enable'] }), true), []);
  });
});

describe('An endpoint', () => {
  it('is one line or one device, never both', () => {
    const gateway = { id: 'gw', kind: 'rtu-over-tcp', address: '10.0.0.20:502' };
    assert.deepEqual(faults(siteWith({}, [gateway])), [
      'devices[0].address: line "gw" uses 10.0.0.20:502 already: name the line in place of the address',
    ]);
    assert.deepEqual(faults(siteWith({}, [{ ...gateway, address: '10.0.0.21:502' }])), []);
  });
});
