import assert from 'node:assert/strict';
import { Heard } from '../../../../firmware/ocpp/central/heard.ts';

/** Heard every so many ms, then silence. */
const heardEvery = (everyMs: number, times: number) => {
  const heard = new Heard();
  heard.anew(0);
  for (let n = 1; n <= times; n += 1) heard.now(n * everyMs);
  return { heard, lastMs: everyMs * times };
};

describe('what a charge point said of its state', () => {
  const table: readonly (readonly [what: string, everyMs: number, times: number, holdsMs: number])[] = [
    ['a heartbeat every 10 s', 10_000, 5, 12_000],
    ['messages every second', 1000, 60, 12_000],
    ['answers to pings only', 30_000, 3, 32_000],
    ['one that is hardly ever heard', 300_000, 2, 35_000],
    ['one that has just come', 10_000, 0, 12_000],
  ];
  for (const [what, everyMs, times, holdsMs] of table)
    it(`holds while it is there: ${what}`, () => {
      const { heard, lastMs } = heardEvery(everyMs, times);
      assert.equal(heard.sureAtMs(lastMs + holdsMs), lastMs + holdsMs);
      assert.equal(heard.sureAtMs(lastMs + holdsMs + 1), lastMs, 'then it is as old as it is');
    });

  it('one long silence is forgotten by and by, and with the connection', () => {
    const { heard } = heardEvery(30_000, 1);
    for (let n = 1; n <= 20; n += 1) heard.now(30_000 + n * 1000);
    assert.equal(heard.sureAtMs(50_000 + 12_001), 50_000);
    const other = heardEvery(30_000, 3).heard;
    other.anew(100_000);
    assert.equal(other.sureAtMs(112_001), 100_000);
  });
});
