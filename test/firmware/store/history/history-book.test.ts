import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { HistoryDesk } from '../../../../firmware/control/history/history-desk.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { StoreHealth } from '../../../../firmware/store/health.ts';
import { answerOf } from '../../../../firmware/store/history/answer.ts';
import { HistoryBook } from '../../../../firmware/store/history/history-book.ts';
import { historyName } from '../../../../firmware/store/history/schema.ts';
import { type SpanQuestion, stepsOf } from '../../../../firmware/store/history/steps.ts';
import { windowOf } from '../../../../firmware/store/history/window.ts';
import { type TestFolder, testFolder } from '../data-folder-fixture.ts';
import { madeChargePoint, madeMeter, madeState, madeVariable } from './made-state.ts';

const beginMs = Date.UTC(2026, 10, 2, 12, 0, 0);
const minuteMs = 60_000;
const dayMs = 86_400_000;

describe('history from states to answers', () => {
  let folder: TestFolder;
  let book: HistoryBook;
  let desk: HistoryDesk;
  let nowMs: number;
  let health: StoreHealth;

  beforeEach(() => {
    folder = testFolder();
    nowMs = beginMs;
    open();
  });
  afterEach(() => {
    book.close();
    folder.end();
  });

  function open(more: { leaveFreeBytes?: number } = {}): void {
    health = new StoreHealth({ monotonicMs: () => nowMs, wallMs: () => nowMs });
    book = new HistoryBook({ dir: folder.dir, nowMs: () => nowMs, health, leaveFreeBytes: 0, ...more });
    desk = new HistoryDesk(book);
  }

  /** A state every `everyS` seconds up to a moment. */
  function run(untilMs: number, stateAt: (atMs: number) => State = madeState, everyS = 1): void {
    for (; nowMs < untilMs; nowMs += everyS * 1000) desk.observe(stateAt(nowMs));
  }

  function ask(name: string, question: SpanQuestion) {
    const series = book.series().filter((one) => one.name === name);
    const [found] = answerOf(book, series, stepsOf(question, nowMs)).series;
    return found;
  }
  const lastHour = () => ({ fromMs: beginMs, toMs: beginMs + 60 * minuteMs });

  it('gives the seconds, minutes and quarter hours of a charge point, from disk and memory alike', () => {
    run(beginMs + 37 * minuteMs, (atMs) => madeState(atMs, { powerW: (atMs / 1000) % 60 === 0 ? 6000 : 3000 }));
    const seconds = ask('chargePoint.E1.powerW', { ...lastHour(), everyS: 1 });
    assert.deepEqual(seconds?.values.slice(0, 2), [6000, 3000]);
    assert.deepEqual([seconds?.values.filter((v) => v !== null).length, seconds?.values.length], [37 * 60, 3600]);
    const minutes = ask('chargePoint.E1.powerW', { ...lastHour(), everyS: 60 });
    assert.deepEqual(
      [minutes?.values, minutes?.min, minutes?.max].map((column) => [column?.[35], column?.[36], column?.length]),
      [
        [3050, null, 60],
        [3000, null, 60],
        [6000, null, 60],
      ],
    );
    assert.deepEqual(ask('flow.gridW', { ...lastHour(), everyS: 900 })?.values, [3050, 3050, null, null]);
    assert.equal(ask('flow.gridW', { ...lastHour(), everyS: 900 })?.unit, 'W');
    assert.deepEqual(ask('flow.solarW', { ...lastHour(), everyS: 900 })?.values, [null, null, null, null]);
  });

  it('keeps words, amperes, volts, prices and variables as they were', () => {
    const at = (atMs: number) =>
      madeState(atMs, {
        chargePoints: [madeChargePoint({ offeredA: 10.123, state: atMs < beginMs + 900_000 ? 'B' : 'C' })],
        variables: [madeVariable('AVAIL', 40), madeVariable('PWR', null), madeVariable('x', -0.25)],
        price: {
          ...{ ct: -1.234, level: -4, tariff: 't', assumed: false, feedInCt: null },
          ...{ since: new Date(beginMs).toISOString(), until: null },
        },
      });
    run(beginMs + 31 * minuteMs, at, 5);
    const half = { fromMs: beginMs, toMs: beginMs + 30 * minuteMs, everyS: 900 };
    const values = (name: string) => ask(name, half)?.values;
    assert.deepEqual(values('chargePoint.E1.state'), ['B', 'C']);
    assert.deepEqual(values('chargePoint.E1.reason'), ['carLimit', 'carLimit']);
    assert.deepEqual(values('chargePoint.E1.offeredA'), [10.123, 10.123]);
    assert.deepEqual(values('meter.M1.voltageV.L1'), [230.4, 230.4]);
    assert.deepEqual(values('price.ct'), [-1.234, -1.234]);
    assert.deepEqual(values('variable.AVAIL'), [40, 40]);
    assert.deepEqual(values('variable.PWR'), [null, null]);
    assert.deepEqual(values('variable.x'), [-0.25, -0.25]);
    assert.deepEqual(values('circuit.house.limitW'), [22_000, 22_000]);
    assert.deepEqual(values('meter.M1.importWh'), [5000, 5000]);
    assert.equal(values('meter.M1.exportWh'), undefined);
  });

  it('goes on after a restart: the quarter hour is whole, the counter exact', () => {
    const at = (atMs: number) =>
      madeState(atMs, { powerW: 1000, meters: [madeMeter({ importWh: 5000 + (atMs - beginMs) / 1000 })] });
    run(beginMs + 7 * minuteMs, at);
    book.close();
    open();
    run(beginMs + 16 * minuteMs, (atMs) => ({ ...at(atMs), flow: { ...at(atMs).flow, gridW: 4000 } }));
    const quarter = { fromMs: beginMs, toMs: beginMs + 15 * minuteMs, everyS: 900 };
    const grid = ask('flow.gridW', quarter);
    assert.deepEqual([grid?.values, grid?.min, grid?.max], [[2600], [1000], [4000]]);
    assert.deepEqual(ask('meter.M1.importWh', quarter)?.values, [5899]);
    const minutes = ask('flow.gridW', { ...quarter, everyS: 60 })?.values;
    assert.deepEqual(minutes, [...Array(7).fill(1000), ...Array(8).fill(4000)]);
    assert.equal(ask('flow.gridW', { ...quarter, everyS: 1 })?.values.filter((v) => v === null).length, 0);
  });

  it('makes chunks of what is over, and lets go what is too old, a step at a time', () => {
    run(beginMs + 3 * dayMs, madeState, 30);
    const db = new Database(join(folder.dir, historyName), { readonly: true });
    const count = (table: string) => (db.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n;
    const groups = (db.prepare('SELECT count(*) AS n FROM groups').get() as { n: number }).n;
    assert.ok(count('chunk_1') <= groups * (6 * 24 + 1), `${count('chunk_1')}`);
    assert.equal(count('chunk_60'), groups * 11);
    assert.equal(count('chunk_900'), groups * 3);
    assert.ok(count('piece_60') <= 72 && count('piece_900') <= 97);
    db.close();
    const all = ask('flow.gridW', { fromMs: beginMs, toMs: nowMs, everyS: 900 });
    assert.equal(all?.values.filter((v) => v === 3680).length, 3 * 96 - 1);
    // Two days ago the seconds are gone: the minutes answer.
    assert.equal(stepsOf({ fromMs: beginMs + dayMs, toMs: beginMs + dayMs + 60_000 }, nowMs).stepS, 60);
  });

  it('gives a window for code that walks history', () => {
    const at = (atMs: number) =>
      madeState(atMs, { variables: [madeVariable('AVAIL', atMs < beginMs + 60_000 ? 100 : 40)] });
    run(beginMs + 6 * minuteMs, at);
    const { everyS, steps } = windowOf(book, { fromMs: beginMs, toMs: beginMs + 5 * minuteMs, everyS: 60 }, nowMs);
    assert.deepEqual([everyS, steps.length], [60, 5]);
    assert.deepEqual(
      steps.map(({ variables }) => variables.AVAIL),
      [100, 40, 40, 40, 40],
    );
    const { flow, chargePoints, price, atMs } = steps[1] as (typeof steps)[0];
    assert.equal(atMs, beginMs + minuteMs);
    assert.deepEqual(flow, { gridW: 3680, solarW: null, batteryW: null, houseW: 0, chargePointsW: 3680 });
    assert.deepEqual(price, { ct: null, level: null });
    assert.deepEqual(
      { ...chargePoints.E1, energyWh: 0 },
      { state: 'C', reason: 'carLimit', offeredA: 16, drawnA: [16, 0, 0], powerW: 3680, energyWh: 0 },
    );
  });

  it('sets a damaged file aside and goes on', () => {
    run(beginMs + 12 * minuteMs);
    book.close();
    writeFileSync(join(folder.dir, historyName), Buffer.alloc(40_000, 7));
    open();
    run(beginMs + 24 * minuteMs);
    assert.deepEqual(
      health.list().map(({ id, code }) => [id, code]),
      [['store:historyAside', 'storeSetAside']],
    );
    const values = ask('flow.gridW', { ...lastHour(), everyS: 60 })?.values;
    assert.deepEqual([values?.[11], values?.[12], values?.[23]], [null, 3680, null]);
  });

  it('sets a file aside that is damaged under its feet', () => {
    run(beginMs + 26 * minuteMs);
    const db = new Database(join(folder.dir, historyName));
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.unsafeMode(true);
    db.pragma('writable_schema = ON');
    db.exec("UPDATE sqlite_schema SET rootpage = 9999 WHERE name = 'piece_60'");
    db.pragma('schema_version = 999');
    db.close();
    run(beginMs + 45 * minuteMs);
    assert.deepEqual(
      health.list().map(({ id }) => id),
      ['store:historyAside'],
    );
    assert.equal(ask('flow.gridW', { ...lastHour(), everyS: 60 })?.values[42], 3680);
  });

  it('leaves the last of the disk to others, says so, and has the minutes when there is room again', () => {
    book.close();
    open({ leaveFreeBytes: 0 });
    run(beginMs + 6 * minuteMs);
    book.close();
    open({ leaveFreeBytes: Number.MAX_SAFE_INTEGER });
    run(beginMs + 21 * minuteMs);
    assert.deepEqual(
      health.list().map(({ id, code }) => [id, code]),
      [['store:history', 'notPersisted']],
    );
    const values = ask('flow.gridW', { ...lastHour(), everyS: 60 })?.values;
    assert.deepEqual([values?.[5], values?.[6], values?.[20]], [3680, 3680, null]);
  });

  it('does not believe a clock that was never set', () => {
    const thenMs = Date.UTC(2000, 0, 1);
    for (let s = 0; s < 1000; s += 1) desk.observe(madeState(thenMs + s * 1000));
    const { values } = ask('flow.gridW', { fromMs: thenMs, toMs: thenMs + 900_000, everyS: 900 }) ?? {};
    assert.deepEqual(values, [null]);
  });

  it('counts quarter hours by UTC through the night in which clocks are put forward', () => {
    nowMs = Date.parse('2027-03-28T00:00:00Z');
    const fromMs = nowMs;
    run(
      fromMs + 3 * 3_600_000,
      (atMs) => madeState(atMs, { meters: [madeMeter({ importWh: (atMs - fromMs) / 1000 })] }),
      10,
    );
    const { values = [] } = ask('meter.M1.importWh', { fromMs, toMs: fromMs + 2 * 3_600_000, everyS: 900 }) ?? {};
    assert.deepEqual(
      values,
      Array.from({ length: 8 }, (_, i) => (i + 1) * 900 - 10),
    );
  });

  it('does not read a file that another program took away', () => {
    run(beginMs + 6 * minuteMs);
    book.close();
    rmSync(join(folder.dir, historyName));
    open();
    assert.deepEqual(book.series(), []);
    assert.deepEqual(health.list(), []);
    run(beginMs + 12 * minuteMs);
    assert.equal(ask('flow.gridW', { ...lastHour(), everyS: 60 })?.values[10], 3680);
  });
});
