import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from './documents.ts';

const read = (keys: object) => readSite({ ...contractSite(), ...keys }, knowledge);
const faultsOf = (keys: object) => {
  const result = read(keys);
  return result.ok ? [] : result.faults.map((f) => f.path);
};

describe('the energy guard in the site document', () => {
  it('needs a circuit only', () => {
    const result = read({ lpc: { circuit: 'garage' } });
    assert.ok(result.ok);
    assert.deepEqual(result.site.lpc, {
      ...{ circuit: 'garage', scope: 'chargePoints', failsafeW: 4200, failsafeDurationS: 7200, afterFailsafe: 'stay' },
    });
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ['a circuit that is not there', { circuit: 'cellar' }, 'lpc.circuit'],
    ['a fail-safe limit under 4.2 kW', { circuit: 'house', failsafeW: 4199 }, 'lpc.failsafeW'],
    ['a fail-safe duration under 2 h', { circuit: 'house', failsafeDurationS: 7199 }, 'lpc.failsafeDurationS'],
    ['one over 24 h', { circuit: 'house', failsafeDurationS: 86_401 }, 'lpc.failsafeDurationS'],
    ['another end', { circuit: 'house', afterFailsafe: 'off' }, 'lpc.afterFailsafe'],
    ['another key', { circuit: 'house', limitW: 1 }, 'lpc.limitW'],
  ];
  for (const [what, lpc, path] of refused)
    it(`refuses ${what} and names ${path}`, () => {
      assert.deepEqual(faultsOf({ lpc }), [path]);
    });
});
