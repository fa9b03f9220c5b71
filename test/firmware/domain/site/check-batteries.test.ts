import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from './documents.ts';

const faultsOf = (...batteries: object[]) => {
  const result = readSite({ ...contractSite(), batteries }, knowledge);
  return result.ok ? [] : result.faults.map(({ path }) => path);
};
const rule = { id: 'r1', if: { kind: 'always' }, then: { kind: 'set', valueW: 100 } };

describe('the batteries of a site', () => {
  it('may have rules for charging, discharging or both', () => {
    assert.deepEqual(
      faultsOf({ device: 'M1', minW: -5000, maxW: 5000, chargeRules: [rule], dischargeRules: [rule] }),
      [],
    );
    assert.deepEqual(faultsOf({ device: 'M1', maxW: 0, chargeRules: [rule] }), []);
    assert.deepEqual(faultsOf({ device: 'M1', minW: -3000, maxW: 3000, prefer: 'charge' }), []);
  });

  const refusals: [string, object, string][] = [
    ['a device that is not there', { device: 'M7', maxW: 1 }, 'batteries[0].device'],
    ['a charge point', { device: 'E1', maxW: 1 }, 'batteries[0].device'],
    ['nothing to do', { device: 'M1' }, 'batteries[0]'],
    ['a discharge that is positive', { device: 'M1', minW: 5000 }, 'batteries[0].minW'],
    ['a charge that is negative', { device: 'M1', maxW: -1 }, 'batteries[0].maxW'],
    ['rules for what is left alone', { device: 'M1', minW: -1, chargeRules: [rule] }, 'batteries[0].chargeRules'],
    ['the same the other way round', { device: 'M1', maxW: 1, dischargeRules: [rule] }, 'batteries[0].dischargeRules'],
    ['one before another that is left alone', { device: 'M1', maxW: 1, prefer: 'charge' }, 'batteries[0].prefer'],
    ['an unknown key', { device: 'M1', maxW: 1, colour: 1 }, 'batteries[0].colour'],
    [
      'a current in a rule',
      { device: 'M1', maxW: 1, chargeRules: [{ ...rule, then: { kind: 'set', valueA: 6 } }] },
      'batteries[0].chargeRules[0].then.valueA',
    ],
  ];
  for (const [what, battery, path] of refusals)
    it(`are refused with ${what}`, () => assert.deepEqual(faultsOf(battery), [path]));

  it('are refused with a device twice', () => {
    assert.deepEqual(faultsOf({ device: 'M1', maxW: 1 }, { device: 'M1', maxW: 1 }), ['batteries[1].device']);
  });
});
