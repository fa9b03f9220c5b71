import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { freshAtOf } from '../../../../firmware/control/channel-freshness.ts';
import { ControlRoom } from '../../../../firmware/control/control-room.ts';
import type { FromWorker } from '../../../../firmware/control/messages.ts';
import { SiteDesk } from '../../../../firmware/control/site-desk.ts';
import { VariableDesk } from '../../../../firmware/control/variable-desk.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import { nothingKnown } from '../../../../firmware/domain/known.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { openStoreReader } from '../../../../firmware/store/reader.ts';
import { openStore } from '../../../../firmware/store/store.ts';
import { StoreError } from '../../../../firmware/store/store-error.ts';
import { knowledge } from '../../domain/site/documents.ts';
import { noDevices } from '../no-devices.ts';
import { houseWith } from '../virtual-site.ts';

const author = { name: 'admin' };
const timeoutS = 60;
const site = (freshBy: 'write' | 'channel', more: object = {}) =>
  houseWith(1, {}, { variables: [{ name: 'AVAIL', value: 100, timeoutS, failsafe: 20, freshBy }], ...more });

/** The whole program but for devices and sockets: real store, desks and control room, on clocks and a disk that fail. */
class Box {
  readonly dir = mkdtempSync(join(tmpdir(), 'netwacht-hold-'));
  readonly freshBy: 'write' | 'channel';
  monotonicMs = 1_000_000;
  wallMs = Date.UTC(2026, 10, 25);
  full = false;
  up = true;
  #room!: ControlRoom;
  #site!: SiteDesk;
  #variables!: VariableDesk;
  #state: State | undefined;
  #close = () => {};
  #candidates = 0;

  constructor(freshBy: 'write' | 'channel') {
    this.freshBy = freshBy;
    this.#start();
    this.#site.put(site(freshBy), { author });
    this.cycle();
  }

  /** A write of the channel (or of the local network, which the channel's list keeps out). Whether it was accepted. */
  async write(avail: number | undefined, { by = 'channel:emt', replace = false } = {}): Promise<boolean> {
    try {
      await this.#variables.change({
        ...{ author: { name: by }, replace, temporary: false },
        ...(by.startsWith('channel:') ? { within: ['AVAIL'] } : {}),
        values: avail === undefined ? [] : [{ name: 'AVAIL', value: avail }],
      });
      return true;
    } catch (error) {
      assert.ok(error instanceof NetwachtError && ['notPersisted', 'owned'].includes(error.code), String(error));
      return false;
    }
  }

  /** An edit that has nothing to do with the limit. */
  edit(name: string): void {
    if (!this.full) this.#site.put(site(this.freshBy, { name }), { author });
  }

  test(avail: number | undefined): void {
    const rows = [{ name: 'AVAIL', value: avail ?? 0, atMs: this.wallMs, source: 'admin' }];
    const test = avail === undefined ? undefined : { id: 'test:limit', durationMs: 1e9, rows };
    this.#room.take({ kind: 'testLimit', test });
  }

  pass(ms: number): void {
    this.monotonicMs += ms;
    this.wallMs += ms;
  }

  /** kill -9, and a supervisor. */
  crash(): void {
    this.#close();
    this.#start();
  }

  /** The limit in force, W. */
  cycle(): number {
    if (this.up) this.#room.take({ kind: 'channelsUp', channels: [{ id: 'emt', keys: ['avail'] }] });
    this.#room.cycle(0);
    return this.#state?.circuits[0]?.limitW ?? Number.NaN;
  }

  /** What the operator allows, W, whatever else is in force. */
  get operatorW(): number {
    return this.#state?.limits.find(({ id }) => id === 'operator')?.value ?? Number.NaN;
  }

  end(): void {
    this.#close();
    rmSync(this.dir, { recursive: true });
  }

  #start(): void {
    const clock = { monotonicMs: () => this.monotonicMs, wallMs: () => this.wallMs };
    const store = openStore({ dir: this.dir, clock });
    const { write } = store.variables;
    const { put } = store.rulings;
    const { set } = store.meta;
    const onlyWithRoom = <A extends unknown[]>(run: (...args: A) => void) => {
      return (...args: A) => {
        if (this.full) throw new StoreError('notPersisted', 'the disk is full');
        run(...args);
      };
    };
    Object.assign(store.variables, { write: onlyWithRoom(write.bind(store.variables)) });
    const putRulings = onlyWithRoom(put.bind(store.rulings));
    const setMeta = onlyWithRoom(set.bind(store.meta));
    const reader = openStoreReader(this.dir);
    this.#candidates = 0;
    this.#state = undefined;
    const post = (message: FromWorker) => {
      try {
        if (message.kind === 'snapshot') this.#state = message.state;
        if (message.kind === 'rulings' && message.settled >= this.#candidates) putRulings(message.rulings);
        if (message.kind === 'freshAt') setMeta('freshByChannel', JSON.stringify(message.at));
      } catch (error) {
        assert.ok(error instanceof StoreError && this.full, String(error));
      }
    };
    this.#room = new ControlRoom({
      ...{ clock, reader, knowledge, post, failsafeOnly: false, known: nothingKnown, nudge: () => {} },
      freshAt: freshAtOf(store.meta.get('freshByChannel')),
      ...noDevices,
    });
    this.#site = new SiteDesk({ store, knowledge, onPut: () => {} });
    const room = this.#room;
    this.#variables = new VariableDesk({
      ...{ store, clock, site: () => this.#site.site(), onReleased: () => {} },
      writers: () => [{ id: 'emt', variables: ['AVAIL'] }],
      host: {
        tryVariables: (rows) => {
          this.#candidates += 1;
          room.take({ kind: 'candidate', candidate: { id: this.#candidates, rows } });
          return this.#candidates;
        },
        settle: (id, outcome) =>
          room.take(
            outcome === 'refused'
              ? { kind: 'notPersisted', id }
              : { kind: 'settled', id, wrote: outcome === 'written' },
          ),
        temporaryVariables: (variables) => room.take({ kind: 'temporary', variables }),
        current: () => this.#state,
      },
    });
    this.#close = () => {
      reader.close();
      store.close();
    };
  }
}

const avail = fc.integer({ min: 0, max: 100 });
const happening = fc.oneof(
  { weight: 5, arbitrary: fc.record({ what: fc.constant('write' as const), avail }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('lan' as const), avail }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('clear' as const) }) },
  { weight: 8, arbitrary: fc.record({ what: fc.constant('pass' as const), s: fc.constantFrom(1, 1, 20, 61, 200) }) },
  {
    weight: 3,
    arbitrary: fc.record({ what: fc.constant('clock' as const), s: fc.constantFrom(-30, -3600, 3600, 3e8) }),
  },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('crash' as const) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('full' as const), full: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('edit' as const), name: fc.constantFrom('a', 'b') }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('up' as const), up: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('test' as const), avail: fc.option(avail, { nil: undefined }) }),
  },
);

describe('a limit of the operator', () => {
  it('is after kill -9 in the middle of a test what it was before the test', async () => {
    const box = new Box('write');
    try {
      await box.write(80);
      assert.equal(box.cycle(), 44_000);
      box.test(10);
      assert.equal(box.cycle(), 5500);
      assert.equal(box.operatorW, 44_000);
      box.pass(1000);
      box.cycle();
      box.crash();
      assert.equal(box.cycle(), 44_000);
      box.test(10);
      box.cycle();
      box.pass(61_000);
      assert.equal(box.cycle(), 5500);
      box.crash();
      // The variable timed out during the test, and the clock goes back over the restart.
      box.wallMs -= 50_000;
      assert.equal(box.cycle(), 11_000);
    } finally {
      box.end();
    }
  });

  for (const freshBy of ['write', 'channel'] as const)
    it(`S25 never rises but by an accepted write, fresh by ${freshBy}: not by silence, clocks, kill -9, a full disk, edits, tests`, async () => {
      await fc.assert(
        fc.asyncProperty(avail, fc.array(happening, { minLength: 10, maxLength: 30 }), async (first, happenings) => {
          const box = new Box(freshBy);
          try {
            await box.write(first);
            let testing = false;
            // The lowest since the last accepted write; what fell while the disk took nothing does not survive a crash.
            let lowest = box.cycle();
            let kept = lowest;
            for (const each of happenings) {
              if (each.what === 'write' && (await box.write(each.avail))) lowest = kept = each.avail * 550;
              // What a formula without a value gives: its fallback.
              else if (each.what === 'clear' && (await box.write(undefined, { replace: true }))) lowest = kept = 4200;
              else if (each.what === 'lan') assert.ok(!(await box.write(each.avail, { by: 'admin' })));
              else if (each.what === 'pass') box.pass(each.s * 1000);
              else if (each.what === 'clock') box.wallMs += each.s * 1000;
              else if (each.what === 'full') box.full = each.full;
              else if (each.what === 'edit') box.edit(each.name);
              else if (each.what === 'up') box.up = each.up;
              else if (each.what === 'crash') {
                box.crash();
                testing = false;
                lowest = kept;
              } else if (each.what === 'test') {
                box.test(each.avail);
                testing = each.avail !== undefined;
              }
              const limit = box.cycle();
              assert.ok(limit <= lowest, `${each.what}: ${lowest} W becomes ${limit} W`);
              if (testing) continue;
              lowest = limit;
              if (!box.full) kept = limit;
            }
          } finally {
            box.end();
          }
        }),
        { numRuns: 25 },
      );
    });
});
