import assert from 'node:assert/strict';
import { compileLimits } from '../../../firmware/grid/compiled-limits.ts';
import { house, operatorLimit, recordOf, table } from './support.ts';

describe('limits of a site, read once', () => {
  it('know which variables they read, as the text spells them', () => {
    const [limit] = house({ ...operatorLimit, value: 'min(cm.Avail, TARIF * AVAIL) - M1.power_w + CM._price' }).limits;
    assert.deepEqual(limit?.inputs, [
      { kind: 'variable', key: 'avail', spelled: 'Avail' },
      { kind: 'variable', key: 'tarif', spelled: 'TARIF' },
      { kind: 'other', name: 'M1.power_w' },
      { kind: 'other', name: 'CM._price' },
    ]);
  });

  it('a wrong formula throws nothing: the limit carries the fault and its fallback holds', () => {
    const compiled = house({ ...operatorLimit, value: '55000 ** AVAIL' });
    assert.deepEqual([compiled.limits[0]?.fault?.code, compiled.limits[0]?.fault?.from], ['unexpected', 7]);
    const record = recordOf(compiled, 'operator', { tables: { current: table({ AVAIL: 40 }) } });
    assert.deepEqual([record.value, record.failed], [4200, true]);
  });

  it('know the circuits without a parent and their fuses in mA', () => {
    const { circuits } = compileLimits({
      circuits: [
        { id: 'house', fuseA: 80, limits: [] },
        { id: 'garage', parent: 'house', fuseA: 32.3, limits: [] },
      ],
      chargePoints: [],
    });
    assert.deepEqual(circuits, [
      { id: 'house', root: true, fuseMa: 80000 },
      { id: 'garage', root: false, fuseMa: 32300 },
    ]);
  });
});
