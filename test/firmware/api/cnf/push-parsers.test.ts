import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chargePointPushOf, meterPushOf } from '../../../../firmware/api/cnf/push-parsers.ts';
import { PushValues } from '../../../../firmware/api/cnf/push-values.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';

const meterBody = (body: unknown) => meterPushOf(PushValues.ofBody(body));
const meterQuery = (query: string) => meterPushOf(PushValues.ofQuery(new URLSearchParams(query)));
const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof NetwachtError);
    return error.code;
  }
  return 'none';
};

describe('what is pushed of a meter', () => {
  const table: readonly (readonly [string, object, object])[] = [
    ['the newest names', { model: 'HTTPMeter', power_w: -1234.5 }, { model: 'HTTPMeter', powerW: -1234.5 }],
    ['the older name of the power, in VA or not', { power_va: 900, is_va: true }, { powerW: 900 }],
    ['power_w before power_va', { power_w: 1, power_va: 2 }, { powerW: 1 }],
    [
      'lists',
      { current: [1, -2, 3.5], voltage: [230, 231, 232] },
      { currentMa: [1, -2, 3.5], voltageV: [230, 231, 232] },
    ],
    ['a phase that is null', { current: [1, null, 3] }, { currentMa: [1, undefined, 3] }],
    ['one number for one phase', { current: 4100 }, { currentMa: [4100] }],
    ['energies in both spellings', { import_vah: 12, export_wh: 3.25 }, { importWh: 12, exportWh: 3.25 }],
    ['numbers as text', { power_w: '12.50', soc: '75' }, { powerW: 12.5, soc: 75 }],
    ['what is null or empty, as not said', { power_w: null, current: '', soc: '' }, {}],
    ['keys that nobody knows', { power_w: 1, firmware: 'x', __proto__: { soc: 1 } }, { powerW: 1 }],
  ];
  for (const [what, body, push] of table) it(`takes ${what}`, () => assert.deepEqual(meterBody(body), push));

  it('takes the query of a P1 gateway of 255 bytes', () => {
    const query =
      'cmd=set_ajax_meter&dev_id=M4&model=HTTP_Input&import_wh=12345678.00&export_wh=9876543.00&voltage=230.10,229.90,231.40&current=1200.00,0.00,3400.00&power_w=-1056.00';
    const longest = `/cnf?${query}&x=${'y'.repeat(255 - '/cnf?'.length - query.length - 3)}`;
    assert.equal(longest.length, 255);
    assert.deepEqual(meterQuery(longest.slice('/cnf?'.length)), {
      model: 'HTTP_Input',
      importWh: 12_345_678,
      exportWh: 9_876_543,
      voltageV: [230.1, 229.9, 231.4],
      currentMa: [1200, 0, 3400],
      powerW: -1056,
    });
  });

  it('refuses what is no value, by name', () => {
    for (const body of [{ power_w: 'much' }, { power_w: true }, { power_w: {} }, { power_w: 1e300 }])
      assert.equal(
        code(() => meterBody(body)),
        'badNumber',
        JSON.stringify(body),
      );
    assert.equal(
      code(() => meterBody({ current: [1, 2, 3, 4] })),
      'badNumber',
    );
    assert.equal(
      code(() => meterBody({ current: ['a'] })),
      'badNumber',
    );
    assert.equal(
      code(() => meterBody({ import_wh: -1 })),
      'badNumber',
    );
    assert.equal(
      code(() => meterBody({ soc: 101 })),
      'badNumber',
    );
    assert.equal(
      code(() => meterBody({ power_va: 1, is_va: 'perhaps' })),
      'badFlag',
    );
    for (const body of [[], null, 'x', 4])
      assert.equal(
        code(() => meterBody(body)),
        'badBody',
      );
    assert.equal(
      code(() => meterQuery('power_w=1&power_w=2')),
      'repeated',
    );
    assert.equal(
      code(() => meterQuery('power_w=0x10')),
      'badNumber',
    );
  });
});

describe('what is pushed of a charge point', () => {
  it('has the names of the original', () => {
    const body = {
      state: 3,
      max_charging_current: 16000,
      current: [6000, 0, 0],
      total_energy: 12.5,
      model: 'X',
      rfid: 'AB12',
    };
    assert.deepEqual(chargePointPushOf(PushValues.ofBody(body)), {
      ...{ state: 3, maxMa: 16_000, currentMa: [6000, 0, 0], totalWh: 12.5, model: 'X', rfid: 'AB12' },
    });
  });

  it('knows the states 1 to 6 only', () => {
    for (const state of [0, 7, 2.5, -1])
      assert.equal(
        code(() => chargePointPushOf(PushValues.ofBody({ state }))),
        'badNumber',
      );
  });
});

describe('a push of anything', () => {
  const keys =
    'power_w power_va is_va current voltage import_wh import_vah export_wh soc model state rfid total_energy max_charging_current __proto__'.split(
      ' ',
    );
  const isFine = (push: object): boolean =>
    Object.values(push).every((value) => {
      if (typeof value === 'string') return value.length <= 100;
      const numbers: readonly unknown[] = Array.isArray(value) ? value : [value];
      return (
        numbers.length <= 3 &&
        numbers.every((one) => one === undefined || (typeof one === 'number' && Number.isFinite(one)))
      );
    });
  const readable = (read: () => object): void => {
    try {
      assert.ok(isFine(read()));
    } catch (error) {
      assert.ok(error instanceof NetwachtError, String(error));
    }
  };

  it('as a body is finite values or a refusal', () => {
    const body = fc.oneof(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom(...keys), fc.oneof(fc.jsonValue(), fc.double())),
    );
    fc.assert(
      fc.property(body, (given) => {
        readable(() => meterPushOf(PushValues.ofBody(given)));
        readable(() => chargePointPushOf(PushValues.ofBody(given)));
      }),
    );
  });

  it('as a query is finite values or a refusal', () => {
    const query = fc.array(fc.tuple(fc.constantFrom(...keys), fc.oneof(fc.string(), fc.double().map(String))), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(query, (given) => {
        readable(() => meterPushOf(PushValues.ofQuery(new URLSearchParams(given))));
        readable(() => chargePointPushOf(PushValues.ofQuery(new URLSearchParams(given))));
      }),
    );
  });
});
