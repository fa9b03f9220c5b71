import assert from 'node:assert/strict';
import fc from 'fast-check';
import { answerRead, readsOf, writesOf } from '../../../../firmware/api/cnf/register-query.ts';
import { wantedBy } from '../../../../firmware/control/original/register-orders.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';

const words = new Map([
  [8044, 7],
  [8062, 0],
  [8063, 690],
  [8092, 2],
  [8096, 0x4142],
  [8097, 0x4300],
]);
const query = (text: string) => new URLSearchParams(text);
const read = (text: string) => {
  const reads = readsOf(query(text));
  assert.ok(reads !== undefined);
  return answerRead(words, reads);
};
const code = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof NetwachtError, String(error));
    return error.code;
  }
  return 'none';
};

describe('registers over HTTP', () => {
  it('are read as a number, a list, a text or an object', () => {
    assert.equal(read('read=8044'), 7);
    assert.equal(read('read=0x1f6c'), 7);
    assert.equal(read('read=8062d'), 690);
    assert.deepEqual(read('read=8062&count=2'), [0, 690]);
    assert.equal(read('read=8096s'), 'ABC');
    assert.deepEqual(read('read=8044&read=8062d'), { 8044: 7, '8062d': 690 });
    assert.deepEqual(read('read=ALL'), {
      ...{ 8044: 7, 8092: 2 },
      ...{ '8058q': 0, '8062d': 690 },
      ...{ '8064d': 0, '8066d': 0, '8068d': 0 },
      '8096s': 'ABC',
    });
  });

  it('refuse what is no register, and what the map does not reach', () => {
    for (const text of [
      'read=',
      'read=x',
      'read=8044f',
      'read=80440',
      'read=8113d',
      'read=8044&count=0',
      'read=8044&count=1e9',
    ])
      assert.equal(
        code(() => read(text)),
        'badRegister',
        text,
      );
  });

  it('are written in pairs by their order, or as a list', () => {
    assert.deepEqual(writesOf(query('write=8092&value=2&write=8094&value=1')), [
      { address: 8092, value: 2 },
      { address: 8094, value: 1 },
    ]);
    assert.deepEqual(writesOf(query('write=8093&values=[100,1]')), [
      { address: 8093, value: 100 },
      { address: 8094, value: 1 },
    ]);
    assert.deepEqual(writesOf(query('read=8044')), []);
    for (const text of [
      'write=8094',
      'value=1',
      'write=8094&value=-1',
      'write=8093&value=65536',
      'write=8094&value=x',
      'write=1&value=1&values=2',
    ])
      assert.equal(
        code(() => writesOf(query(text))),
        'badRegister',
        text,
      );
  });

  it('answer or refuse whatever comes', () => {
    const name = fc.constantFrom('read', 'write', 'value', 'values', 'count');
    const part = fc.oneof(
      fc.string(),
      fc.integer().map(String),
      fc.constantFrom('all', '8044', '8096s', '8062d', '[1,2]'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, part), { maxLength: 8 }), (given) => {
        const asked = new URLSearchParams(given);
        code(() => writesOf(asked));
        const reads = ((): ReturnType<typeof readsOf> => {
          let found: ReturnType<typeof readsOf>;
          code(() => {
            found = readsOf(asked);
          });
          return found;
        })();
        if (reads !== undefined) code(() => JSON.stringify(answerRead(words, reads)));
      }),
    );
  });
});

describe('a write to a register as an order', () => {
  const on = { isOn: true, limitA: undefined };
  const write = (address: number, value: number, before: Parameters<typeof wantedBy>[1] = on) =>
    wantedBy([{ address, value }], before, 16);
  const table: readonly (readonly [string, number, number, object])[] = [
    ['switches off', 8094, 0, { isOn: false, limitA: undefined }],
    ['switches on', 8094, 1, on],
    ['limits', 8093, 100, { isOn: true, limitA: 10 }],
    ['takes the limit away where it is no lower than the most', 8093, 320, on],
    ['takes a limit of 0 as off', 8093, 0, { isOn: false, limitA: undefined }],
    ['asks for one phase', 8087, 1, { ...on, phases: 1 }],
    ['asks for three', 8044, 7, { ...on, phases: 3 }],
    ['leaves the phases to the box', 8044, 0, { ...on, phases: 'auto' }],
    ['says nothing by the state of charging', 8092, 2, on],
  ];
  for (const [what, address, value, wanted] of table) it(what, () => assert.deepEqual(write(address, value), wanted));

  it('leaves a box off that is limited meanwhile', () => {
    assert.deepEqual(write(8093, 100, { isOn: false, limitA: undefined }), { isOn: false, limitA: 10 });
  });

  it('is refused where no order says the same', () => {
    for (const [address, value] of [
      [8086, 5],
      [8092, 1],
      [8095, 100],
      [8080, 60],
      [8058, 0],
      [40_098, 1],
    ] as const)
      assert.equal(
        code(() => write(address, value)),
        'notWritable',
      );
    for (const [address, value] of [
      [8094, 2],
      [8093, 59],
      [8087, 3],
      [8044, 3],
    ] as const)
      assert.equal(
        code(() => write(address, value)),
        'badRegister',
      );
  });

  it('never raises what a person or the product allows', () => {
    const limit = fc.option(fc.integer({ min: 6, max: 16 }), { nil: undefined });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff }), limit, fc.boolean(), (value, limitA, isOn) => {
        code(() => {
          const wanted = wantedBy([{ address: 8093, value }], { isOn, limitA }, 16);
          // What stood there before stays when the write is about something else: 0 switches off.
          const isNew = wanted.limitA !== undefined && wanted.limitA !== limitA;
          assert.ok(!isNew || (Number(wanted.limitA) >= 6 && Number(wanted.limitA) < 16));
          assert.ok(isOn || !wanted.isOn);
        });
      }),
    );
  });
});
