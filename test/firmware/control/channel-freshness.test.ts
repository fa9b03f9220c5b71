import assert from 'node:assert/strict';
import fc from 'fast-check';
import { beatWithinMs, ChannelFreshness, freshAtOf } from '../../../firmware/control/channel-freshness.ts';
import { LimitDesk } from '../../../firmware/control/limit-desk.ts';
import type { StoredRuling } from '../../../firmware/domain/limit.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';
import type { StoredVariable } from '../../../firmware/domain/variable.ts';
import { knowledge } from '../domain/site/documents.ts';
import { houseWith } from './virtual-site.ts';

const timeoutS = 60;
const startMs = Date.UTC(2026, 10, 1);

function siteWith(freshBy: 'write' | 'channel', timeoutS: number): Site {
  const variables = [{ name: 'AVAIL', value: 100, timeoutS, failsafe: 20, freshBy }];
  const result = readSite(houseWith(1, {}, { variables }), knowledge);
  if (!result.ok) throw result.faults[0];
  return result.site;
}

/** A box over restarts: what is on disk outlives them, what is in memory does not. */
class Life {
  nowMs = 0;
  wallMs = startMs;
  rows: readonly StoredVariable[] = [];
  rulings: readonly StoredRuling[] = [];
  readonly #site: Site;
  #keptFresh: Readonly<Record<string, number>> = {};
  #freshness = new ChannelFreshness({});
  #limits: LimitDesk;

  constructor(ofS = timeoutS) {
    this.#site = siteWith('channel', ofS);
    this.#limits = new LimitDesk(this.#site, { variables: [], rulings: [] });
  }

  write(value: number): void {
    this.rows = [{ name: 'AVAIL', value, atMs: this.wallMs, source: 'channel:emt' }];
  }

  /** One cycle; gives the limit and whether it rests on a value that has timed out. */
  cycle(up: boolean | undefined): { readonly limitW: number; readonly timedOut: boolean } {
    if (up !== undefined) this.#freshness.told(up ? [{ id: 'emt', keys: ['avail'] }] : [], this.nowMs);
    const { records, variables, toStore } = this.#limits.evaluate({
      stored: this.#freshness.applied(this.#site.variables, this.rows, this.nowMs, this.wallMs),
      storedRulings: this.rulings,
      candidates: [],
      lookup: () => undefined,
      nowMs: this.nowMs,
      wallMs: this.wallMs,
    });
    const stored = new Map(this.rulings.map((ruling) => [ruling.limitId, ruling]));
    for (const ruling of toStore) stored.set(ruling.limitId, ruling);
    this.rulings = [...stored.values()];
    return {
      limitW: records.find(({ id }) => id === 'operator')?.value ?? Number.NaN,
      timedOut: variables.get('avail')?.timedOut === true,
    };
  }

  keep(): void {
    this.#keptFresh = this.#freshness.kept();
  }

  restart(): void {
    this.#freshness = new ChannelFreshness(this.#keptFresh);
    this.#limits = new LimitDesk(this.#site, { variables: this.rows, rulings: this.rulings });
    this.nowMs = 0;
  }

  pass(ms: number): void {
    this.nowMs += ms;
    this.wallMs += ms;
  }
}

describe('a variable that its channel keeps fresh', () => {
  it('stays fresh for days while the channel is up, and times out after the channel is down for timeoutS', () => {
    const life = new Life();
    life.write(80);
    for (let s = 0; s < 2 * 86_400; s += 1) {
      life.pass(1000);
      if (life.cycle(true).timedOut) assert.fail(`timed out after ${s} s`);
    }
    for (let s = 0; s < timeoutS; s += 1) {
      life.pass(1000);
      assert.equal(life.cycle(false).limitW, 44_000);
    }
    life.pass(1000);
    assert.deepEqual(life.cycle(false), { limitW: 11_000, timedOut: true });
  });

  it('counts a main thread that says nothing as a channel that is down', () => {
    const life = new Life();
    life.write(80);
    life.cycle(true);
    let silentMs = 0;
    while (!life.cycle(undefined).timedOut) {
      life.pass(1000);
      silentMs += 1000;
    }
    assert.ok(silentMs > timeoutS * 1000 && silentMs <= timeoutS * 1000 + beatWithinMs + 1000, `${silentMs} ms`);
  });

  it('does not rise when the channel comes back after the time-out; a write raises it', () => {
    const life = new Life();
    life.write(80);
    life.cycle(true);
    life.pass((timeoutS + 10) * 1000);
    assert.equal(life.cycle(false).limitW, 11_000);
    for (let s = 0; s < 300; s += 1) {
      life.pass(1000);
      assert.equal(life.cycle(true).limitW, 11_000);
    }
    life.write(80);
    assert.equal(life.cycle(true).limitW, 44_000);
  });

  it('lives through a wall clock that is set, forward or back, while the channel is up', () => {
    for (const jumpMs of [86_400_000, -86_400_000]) {
      const life = new Life();
      life.write(80);
      life.cycle(true);
      life.pass(1000);
      life.wallMs += jumpMs;
      assert.equal(life.cycle(true).limitW, 44_000);
      life.pass(1000);
      assert.equal(life.cycle(true).limitW, 44_000);
    }
  });

  it('lives through a restart shorter than timeoutS, and a longer one counts as down', () => {
    for (const [downS, limitW] of [
      [30, 44_000],
      [90, 11_000],
    ] as const) {
      const life = new Life();
      life.write(80);
      for (let s = 0; s < 600; s += 1) {
        life.pass(1000);
        life.cycle(true);
      }
      life.keep();
      life.pass(downS * 1000);
      life.restart();
      assert.equal(life.cycle(false).limitW, limitW);
      assert.equal(life.cycle(true).limitW, limitW);
    }
  });

  for (const ofS of [60, 3])
    it(`never raises a limit by silence, with a time-out of ${ofS} s: only a write does (property)`, () => {
      const event = fc.oneof(
        {
          weight: 8,
          arbitrary: fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 1500 * ofS }) }),
        },
        {
          weight: 4,
          arbitrary: fc.record({ kind: fc.constant('up' as const), up: fc.constantFrom(true, false, undefined) }),
        },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
        { weight: 1, arbitrary: fc.record({ kind: fc.constant('keep' as const) }) },
        {
          weight: 2,
          arbitrary: fc.record({ kind: fc.constant('write' as const), value: fc.integer({ min: 0, max: 100 }) }),
        },
      );
      fc.assert(
        fc.property(fc.array(event, { maxLength: 60 }), (events) => {
          const life = new Life(ofS);
          life.write(90);
          let up: boolean | undefined = true;
          let lowest = life.cycle(up).limitW;
          for (const each of events) {
            if (each.kind === 'pass') life.pass(each.ms);
            else if (each.kind === 'up') up = each.up;
            else if (each.kind === 'restart') life.restart();
            else if (each.kind === 'keep') life.keep();
            else {
              life.pass(1);
              life.write(each.value);
              lowest = Number.POSITIVE_INFINITY;
            }
            const { limitW } = life.cycle(up);
            assert.ok(limitW <= lowest, `${each.kind}: ${lowest} W rose to ${limitW} W`);
            lowest = limitW;
          }
        }),
        { numRuns: 2000 },
      );
    });

  it('is kept fresh by the channel that wrote it alone: not by another one that lists it, nor what the LAN wrote', () => {
    for (const [source, keptFresh] of [
      ['channel:emt', true],
      ['channel:other', false],
      ['admin', false],
    ] as const) {
      const freshness = new ChannelFreshness({});
      const rows = [{ name: 'AVAIL', value: 1, atMs: startMs, source }];
      const { variables } = siteWith('channel', timeoutS);
      for (let s = 0; s <= timeoutS + 5; s += 1) {
        freshness.told([{ id: 'emt', keys: ['avail'] }], s * 1000);
        freshness.applied(variables, rows, s * 1000, startMs + s * 1000);
      }
      const wallMs = startMs + (timeoutS + 5) * 1000;
      const [row] = freshness.applied(variables, rows, (timeoutS + 5) * 1000, wallMs);
      assert.equal(row?.freshAtMs === wallMs, keptFresh, source);
    }
  });

  it('reads what was kept, and nothing from a text that is broken', () => {
    assert.deepEqual(freshAtOf('{"avail":17}'), { avail: 17 });
    for (const text of [undefined, '', '{', '[1]', 'null', '{"avail":"17"}']) assert.deepEqual(freshAtOf(text), {});
  });

  it('leaves a variable that is fresh by its writes alone', () => {
    const freshness = new ChannelFreshness({});
    freshness.told([{ id: 'emt', keys: ['avail'] }], 0);
    const rows = [{ name: 'AVAIL', value: 1, atMs: startMs, source: 'channel:emt' }];
    assert.deepEqual(freshness.applied(siteWith('write', timeoutS).variables, rows, 0, startMs + 1000), rows);
    assert.deepEqual(freshness.kept(), {});
  });
});
