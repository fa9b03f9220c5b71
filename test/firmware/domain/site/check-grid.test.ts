import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from './documents.ts';

const faultsOf = (document: unknown) => {
  const result = readSite(document, knowledge);
  return result.ok ? [] : result.faults.map((f) => f.path);
};

const withCircuitKey = (key: object) => {
  const doc = contractSite();
  Object.assign(doc.circuits[1] as object, key);
  return doc;
};

describe('§14a in the site document', () => {
  const para14a = (units: readonly unknown[], more: object = {}) =>
    withCircuitKey({ para14a: { mode: 'ems', units, ...more } });

  it('takes charge points by name and other units with their power', () => {
    assert.deepEqual(faultsOf(para14a([{ device: 'E1' }, { kind: 'heatPump', powerW: 14_000 }])), []);
    assert.deepEqual(faultsOf(para14a([{ device: 'E1' }], { sumP: 'over11kW', mode: 'direct' })), []);
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ['no unit', para14a([]), 'circuits[1].para14a.units'],
    ['a meter as a unit', para14a([{ device: 'M1' }]), 'circuits[1].para14a.units[0].device'],
    ['a device that is not there', para14a([{ device: 'E9' }]), 'circuits[1].para14a.units[0].device'],
    ['a unit twice', para14a([{ device: 'E1' }, { device: 'E1' }]), 'circuits[1].para14a.units[1].device'],
    ['another mode', para14a([{ device: 'E1' }], { mode: 'both' }), 'circuits[1].para14a.mode'],
    ['another key', para14a([{ device: 'E1' }], { factor: 1 }), 'circuits[1].para14a.factor'],
  ];
  for (const [what, document, path] of refused)
    it(`refuses ${what} and names ${path}`, () => {
      assert.deepEqual(faultsOf(document), [path]);
    });

  it('refuses a unit of 4.2 kW or less, which is not under the rule', () => {
    assert.equal(faultsOf(para14a([{ kind: 'heatPump', powerW: 4200 }])).length, 1);
  });
});
