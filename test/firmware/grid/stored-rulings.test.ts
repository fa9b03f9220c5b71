import assert from 'node:assert/strict';
import type { StoredRuling } from '../../../firmware/domain/limit.ts';
import { evaluateLimits } from '../../../firmware/grid/evaluate-limits.ts';
import { stillHeld } from '../../../firmware/grid/held-rulings.ts';
import type { VariableTable } from '../../../firmware/grid/limit-value.ts';
import { raiseStoreIntervalMs, rulingsFor, rulingsToStore } from '../../../firmware/grid/stored-rulings.ts';
import { evaluation, house, noon, operatorLimit, recordOf, ruling, table } from './support.ts';

const operator = house(operatorLimit, { ...operatorLimit, id: 'fixed', value: 30000 });

describe('which rulings go to disk', () => {
  const due = (AVAIL: number, stored: readonly StoredRuling[], nowMs = noon) =>
    rulingsToStore(
      operator,
      evaluateLimits(operator, evaluation({ tables: { current: table({ AVAIL }) }, nowMs })),
      stored,
      nowMs,
    );

  it('a new one at once; fuses and plain numbers never', () => {
    assert.deepEqual(due(40, []), [ruling(22000, { atMs: noon })]);
  });

  it('a lower one at once', () => {
    assert.deepEqual(due(40, [ruling(22001, { atMs: noon - 1 })]), [ruling(22000, { atMs: noon })]);
  });

  it('a higher one at most once a minute', () => {
    const stored = [ruling(11000, { atMs: noon })];
    assert.deepEqual(due(40, stored, noon + raiseStoreIntervalMs - 1), []);
    assert.equal(due(40, stored, noon + raiseStoreIntervalMs)[0]?.value, 22000);
  });

  it('an equal one never', () => {
    assert.deepEqual(due(40, [ruling(22000, { atMs: 0 })]), []);
  });

  it('one of another text at once, up or down', () => {
    assert.equal(due(40, [ruling(1000, { text: '50000 * AVAIL / 100', atMs: noon })])[0]?.value, 22000);
  });

  it('a clock that was set back does not keep a raise waiting', () => {
    assert.equal(due(40, [ruling(11000, { atMs: noon + 86_400_000 })])[0]?.value, 22000);
  });
});

describe('the rulings stored with a write of variables', () => {
  const write = (AVAIL: number | undefined, changed: readonly string[], stored: readonly StoredRuling[] = []) => ({
    table: table({ AVAIL }),
    changed: new Set(changed),
    lookup: () => undefined,
    stored,
    nowMs: noon,
  });

  it('are those of the new values alone, also when they are higher', () => {
    assert.deepEqual(rulingsFor(operator, write(100, ['avail'])), [ruling(55000, { atMs: noon })]);
    assert.deepEqual(rulingsFor(operator, write(100, ['avail'], [ruling(22000)])), [ruling(55000, { atMs: noon })]);
  });

  it('leave alone the limits that do not read what changes', () => {
    assert.deepEqual(rulingsFor(operator, write(100, ['pwr'])), []);
  });

  it('never rise while a meter that the limit also reads is not known', () => {
    const text = 'min(55000 * AVAIL / 100, 40000 - M1.power_w)';
    const compiled = house({ ...operatorLimit, value: text });
    const [stored] = rulingsFor(compiled, write(100, ['avail'], [ruling(2000, { text })]));
    assert.equal(stored?.value, 2000);
  });
});

describe('restarts', () => {
  /** The controller as far as limits go: what is on disk survives, the rest does not. */
  class Box {
    readonly #compiled = house(operatorLimit);
    readonly #disk = new Map<string, StoredRuling>();
    #variables: VariableTable = table({});
    #held: readonly StoredRuling[] = [];
    #written = new Set<string>();
    #nowMs = noon;

    write(AVAIL: number | undefined): void {
      const next = table({ AVAIL });
      this.#nowMs += 1000;
      const rulings = rulingsFor(this.#compiled, {
        table: next,
        changed: new Set(['avail']),
        lookup: () => undefined,
        stored: [...this.#disk.values()],
        nowMs: this.#nowMs,
      });
      this.#store(rulings);
      this.#variables = next;
      this.#written.add('avail');
    }

    restart(variables = this.#variables): void {
      this.#held = [...this.#disk.values()];
      this.#written = new Set();
      this.#variables = variables;
    }

    cycle(): readonly [value: number, failed: boolean] {
      this.#nowMs += 1000;
      const tables = { current: this.#variables };
      const lookup = () => undefined;
      this.#held = stillHeld(this.#held, this.#compiled, { tables, lookup, written: this.#written });
      const parts = { tables, lookup, held: this.#held, nowMs: this.#nowMs };
      const records = evaluateLimits(this.#compiled, evaluation(parts));
      this.#store(rulingsToStore(this.#compiled, records, [...this.#disk.values()], this.#nowMs));
      const record = recordOf(this.#compiled, 'operator', parts);
      return [record.value, record.failed];
    }

    #store(rulings: readonly StoredRuling[]): void {
      for (const one of rulings) this.#disk.set(one.limitId, one);
    }
  }

  it('40 percent stay 40 percent', () => {
    const box = new Box();
    box.write(40);
    assert.deepEqual(box.cycle(), [22000, false]);
    box.restart();
    assert.deepEqual(box.cycle(), [22000, false]);
  });

  it('a deleted variable keeps the fallback', () => {
    const box = new Box();
    box.write(100);
    box.cycle();
    box.write(undefined);
    assert.deepEqual(box.cycle(), [4200, true]);
    box.restart();
    assert.deepEqual(box.cycle(), [4200, true]);
  });

  it('variables that come back higher than they were raise nothing until they are written', () => {
    const box = new Box();
    box.write(40);
    box.cycle();
    box.restart(table({ AVAIL: 100 }));
    assert.deepEqual(box.cycle(), [22000, false]);
    assert.deepEqual(box.cycle(), [22000, false]);
    box.write(100);
    assert.deepEqual(box.cycle(), [55000, false]);
  });

  it('right after an answered write the restart finds its ruling, with no cycle in between', () => {
    const box = new Box();
    box.write(100);
    box.cycle();
    box.write(20);
    box.restart(table({ AVAIL: 100 }));
    assert.deepEqual(box.cycle(), [11000, false]);
    box.write(60);
    box.restart();
    assert.deepEqual(box.cycle(), [33000, false]);
  });

  it('two restarts in a row keep what one would', () => {
    const box = new Box();
    box.write(20);
    box.cycle();
    box.restart(table({}));
    assert.deepEqual(box.cycle(), [4200, true]);
    box.restart(table({ AVAIL: 100 }));
    assert.deepEqual(box.cycle(), [4200, false]);
  });
});
