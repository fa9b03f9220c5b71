import assert from 'node:assert/strict';
import { ControlRoom } from '../../../../firmware/control/control-room.ts';
import type { FromWorker } from '../../../../firmware/control/messages.ts';
import { nothingKnown } from '../../../../firmware/domain/known.ts';
import type { KnownPrices } from '../../../../firmware/domain/prices.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import type { StoredVariable } from '../../../../firmware/domain/variable.ts';
import type { StoreReader, StoreSnapshot } from '../../../../firmware/store/reader.ts';
import { knowledge } from '../../domain/site/documents.ts';
import { noDevices } from '../no-devices.ts';

const startMs = Date.parse('2026-05-04T08:30:00Z');

/** A control room without devices, on a clock of its own; what is on the disk is what the test says. */
class PriceRoom {
  readonly room: ControlRoom;
  readonly #posts: FromWorker[] = [];
  #variables: readonly StoredVariable[] = [];
  #nowMs = 0;
  #change = 1;

  constructor(site: object) {
    const document = { name: 'x', timezone: 'Europe/Amsterdam', circuits: [{ id: 'house', fuseA: 25 }], ...site };
    const snapshot = (): StoreSnapshot => ({
      change: this.#change,
      site: { document, etag: '"1"', atMs: 0 },
      ...{ variables: this.#variables, rulings: [], orders: [], plans: [], gridSources: [] },
    });
    this.room = new ControlRoom({
      clock: { monotonicMs: () => this.#nowMs, wallMs: () => this.wallMs },
      failsafeOnly: false,
      known: nothingKnown,
      freshAt: {},
      reader: { change: () => this.#change, snapshot, close: () => {} } as unknown as StoreReader,
      knowledge,
      ...noDevices,
      post: (message) => this.#posts.push(message),
      nudge: () => {},
    });
  }

  get wallMs(): number {
    return startMs + this.#nowMs;
  }

  write(name: string, value: number, source = 'channel:emt1'): void {
    this.#variables = [
      ...this.#variables.filter((row) => row.name !== name),
      { name, value, source, atMs: this.wallMs },
    ];
    this.#change += 1;
  }

  /** One cycle a second; `each` before every one of them. */
  run(seconds: number, each: () => void = () => {}): State {
    for (let s = 0; s < seconds; s += 1) {
      this.#nowMs += 1000;
      each();
      this.room.cycle(0);
    }
    const last = this.#posts.findLast((post) => post.kind === 'snapshot');
    return last?.state ?? assert.fail('no cycle yet');
  }
}

const tarif = (rest: object = {}) => ({
  id: 'evu',
  kind: 'variable',
  variable: 'TARIF',
  prices: [
    { value: 0, ct: 32 },
    { value: 1, ct: 16 },
  ],
  ...rest,
});
const table = { id: 'basic', kind: 'table', prices: [{ ct: 29 }] };
const priceOf = ({ price }: State) => price && `${price.tariff} ${price.ct}${price.assumed ? ' assumed' : ''}`;

describe('the price in force', () => {
  it('follows TARIF in the cycle that reads it, and says since when', () => {
    const room = new PriceRoom({ tariffs: [tarif(), table] });
    assert.equal(priceOf(room.run(2)), 'basic 29');
    room.write('TARIF', 1);
    const state = room.run(1);
    assert.deepEqual(state.price, {
      ...{ ct: 16, level: -5, tariff: 'evu', assumed: false, feedInCt: null },
      ...{ since: '2026-05-04T08:30:02.000Z', until: null },
    });
    room.run(60, () => room.write('TARIF', 1));
    assert.equal(room.run(1).price?.since, '2026-05-04T08:30:02.000Z', 'said again, it is the same tariff');
    room.write('TARIF', 0);
    assert.equal(priceOf(room.run(1)), 'evu 32');
  });

  it('falls to what is configured in the cycle in which TARIF times out', () => {
    const variables = [{ name: 'TARIF', timeoutS: 30, failsafe: 0 }];
    const cases: readonly (readonly [object[], string])[] = [
      [[tarif({ fallbackCt: 35 }), table], 'evu 35 assumed'],
      [[tarif(), table], 'evu 32 assumed'],
      [[tarif({ prices: [{ value: 1, ct: 16 }] }), table], 'basic 29'],
    ];
    for (const [tariffs, expected] of cases) {
      const room = new PriceRoom({ variables, tariffs });
      room.write('TARIF', 1);
      assert.equal(priceOf(room.run(30)), 'evu 16');
      const after = room.run(1);
      assert.equal(priceOf(after), expected);
      assert.equal(after.price?.since, after.at);
      assert.equal(after.variables.find(({ name }) => name === 'TARIF')?.stale, true);
      room.write('TARIF', 1);
      assert.equal(priceOf(room.run(1)), 'evu 16', 'a new write counts at once');
    }
  });

  it('falls to what is configured when the channel of TARIF is lost', () => {
    const variables = [{ name: 'TARIF', timeoutS: 5, failsafe: 0, freshBy: 'channel' }];
    const room = new PriceRoom({ variables, tariffs: [tarif({ fallbackCt: 35 })] });
    const up = () => room.room.take({ kind: 'channelsUp', channels: [{ id: 'emt1', keys: ['tarif'] }] });
    room.write('TARIF', 1);
    assert.equal(priceOf(room.run(600, up)), 'evu 16', 'the channel keeps it fresh');
    assert.equal(priceOf(room.run(10)), 'evu 35 assumed');
    assert.equal(priceOf(room.run(10, up)), 'evu 35 assumed', 'a channel that comes back has said nothing yet');
    room.write('TARIF', 1);
    assert.equal(priceOf(room.run(1, up)), 'evu 16');
  });

  it('takes what was fetched, and a price from outside before it', () => {
    const spot: KnownPrices = { tariff: 'spot', spans: [{ fromMs: startMs, toMs: startMs + 3_600_000, ct: 7.5 }] };
    const url = 'https://prices.example/v1';
    const room = new PriceRoom({ tariffs: [{ id: 'spot', kind: 'dayAhead', format: 'awattar', url, feedInCt: 8 }] });
    assert.equal(priceOf(room.run(1)), null);
    room.room.take({ kind: 'known', known: { ...nothingKnown, prices: [spot] } });
    const state = room.run(1);
    assert.deepEqual(
      [priceOf(state), state.price?.feedInCt, state.price?.until],
      ['spot 7.5', 8, '2026-05-04T09:30:00.000Z'],
    );
    room.write('_set_price', 3, 'admin');
    room.write('_set_price_level', -6, 'admin');
    assert.deepEqual([priceOf(room.run(1)), room.run(1).price?.level], ['_set_price 3', -6]);
  });

  it('can be read by limits in the same cycle', () => {
    const limits = [{ id: 'dear', unit: 'A', value: 'CM._price > 30 ? 10 : 20 - CM._price_level', fallback: 6 }];
    const room = new PriceRoom({ circuits: [{ id: 'house', fuseA: 63, limits }], tariffs: [tarif()] });
    const limitOf = (state: State) => state.limits.find(({ id }) => id === 'dear')?.value;
    assert.equal(limitOf(room.run(1)), 6, 'without a price the formula has no value');
    room.write('TARIF', 1);
    assert.equal(limitOf(room.run(1)), 25);
    room.write('TARIF', 0);
    assert.equal(limitOf(room.run(1)), 10);
  });
});
