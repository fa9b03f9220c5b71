import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from './documents.ts';

const meter = (id: string, more: object) => ({ id, definition: 'a-meter', line: 'rs485-1', ...more });
const site = (devices: readonly object[], more: object = {}) => {
  const document = contractSite();
  return { ...document, ...more, devices: [...document.devices, ...devices] };
};
const faults = (document: object): readonly (string | undefined)[] => {
  const result = readSite(document, knowledge);
  return result.ok ? [] : result.faults.map((fault) => fault.path);
};

describe('the meters of a site document', () => {
  const accepted: [string, object][] = [
    ['two grid meters that add up', site([meter('M2', { role: 'grid', unitId: 2 })])],
    ['a consumption meter beside a grid meter', site([meter('M2', { role: 'consumption', unitId: 2 })])],
    [
      'every role',
      site(
        ['generation', 'storageHome', 'storageAll', 'display', 'consumption'].map((role, k) =>
          meter(`M${k + 2}`, { role, unitId: k + 2 }),
        ),
      ),
    ],
    ['the meter of a charge point', site([meter('M2', { unitId: 2, chargePoint: 'E1' })])],
    [
      'a meter made of formulas',
      site([{ id: 'M2', definition: 'expression', role: 'consumption', fields: { current_l1: 'M1.current - B' } }]),
    ],
    ['a formula for the surplus', site([], { surplus: { formula: 'AVAIL - B' } })],
  ];
  for (const [what, document] of accepted) it(`may be ${what}`, () => assert.deepEqual(faults(document), []));

  const refused: [string, object, string][] = [
    [
      'a meter of a charge point that is not there',
      site([meter('M2', { unitId: 2, chargePoint: 'E9' })]),
      'devices[2].chargePoint',
    ],
    ['a meter of a meter', site([meter('M2', { unitId: 2, chargePoint: 'M1' })]), 'devices[2].chargePoint'],
    [
      'a meter of a charge point that is the grid meter too',
      site([meter('M2', { unitId: 2, role: 'grid', chargePoint: 'E1' })]),
      'devices[2].role',
    ],
    [
      'two meters of one charge point',
      site([meter('M2', { unitId: 2, chargePoint: 'E1' }), meter('M3', { unitId: 3, chargePoint: 'E1' })]),
      'devices[3].chargePoint',
    ],
    [
      'a consumption meter without currents',
      site([meter('M2', { unitId: 2, role: 'consumption', definition: 'a-meter-without-currents' })]),
      'devices[2].role',
    ],
    ['formulas of a real meter', site([meter('M2', { unitId: 2, fields: { power_w: '1' } })]), 'devices[2].fields'],
    ['an expression meter without formulas', site([{ id: 'M2', definition: 'expression' }]), 'devices[2].fields'],
    [
      'an expression meter for the grid without a current',
      site([{ id: 'M2', definition: 'expression', role: 'grid', fields: { power_w: 'B' } }]),
      'devices[2].fields',
    ],
    [
      'an expression meter on a line',
      site([{ id: 'M2', definition: 'expression', line: 'rs485-1', fields: { power_w: 'B' } }]),
      'devices[2]',
    ],
    [
      'a formula on a device that is not there',
      site([{ id: 'M2', definition: 'expression', fields: { power_w: 'M7.current' } }]),
      'devices[2].fields.power_w',
    ],
    [
      'a formula that does not parse',
      site([{ id: 'M2', definition: 'expression', fields: { power_w: '3 ?! 4' } }]),
      'devices[2].fields.power_w',
    ],
    ['a surplus formula that does not parse', site([], { surplus: { formula: '3 ?! 4' } }), 'surplus.formula'],
    ['a throttled grid meter', site([meter('M2', { unitId: 2, role: 'grid', throttle: true })]), 'devices[2].throttle'],
  ];
  for (const [what, document, path] of refused)
    it(`may not be ${what}: the fault names ${path}`, () => {
      assert.ok(faults(document).includes(path), JSON.stringify(faults(document)));
    });

  it('says of a feed-in limit that no product can keep it yet', () => {
    for (const document of [
      site([], { feedIn: { maxW: 7000 } }),
      site([meter('M2', { unitId: 2, role: 'generation', throttle: true })]),
    ]) {
      const result = readSite(document, knowledge);
      assert.ok(!result.ok);
      assert.match(result.faults[0]?.message ?? '', /not yet supported/);
    }
  });
});
