import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { HistoryDesk } from '../../../../firmware/control/history/history-desk.ts';
import { StoreHealth } from '../../../../firmware/store/health.ts';
import { answerOf } from '../../../../firmware/store/history/answer.ts';
import { HistoryBook } from '../../../../firmware/store/history/history-book.ts';
import { historyName } from '../../../../firmware/store/history/schema.ts';
import { stepsOf } from '../../../../firmware/store/history/steps.ts';
import { seededRandom } from '../../../../scripts/site/random.ts';
import { type TestFolder, testFolder } from '../data-folder-fixture.ts';
import { madeMeter, madeState, madeVariable } from './made-state.ts';

const beginMs = Date.UTC(2026, 10, 2, 12, 0, 0);
const minuteMs = 60_000;

describe('history at its limits', () => {
  let folder: TestFolder;
  let nowMs: number;
  let health: StoreHealth;
  beforeEach(() => {
    folder = testFolder();
    nowMs = beginMs;
    health = new StoreHealth({ monotonicMs: () => nowMs, wallMs: () => nowMs });
  });
  afterEach(() => folder.end());
  const open = (more: object = {}) =>
    new HistoryBook({ dir: folder.dir, nowMs: () => nowMs, health, leaveFreeBytes: 0, ...more });

  function values(book: HistoryBook, name: string, fromMs: number, toMs: number, everyS: number) {
    const series = book.series().filter((one) => one.name === name);
    return answerOf(book, series, stepsOf({ fromMs, toMs, everyS }, nowMs)).series[0]?.values ?? [];
  }

  it('does not grow beyond its bound: the oldest quarter hours go', () => {
    const boundBytes = 400_000;
    const chance = seededRandom('bound');
    const book = open({ boundBytes });
    const desk = new HistoryDesk(book);
    let oldestMs = beginMs;
    for (const endMs = beginMs + 150 * 86_400_000; nowMs < endMs; nowMs += 7_200_000) {
      const variables = Array.from({ length: 20 }, (_, i) => madeVariable(`v${i}`, Math.round(chance.next() * 1e9)));
      desk.observe(madeState(nowMs, { variables }));
    }
    book.write();
    const kept = values(book, 'variable.v1', beginMs, nowMs, 900);
    oldestMs += kept.findIndex((value) => value !== null) * 900_000;
    book.close();
    assert.deepEqual(health.list(), []);
    assert.ok(statSync(join(folder.dir, historyName)).size <= boundBytes);
    // All of it would not have fitted in; most of it is there, without a hole.
    assert.ok(oldestMs > beginMs && oldestMs < beginMs + 110 * 86_400_000, new Date(oldestMs).toISOString());
    const [first, last] = [kept.findIndex((value) => value !== null), kept.findLastIndex((value) => value !== null)];
    // A state every two hours.
    const between = kept.slice(first, last).filter((value) => value !== null);
    assert.ok(last >= kept.length - 17 && between.length === (last - first) / 8);
  });

  it('takes a clock that is put far ahead and back again: nothing that was is lost, what is written again counts', () => {
    let book = open();
    let desk = new HistoryDesk(book);
    const at = (powerW: number) => (untilMs: number) => {
      for (; nowMs < untilMs; nowMs += 1000)
        desk.observe(madeState(nowMs, { powerW, meters: [madeMeter({ importWh: 1000 })] }));
    };
    at(1000)(beginMs + 10 * minuteMs);
    nowMs = beginMs + 400 * 86_400_000;
    at(2000)(nowMs + 7 * minuteMs);
    nowMs = beginMs + 8 * minuteMs;
    at(3000)(beginMs + 31 * minuteMs);
    book.close();
    book = open();
    desk = new HistoryDesk(book);
    assert.deepEqual(
      [0, 7, 8, 9, 10, 30].map((minute) => values(book, 'flow.gridW', beginMs, beginMs + 31 * minuteMs, 60)[minute]),
      [1000, 1000, 3000, 3000, 3000, 3000],
    );
    const aheadMs = beginMs + 400 * 86_400_000;
    assert.equal(values(book, 'flow.gridW', aheadMs, aheadMs + 5 * minuteMs, 60)[3], 2000);
    assert.deepEqual(health.list(), []);
    book.close();
  });

  it('adds up to what the counter counted, through restarts, gaps and clocks that jump', () => {
    const event = fc.record({
      seconds: fc.integer({ min: 1, max: 1500 }),
      wattHours: fc.integer({ min: 0, max: 40 }),
      then: fc.constantFrom('on', 'restart', 'gap', 'missing'),
    });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), (events) => {
        const place = testFolder();
        const begunMs = beginMs;
        nowMs = begunMs;
        const openHere = () => new HistoryBook({ dir: place.dir, nowMs: () => nowMs, health, leaveFreeBytes: 0 });
        let book = openHere();
        let desk = new HistoryDesk(book);
        let countedWh = 5000;
        let seenWh = 5000;
        for (const { seconds, wattHours, then } of events) {
          for (let s = 0; s < seconds; s += 5, nowMs += 5000) {
            countedWh += wattHours;
            if (then === 'gap') continue;
            const meters = then === 'missing' ? [] : [madeMeter({ importWh: countedWh })];
            if (then !== 'missing') seenWh = countedWh;
            desk.observe(madeState(nowMs, { meters }));
          }
          if (then !== 'restart') continue;
          book.close();
          book = openHere();
          desk = new HistoryDesk(book);
        }
        book.close();
        book = openHere();
        const known = values(book, 'meter.M1.importWh', begunMs, nowMs + 900_000, 900).filter((v) => v !== null);
        // Never down, and at last what the counter was seen to show.
        assert.ok(known.every((value, i) => i === 0 || Number(value) >= Number(known[i - 1])));
        if (seenWh > 5000) assert.equal(known.at(-1), seenWh);
        book.close();
        place.end();
      }),
      { numRuns: 12 },
    );
  });
});
