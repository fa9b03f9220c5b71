import assert from 'node:assert/strict';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge, smallSite } from './documents.ts';

/** Formulas here read what their text says. */
const naming = { ...knowledge, formula: (text: string) => ({ ok: true as const, names: text === '1' ? [] : [text] }) };
const faultsOf = (meteringPoints: readonly object[]) => {
  const result = readSite({ ...smallSite(), meteringPoints }, naming);
  return result.ok ? [] : result.faults.map(({ path }) => path);
};

describe('metering points of a site', () => {
  it('pass with one formula, and have defaults', () => {
    const result = readSite({ ...smallSite(), meteringPoints: [{ id: 'flat', consumer: '1500' }] }, knowledge);
    assert.ok(result.ok);
    assert.deepEqual(result.site.meteringPoints, [
      { id: 'flat', name: 'flat', consumer: '1500', priority: 1, share: 1, gridCostFactor: 1, generationCostCt: 0 },
    ]);
  });

  it('name what is wrong by its path', () => {
    for (const [points, path] of [
      [[{ id: 'flat' }], 'meteringPoints[0]'],
      [
        [
          { id: 'a', consumer: '1' },
          { id: 'a', producer: '1' },
        ],
        'meteringPoints[1].id',
      ],
      [[{ id: 'a', consumer: 'M7.import_wh' }], 'meteringPoints[0].consumer'],
      [[{ id: 'a', consumer: '1', share: 2 }], 'meteringPoints[0].share'],
      [[{ id: 'a', consumer: '1', mail: 'x' }], 'meteringPoints[0].mail'],
    ] as const)
      assert.deepEqual(faultsOf(points), [path]);
  });
});
