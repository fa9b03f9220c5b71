import assert from 'node:assert/strict';
import type { LimitOrigin, LimitRecord } from '../../../firmware/domain/limit.ts';
import { evaluateLimits } from '../../../firmware/grid/evaluate-limits.ts';
import { lowestLimit, reasonOfLimit, rulingOf } from '../../../firmware/grid/ruling.ts';
import { evaluation, house, noon, operatorLimit, table } from './support.ts';

const record = (parts: Partial<LimitRecord>): LimitRecord => ({
  id: 'x',
  origin: 'formula',
  scope: 'all',
  circuit: 'house',
  unit: 'mA',
  value: 16000,
  sinceMs: noon,
  source: 'site',
  failed: false,
  variables: [],
  ...parts,
});

describe('what rules a circuit', () => {
  const rulingAt = (AVAIL: number, ...more: LimitRecord[]) =>
    rulingOf(
      [...evaluateLimits(house(operatorLimit), evaluation({ tables: { current: table({ AVAIL }) } })), ...more],
      'house',
    );

  it('is the power limit when it leaves fewer amperes than the fuse', () => {
    assert.deepEqual(rulingAt(40), {
      limitMa: 80000,
      limitW: 22000,
      ruling: { code: 'variable', circuit: 'house', origin: 'variable', since: '2026-07-05T12:00:00.000Z' },
    });
  });

  it('is the fuse when the operator leaves more than it bears', () => {
    const { limitMa, ruling } = rulingAt(200);
    assert.equal(limitMa, 80000);
    assert.deepEqual([ruling.code, ruling.limitMa, ruling.origin], ['fuse', 80000, 'fuse']);
  });

  it('compares W with mA at the voltage of the site', () => {
    const records = [record({ origin: 'fuse', value: 32000 }), record({ unit: 'W', value: 22000 })];
    assert.equal(rulingOf(records, 'house', 230).ruling.code, 'power');
    assert.equal(rulingOf(records, 'house', 200).ruling.code, 'fuse');
  });

  it('does not mix limits on charge points alone, or of other circuits, with those on everything', () => {
    const others = [
      record({ scope: 'chargePoints', unit: 'W', value: 4200 }),
      record({ circuit: 'garage', value: 1000 }),
    ];
    assert.equal(rulingAt(40, ...others).limitW, 22000);
    assert.equal(rulingAt(40, ...others).limitMa, 80000);
    assert.equal(lowestLimit(others, 'house', 'chargePoints', 'W')?.value, 4200);
    assert.equal(lowestLimit(others, 'house', 'all', 'W'), undefined);
  });

  it('a circuit that nobody described gets nothing', () => {
    assert.deepEqual(rulingOf([], 'house'), { limitMa: 0, ruling: { code: 'starting', circuit: 'house', limitMa: 0 } });
  });
});

describe('the reason that a limit becomes', () => {
  const codes: readonly (readonly [LimitOrigin, LimitRecord['unit'], string])[] = [
    ['fuse', 'mA', 'fuse'],
    ['reserve', 'mA', 'reserve'],
    ['formula', 'mA', 'circuit'],
    ['formula', 'W', 'power'],
    ['percent', 'mA', 'circuit'],
    ['variable', 'W', 'variable'],
    ['smgw', 'W', 'operator'],
    ['para14a', 'W', 'operator'],
    ['lpc', 'W', 'operator'],
    ['relay', 'mA', 'operator'],
    ['profile', 'mA', 'profile'],
    ['plan', 'mA', 'plan'],
    ['override', 'mA', 'override'],
    ['budget', 'mA', 'budget'],
    ['device', 'mA', 'deviceLimit'],
  ];
  for (const [origin, unit, code] of codes)
    it(`${origin} in ${unit} is ${code}`, () => assert.equal(reasonOfLimit(record({ origin, unit })).code, code));

  it('a fallback is told as a formula that failed, with its origin', () => {
    const reason = reasonOfLimit(record({ origin: 'smgw', failed: true }));
    assert.deepEqual([reason.code, reason.origin], ['formulaFailed', 'smgw']);
  });

  it('carries when it ends, if it does, and leaves out times that are none', () => {
    assert.equal(reasonOfLimit(record({ untilMs: noon + 1000 })).until, '2026-07-05T12:00:01.000Z');
    assert.ok(!('until' in reasonOfLimit(record({}))));
    assert.ok(!('since' in reasonOfLimit(record({ sinceMs: Number.NaN }))));
  });
});
