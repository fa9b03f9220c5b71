import assert from 'node:assert/strict';
import fc from 'fast-check';
import { GridSources } from '../../../../firmware/control/sources/grid-sources.ts';
import { topologyOf } from '../../../../firmware/control/topology.ts';
import type { StoredSource } from '../../../../firmware/domain/grid-source.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { knowledge } from '../../domain/site/documents.ts';
import { houseWith } from '../virtual-site.ts';

/** Levels in both units, one that limits nothing, and a pattern (`11`) that is none. */
const table = [
  { pattern: '00', unlimited: true },
  { pattern: '01', limitA: 10 },
  { pattern: '10', limitW: 4200 },
];

const siteWith = (holdS: number) => {
  const input = { id: 'box', circuit: 'house', source: { kind: 'gpio', lines: [5, 6] }, table, baseW: 22_000 };
  const result = readSite(houseWith(1, {}, { gridInputs: [{ ...input, safe: { percent: 30 }, holdS }] }), knowledge);
  if (!result.ok) throw result.faults[0];
  return result.site;
};
const sites = new Map([5, 10].map((holdS) => [holdS, siteWith(holdS)]));

/** Contacts over crashes, edits of the site, clocks that jump. */
class Wires {
  nowMs = 1_000_000;
  wallMs = Date.UTC(2026, 10, 25);
  seen: (boolean | undefined)[] = [undefined, undefined];
  #stored: readonly StoredSource[] = [];
  #site = siteWith(10);
  #sources = this.#opened();

  cycle() {
    const records = this.#sources.records({
      ...{ nowMs: this.nowMs, wallMs: this.wallMs, devices: new Map(), topology: topologyOf(this.#site) },
    });
    const changed = this.#sources.toStore(this.#stored, { nowMs: this.nowMs, wallMs: this.wallMs });
    if (changed.length > 0) this.#stored = changed;
    const of = (unit: 'W' | 'mA') => records.find((record) => record.unit === unit)?.value ?? Number.POSITIVE_INFINITY;
    return { watts: of('W'), milliamperes: of('mA'), says: records[0]?.source ?? 'not limited' };
  }

  edit(holdS: number): void {
    this.#site = sites.get(holdS) ?? this.#site;
    this.#sources.use(this.#site, this.#stored, { nowMs: this.nowMs, wallMs: this.wallMs });
  }

  crash(): void {
    this.nowMs = 5000;
    this.#sources = this.#opened();
  }

  #opened(): GridSources {
    const sources = new GridSources({
      openContacts: () => ({ seen: () => this.seen, close: () => {} }),
      ...{ lookAgain: () => {}, log: () => {} },
    });
    sources.use(this.#site, this.#stored, { nowMs: this.nowMs, wallMs: this.wallMs });
    return sources;
  }
}

const wire = fc.constantFrom(true, false, true, false, undefined);
const happening = fc.oneof(
  { weight: 8, arbitrary: fc.record({ what: fc.constant('wires' as const), seen: fc.tuple(wire, wire) }) },
  {
    weight: 10,
    arbitrary: fc.record({ what: fc.constant('pass' as const), ms: fc.constantFrom(50, 50, 50, 1000, 11_000) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('clock' as const), s: fc.constantFrom(-3e8, 3e8) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('edit' as const), holdS: fc.constantFrom(5, 10) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('crash' as const) }) },
);

describe('S25 a limit by contacts', () => {
  it('rises only when the contacts say so: not by silence, patterns that are none, kill -9, edits, clocks (property)', () => {
    fc.assert(
      fc.property(fc.array(happening, { minLength: 5, maxLength: 60 }), (happenings) => {
        const wires = new Wires();
        let before = wires.cycle();
        assert.equal(before.watts, 6600);
        for (const each of happenings) {
          if (each.what === 'wires') wires.seen = each.seen;
          else if (each.what === 'pass') {
            wires.nowMs += each.ms;
            wires.wallMs += each.ms;
          } else if (each.what === 'clock') wires.wallMs += each.s * 1000;
          else if (each.what === 'edit') wires.edit(each.holdS);
          else wires.crash();
          const now = wires.cycle();
          const isSaid = !/held|to be safe|not heard/.test(now.says);
          const rises = now.watts > before.watts || now.milliamperes > before.milliamperes;
          const [first, second] = wires.seen;
          const fits = first !== undefined && second !== undefined && !(first && second);
          assert.ok(!rises || (isSaid && fits), `${each.what}: ${before.says} becomes ${now.says}`);
          before = now;
        }
      }),
      { numRuns: 1500 },
    );
  });
});
