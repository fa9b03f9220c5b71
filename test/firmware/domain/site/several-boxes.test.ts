import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge } from './documents.ts';

const point = (k: number) => ({ id: `E${k}`, definition: 'a-box', address: `10.0.0.${k}:502`, unitId: 1 });
const site = (keys: object) => ({
  ...{ name: 'Car park', timezone: 'Europe/Berlin', circuits: [{ id: 'house', fuseA: 40, assumedHouseA: 4 }] },
  devices: [point(1)].map((one) => ({ ...one, role: 'chargePoint', failsafeCurrentA: 6 })),
  ...keys,
});
const member = (id: string, failsafeA: unknown, more: object = {}) => ({
  ...{ id, address: `http://10.0.1.${id.length}`, token: 'member-1', failsafeA },
  ...more,
});
const faultsOf = (keys: object) => {
  const result = readSite(site(keys), knowledge);
  return result.ok ? [] : result.faults.map(({ path }) => path);
};

describe('several boxes in the site document', () => {
  it('takes shares that fit with the house and own charge points, one number or three', () => {
    const result = readSite(site({ members: [member('a', 15), member('bb', [15, 15, 10])] }), knowledge);
    assert.ok(result.ok);
    assert.deepEqual(
      result.site.members.map(({ failsafeA }) => failsafeA),
      [
        [15, 15, 15],
        [15, 15, 10],
      ],
    );
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ['shares that do not fit', { members: [member('a', 15), member('bb', 16)] }, 'members'],
    ['shares that do not fit on one phase', { members: [member('a', [15, 31, 15])] }, 'members'],
    ['two of one id', { members: [member('a', 6), member('a', 6, { address: 'http://10.0.2.1' })] }, 'members[1].id'],
    ['two of one address', { members: [member('a', 6), member('b', 6)] }, 'members[1].address'],
    ['a circuit that is not there', { members: [member('a', 6, { circuit: 'x' })] }, 'members[0].circuit'],
    ['an address with a path', { members: [member('a', 6, { address: 'http://10.0.0.1/x' })] }, 'members[0].address'],
    ['a pin without TLS', { members: [member('a', 6, { pin: 'a'.repeat(64) })] }, 'members[0].pin'],
    ['a leader in a circuit that is not there', { leader: { circuit: 'x', failsafeA: 20 } }, 'leader.circuit'],
    ['a share above the fuse', { leader: { circuit: 'house', failsafeA: 41 } }, 'leader.failsafeA'],
    ['a share that its dead box would not keep', { leader: { circuit: 'house', failsafeA: 9 } }, 'leader.failsafeA'],
  ];
  for (const [what, keys, path] of refused)
    it(`refuses ${what}, and names ${path}`, () => {
      assert.deepEqual(faultsOf(keys), [path]);
    });

  it('lets the installer accept the risk', () => {
    assert.deepEqual(faultsOf({ acceptFailsafeRisk: true, members: [member('a', 39)] }), []);
    assert.deepEqual(faultsOf({ acceptFailsafeRisk: true, leader: { circuit: 'house', failsafeA: 0 } }), []);
  });
});
