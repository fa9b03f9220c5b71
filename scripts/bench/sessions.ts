import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval as ticks } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { askedFor } from '../../firmware/api/v1/charging-query.ts';
import { asCsv, asJson, quartersAsCsv } from '../../firmware/api/v1/charging-text.ts';
import { SessionBook } from '../../firmware/control/sessions/session-book.ts';
import { systemClock } from '../../firmware/domain/clock.ts';
import type { Session, SessionQuarter } from '../../firmware/domain/session.ts';
import type { Site } from '../../firmware/domain/site/schema.ts';
import { localIso } from '../../firmware/formula/local-iso.ts';
import { openStore, type Store } from '../../firmware/store/store.ts';

const dayMs = 86_400_000;
const quarterMs = 900_000;
const begin = Date.UTC(2026, 0, 1);
const perPointAndDay = 2;
const quartersEach = 16;

/**
 * Charging sessions of `--years N` (1) of 20 charge points, two a day each, of 16 quarter hours each: the page's month query
 * (goal 100 ms), the export of the month (goal 2 s) by sessions and by quarter hours, how long others had to wait meanwhile, and
 * what they take on disk, copy included. `--dir DIR`: a folder on the disk to measure.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { years: { type: 'string', default: '1' }, dir: { type: 'string', default: tmpdir() } },
  });
  const days = Math.round(Number(values.years) * 365);
  const dir = mkdtempSync(join(values.dir, 'netwacht-sessions-'));
  const store = openStore({ dir, clock: systemClock });
  try {
    const sessions = fill(store, days);
    const bytes = statSync(join(dir, 'sessions.sqlite')).size + statSync(join(dir, 'sessions-copy.sqlite')).size;
    console.log(`${sessions} sessions in ${days} days: ${(bytes / 1e6).toFixed(1)} MB with the copy`);
    console.log(`ten years: ${(((bytes / days) * 3650) / 1e6).toFixed(0)} MB`);
    const site = { timezone: 'Europe/Amsterdam', users: [], tags: [] } as unknown as Site;
    const desk = { open: () => [], waiting: () => [] };
    const book = new SessionBook({ store: store.sessions, site: () => site, clock: systemClock, desk });
    const iso = localIso('Europe/Amsterdam');
    for (const [what, query, text] of [
      ["the page's month query", 'month=2026-11', asJson],
      ['the month as CSV', 'month=2026-11&format=csv', asCsv],
      ['the month by quarter hours', 'month=2026-11&format=csv&rows=quarters', quartersAsCsv],
      ['all there is by quarter hours', 'format=csv&rows=quarters', quartersAsCsv],
    ] as const)
      for (const cold of [true, false])
        await timed(`${what}${cold ? ', first time' : ''}`, () => text(book, askedFor(query, book), iso));
  } finally {
    store.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** How long it takes, and how long a timer of 1 ms had to wait at most. */
async function timed(what: string, text: () => AsyncIterable<string>): Promise<void> {
  const stop = new AbortController();
  let longestMs = 0;
  const waiting = (async () => {
    let lastMs = performance.now();
    for await (const _ of ticks(1, undefined, { signal: stop.signal })) {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }
  })().catch(() => undefined);
  const begunMs = performance.now();
  let chars = 0;
  for await (const piece of text()) chars += piece.length;
  const tookMs = performance.now() - begunMs;
  stop.abort();
  await waiting;
  console.log(
    `${what}: ${tookMs.toFixed(0)} ms, ${(chars / 1e6).toFixed(2)} MB; others waited ${longestMs.toFixed(0)} ms at most`,
  );
}

function fill(store: Store, days: number): number {
  let id = 0;
  for (let day = 0; day < days; day += 1) {
    const closed: Session[] = [];
    const quarters: SessionQuarter[] = [];
    for (let point = 1; point <= 20; point += 1)
      for (let k = 0; k < perPointAndDay; k += 1) {
        id += 1;
        const fromMs = begin + day * dayMs + k * 40_000_000 + point * 61_000;
        closed.push(sessionOf(id, `E${point}`, fromMs));
        for (let q = 0; q < quartersEach; q += 1) quarters.push(quarterOf(id, fromMs + q * quarterMs));
      }
    store.sessions.write({ closed, quarters });
  }
  return id;
}

const sessionOf = (id: number, chargePoint: string, fromMs: number): Session => ({
  ...{
    id,
    chargePoint,
    name: `Place ${chargePoint} in the yard`,
    pluggedAtMs: fromMs,
    unpluggedAtMs: fromMs + 4.5 * 3_600_000,
  },
  ...{ pluggedS: 16_200, chargedS: 14_400, firstChargeMs: fromMs + 9000, lastChargeMs: fromMs + 14_409_000 },
  ...{ meter: 'chargePoint', meterDevice: chargePoint, meterStartWh: 1_234_567, meterStopWh: 1_260_567 },
  ...{ energyWh: 26_000, gridWh: 13_000, solarWh: 11_000, batteryWh: 2000, gapWh: 0, costUct: 390_000_000 },
  ...{ unpricedWh: 0, user: `user-${id % 15}`, tag: `tag-${id % 15}`, flags: [] },
});

const quarterOf = (session: number, fromMs: number): SessionQuarter => ({
  ...{ session, fromMs, energyWh: 1625, gridWh: 812, solarWh: 688, batteryWh: 125, priceMct: 29_950, ownMct: 8000 },
  ...{ tariff: 'day-ahead', costUct: 30_823_400, gap: false },
});
