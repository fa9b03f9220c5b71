import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { BudgetMarks } from '../../../../firmware/sessions/budgets/budget.ts';
import { budgetNow, marksWith } from '../../../../firmware/sessions/budgets/budget.ts';
import { type CounterMark, counterStep } from '../../../../firmware/sessions/budgets/counter-steps.ts';

const budget = { unit: 'kWh', amount: 10, period: 'month' } as const;
const usage = (energyWh: number, chargedS = 0) => ({ energyWh, chargedS });

describe('a budget', () => {
  it('is used by energy or by charging time', () => {
    assert.deepEqual(budgetNow(budget, usage(2500, 60), {}, 0), { unit: 'kWh', amount: 10, used: 2.5 });
    const minutes = { unit: 'min', amount: 30, period: 'day' } as const;
    assert.deepEqual(budgetNow(minutes, usage(2500, 90), {}, 0), { unit: 'min', amount: 30, used: 1.5 });
  });

  it('is topped up, cleared and set back in its period only', () => {
    const facts = { budget, usage: usage(9000), startMs: 100 };
    let marks: BudgetMarks = {};
    marks = marksWith({ kind: 'topUp', unit: 'kWh', amount: 5 }, { ...facts, marks }) ?? {};
    marks = marksWith({ kind: 'topUp', unit: 'kWh', amount: 1 }, { ...facts, marks }) ?? {};
    assert.deepEqual(budgetNow(budget, usage(9000), marks, 100), { unit: 'kWh', amount: 16, used: 9 });
    marks = marksWith({ kind: 'clear' }, { ...facts, marks }) ?? {};
    assert.deepEqual(budgetNow(budget, usage(9500), marks, 100), { unit: 'kWh', amount: 16, used: 0.5 });
    assert.deepEqual(budgetNow(budget, usage(500), marks, 200), { unit: 'kWh', amount: 10, used: 0.5 });
    marks = marksWith({ kind: 'delete' }, { ...facts, marks }) ?? {};
    assert.deepEqual(budgetNow(budget, usage(9500), marks, 100), { unit: 'kWh', amount: 10, used: 0.5 });
    assert.equal(marksWith({ kind: 'topUp', unit: 'min', amount: 5 }, { ...facts, marks }), undefined);
  });

  it('never has less than nothing used, and a top-up never takes away', () => {
    const number = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, number, fc.boolean(), (usedWh, laterWh, amount, samePeriod) => {
        const facts = { budget, usage: usage(usedWh), startMs: 1 };
        const cleared = marksWith({ kind: 'clear' }, { ...facts, marks: {} }) ?? {};
        const topped = marksWith({ kind: 'topUp', unit: 'kWh', amount }, { ...facts, marks: cleared }) ?? {};
        const startMs = samePeriod ? 1 : 2;
        const before = budgetNow(budget, usage(laterWh), cleared, startMs);
        const after = budgetNow(budget, usage(laterWh), topped, startMs);
        assert.ok(after.used >= 0 && after.used === before.used && after.amount >= before.amount);
        assert.equal(after.amount, samePeriod ? 10 + amount : 10);
      }),
    );
  });
});

describe('steps of a counter', () => {
  it('add up to what the counter shows, whatever nonsense lies between', () => {
    const readings = fc.array(
      fc.oneof(fc.record({ more: fc.integer({ min: 0, max: 50 }) }), fc.constant('zero'), fc.constant(null)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(readings, (series) => {
        let [trueWh, sumWh, nowMs] = [5000, 0, 0];
        let mark: CounterMark | undefined = { counterWh: trueWh };
        for (const each of [...series, { more: 0 }]) {
          if (each !== null && typeof each === 'object') trueWh += each.more;
          const shown = each === null ? null : each === 'zero' ? 0 : trueWh;
          const step = counterStep(mark, shown, nowMs);
          assert.ok(step.energyWh >= 0);
          sumWh += step.energyWh;
          mark = step.mark;
          nowMs += 1000;
        }
        assert.equal(sumWh, trueWh - 5000);
      }),
    );
  });

  it('begin anew on a counter that stays low, and count no impossible step', () => {
    let mark: CounterMark | undefined = { counterWh: 5000 };
    for (let nowMs = 0; nowMs <= 300_000; nowMs += 60_000) ({ mark } = counterStep(mark, 10, nowMs));
    assert.equal(counterStep(mark, 30, 301_000).energyWh, 20);
    assert.equal(counterStep({ counterWh: 5000 }, 5_000_000, 0).energyWh, 0);
    assert.deepEqual(counterStep(undefined, 0, 0), { energyWh: 0, mark: undefined });
    assert.equal(counterStep(undefined, 77, 0).energyWh, 0);
  });
});
