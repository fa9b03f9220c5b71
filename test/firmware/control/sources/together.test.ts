import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Bus } from '../../../../drivers/bus/types.ts';
import type { ModbusDefinition } from '../../../../drivers/definitions/schema.ts';
import { ControlRoom } from '../../../../firmware/control/control-room.ts';
import type { FromWorker } from '../../../../firmware/control/messages.ts';
import { nothingKnown } from '../../../../firmware/domain/known.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import type { StoredVariable } from '../../../../firmware/domain/variable.ts';
import type { StoreReader, StoreSnapshot } from '../../../../firmware/store/reader.ts';
import { knowledge } from '../../domain/site/documents.ts';
import { houseWith } from '../virtual-site.ts';

/** An operator's variable (550 W a percent), a relay (closed = 4.2 kW), an energy guard and a test, all on the house. */
class House {
  nowMs = 1_000_000;
  closed = false;
  #change = 1;
  #variables: readonly StoredVariable[] = [];
  #state: State | undefined;
  readonly #room: ControlRoom;

  constructor() {
    const gridInputs = [
      { id: 'box', circuit: 'house', scope: 'all', source: { kind: 'gpio', lines: [5] }, preset: 'fnn-w4' },
    ];
    const document = houseWith(1, {}, { gridInputs, lpc: { circuit: 'house', scope: 'all' } });
    const reader = {
      change: () => this.#change,
      snapshot: (): StoreSnapshot => ({
        change: this.#change,
        site: { document, etag: 'one', version: 1, atMs: 0 } as unknown as StoreSnapshot['site'],
        ...{ variables: this.#variables, rulings: [], orders: [], gridSources: [], plans: [] },
      }),
      close: () => {},
    } as unknown as StoreReader;
    this.#room = new ControlRoom({
      clock: { monotonicMs: () => this.nowMs, wallMs: () => 1_800_000_000_000 + this.nowMs },
      ...{ failsafeOnly: false, known: nothingKnown, freshAt: {}, reader, knowledge, nudge: () => {} },
      makers: {
        openBus: () => ({ close: async () => {} }) as unknown as Bus,
        definition: () => ({}) as ModbusDefinition,
        createDevice: () => {
          throw new Error('there is none');
        },
        createMessageDevice: () => {
          throw new Error('there is none');
        },
      },
      openContacts: () => ({ seen: () => [this.closed], close: () => {} }),
      post: (message: FromWorker) => {
        if (message.kind === 'snapshot') this.#state = message.state;
      },
    });
    this.run(2);
  }

  run(seconds: number): this {
    for (let s = 0; s < seconds; s += 1) {
      this.nowMs += 1000;
      this.#room.cycle(0);
    }
    return this;
  }

  write(avail: number): this {
    this.#variables = [{ name: 'AVAIL', value: avail, atMs: 1_800_000_000_000 + this.nowMs, source: 'channel:emt' }];
    this.#change += 1;
    return this;
  }

  guard(limitW: number | undefined): this {
    const limit = limitW === undefined ? { active: false } : { active: true, limitW };
    this.#room.take({ kind: 'lpc', id: 1, command: { heartbeat: true, limit } });
    return this;
  }

  test(value: number | undefined): this {
    const record = {
      ...({
        id: 'test:limit',
        origin: 'manual',
        scope: 'all',
        circuit: 'house',
        unit: 'W',
        value: value ?? 0,
      } as const),
      ...{ source: 'admin', failed: false, variables: [] },
    };
    const test = value === undefined ? undefined : { id: 'test:limit', durationMs: 1e6, rows: [], record };
    this.#room.take({ kind: 'testLimit', test });
    return this;
  }

  /** What rules: W and the origin; the source of the lowest limit. */
  get rules() {
    const [circuit] = this.#state?.circuits ?? [];
    const inW = (this.#state?.limits ?? []).filter(({ unit }) => unit === 'W');
    const lowest = inW.toSorted((a, b) => a.value - b.value)[0];
    return { watts: circuit?.limitW, origin: circuit?.reason.origin, source: lowest?.source };
  }
}

describe('an operator, a relay, an energy guard and a test together', () => {
  it('the lowest rules and is named; when it is gone the next one is', () => {
    const house = new House().guard(undefined).write(100).run(2);
    assert.deepEqual(house.rules, { watts: 55_000, origin: 'smgw', source: 'AVAIL by channel:emt' });
    assert.deepEqual(house.write(20).run(1).rules, { watts: 11_000, origin: 'smgw', source: 'AVAIL by channel:emt' });
    assert.deepEqual(house.guard(9000).run(1).rules, { watts: 9000, origin: 'lpc', source: 'energy guard' });
    house.closed = true;
    assert.deepEqual(house.run(2).rules, { watts: 4200, origin: 'relay', source: 'input box: dimmed' });
    assert.deepEqual(house.test(1000).run(1).rules, { watts: 1000, origin: 'manual', source: 'admin' });
    assert.deepEqual(house.test(undefined).run(1).rules.origin, 'relay');
    house.closed = false;
    assert.equal(house.run(2).rules.origin, 'lpc');
    assert.equal(house.guard(undefined).run(1).rules.origin, 'smgw');
  });

  it('is the lowest of all of them in any order of words (property)', () => {
    const word = fc.oneof(
      fc.record({ of: fc.constant('write' as const), value: fc.integer({ min: 0, max: 100 }) }),
      fc.record({ of: fc.constant('guard' as const), value: fc.option(fc.nat(20_000), { nil: undefined }) }),
      fc.record({ of: fc.constant('test' as const), value: fc.option(fc.nat(20_000), { nil: undefined }) }),
      fc.record({ of: fc.constant('relay' as const), value: fc.boolean() }),
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 15 }), (words) => {
        const house = new House().guard(undefined).write(100);
        let [watts, guardW, testW]: (number | undefined)[] = [55_000];
        for (const { of, value } of words) {
          if (of === 'relay') house.closed = value;
          else if (of === 'write') {
            watts = value * 550;
            house.write(value);
          } else if (of === 'guard') {
            guardW = value;
            house.guard(value);
          } else {
            testW = value;
            house.test(value);
          }
          house.run(2);
          const all = [watts, guardW, testW, house.closed ? 4200 : undefined];
          assert.equal(house.rules.watts, Math.min(...all.flatMap((each) => each ?? [])));
        }
      }),
      { numRuns: 60 },
    );
  });
});
