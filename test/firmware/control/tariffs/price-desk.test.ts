import assert from 'node:assert/strict';
import { PriceDesk } from '../../../../firmware/control/tariffs/price-desk.ts';
import { priceGuard } from '../../../../firmware/control/tariffs/price-guard.ts';
import type { DayPrices } from '../../../../firmware/domain/prices.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import { knowledge, smallSite } from '../../domain/site/documents.ts';
import { PriceServer } from './price-server.ts';

const minuteMs = 60_000;
const at = (text: string): number => Date.parse(text);
const siteWith = (tariffs: readonly object[]): Site => {
  const result = readSite({ ...smallSite(), tariffs }, knowledge);
  return result.ok ? result.site : assert.fail(result.faults[0]?.message);
};

/** A desk on a clock of its own; the disk is a map. */
class TestDesk {
  nowMs: number;
  wallShiftMs = 0;
  site: Site;
  readonly disk: Map<string, DayPrices>;
  readonly warnings: object[] = [];
  diskFails = false;
  readonly desk: PriceDesk;

  constructor(tariffs: readonly object[], wall: string, disk = new Map<string, DayPrices>()) {
    this.nowMs = at(wall);
    this.site = siteWith(tariffs);
    this.disk = disk;
    this.desk = new PriceDesk({
      store: {
        of: (source) => [...disk.values()].filter((day) => day.source === source),
        put: (days, { sources, fromDate }) => {
          if (this.diskFails) throw new Error('the disk is full');
          for (const day of days) disk.set(`${day.source} ${day.date}`, day);
          for (const [key, day] of disk) if (day.date < fromDate || !sources.includes(day.source)) disk.delete(key);
        },
      },
      site: () => this.site,
      current: () => undefined,
      clock: { monotonicMs: () => this.nowMs, wallMs: () => this.nowMs + this.wallShiftMs },
      askFor: priceGuard({ hanInterfaces: () => [], loopbackAllowed: true }),
      spreadMs: 0,
      log: { info: () => {}, warn: (facts) => void this.warnings.push(facts) },
    });
  }

  /** Looks now, and every half minute for so long. */
  async look(minutes = 0): Promise<void> {
    await this.desk.look();
    for (let k = 0; k < minutes * 2; k += 1) {
      this.nowMs += minuteMs / 2;
      await this.desk.look();
    }
  }

  ctAt(text: string): number | undefined {
    const [known] = this.desk.known();
    return known?.spans.find(({ fromMs, toMs }) => fromMs <= at(text) && at(text) < toMs)?.ct;
  }

  health(): string[] {
    return this.desk.health().map(({ message }) => message);
  }
}

describe('the desk of day-ahead prices', () => {
  let server: PriceServer;
  beforeEach(async () => {
    server = await new PriceServer().start();
  });
  afterEach(() => server.end());
  const hourly = (more: object = {}) => ({
    ...{ id: 'spot', kind: 'dayAhead', format: 'awattar', url: server.url('/v1/marketdata') },
    ...more,
  });
  const quarterly = () => ({ id: 'q', kind: 'dayAhead', format: 'energyCharts', url: server.url('/price?bzn=NL') });

  it('asks once for three days, at 13:00 for tomorrow, and then no more', async () => {
    server.publishedUntilMs = at('2026-05-04T22:00Z');
    const desk = new TestDesk([hourly()], '2026-05-04T08:00:00Z');
    await desk.look(170);
    assert.deepEqual(server.asked, [`/v1/marketdata?start=${at('2026-05-01T22:00Z')}&end=${at('2026-05-04T22:00Z')}`]);
    server.publishedUntilMs = at('2026-05-05T22:00Z');
    await desk.look(700);
    assert.deepEqual(server.asked.slice(1), [
      `/v1/marketdata?start=${at('2026-05-04T22:00Z')}&end=${at('2026-05-05T22:00Z')}`,
    ]);
    assert.equal(desk.ctAt('2026-05-05T20:30Z'), 5 + 20);
    assert.deepEqual(desk.health(), []);
  });

  it('takes quarter hours, and prices with markup and VAT', async () => {
    const costs = { markupPercent: 10, markupCt: 2, vatPercent: 21 };
    const desk = new TestDesk([quarterly(), hourly(costs)], '2026-05-04T08:00:00Z');
    await desk.look();
    const [quarters, hours] = desk.desk.known();
    assert.equal(quarters?.spans.filter(({ fromMs }) => fromMs >= at('2026-05-03T22:00Z')).length, 96);
    // 80 EUR/MWh at three: (8 x 1.1 + 2) x 1.21.
    assert.equal(hours?.spans.find(({ fromMs }) => fromMs === at('2026-05-04T03:00Z'))?.ct, 13.068);
    assert.equal(
      server.asked[0],
      `/price?bzn=NL&start=${at('2026-05-01T22:00Z') / 1000}&end=${at('2026-05-04T22:00Z') / 1000}`,
    );
  });

  it('survives a restart without asking again, and works without a network', async () => {
    const before = new TestDesk([hourly()], '2026-05-04T14:00:00Z');
    await before.look();
    assert.equal(before.disk.size, 4, 'a row for each day');
    server.asked.length = 0;
    const after = new TestDesk([hourly()], '2026-05-04T15:00:00Z', before.disk);
    assert.deepEqual(after.desk.known(), before.desk.known());
    await after.look(60);
    assert.deepEqual(server.asked, []);
  });

  it('asks again later and later while the server fails, and keeps what it has', async () => {
    const desk = new TestDesk([hourly()], '2026-05-04T08:00:00Z');
    server.fails = { status: 500 };
    await desk.look(60);
    assert.equal(server.asked.length, 6, 'at 0, 1, 3, 7, 15 and 31 minutes');
    assert.deepEqual(desk.health(), ['The tariff spot has no price for now; last answer: the server answered 500']);
    assert.equal(desk.warnings.length, 6);
    server.fails = undefined;
    await desk.look(30);
    assert.equal(desk.ctAt('2026-05-04T09:30Z'), 14);
    assert.deepEqual(desk.health(), []);
  });

  it('leaves a server alone for as long as it says', async () => {
    const desk = new TestDesk([hourly()], '2026-05-04T08:00:00Z');
    server.fails = { status: 429, headers: { 'retry-after': '1200' } };
    await desk.look(19);
    assert.equal(server.asked.length, 1);
    await desk.look(2);
    assert.equal(server.asked.length, 2);
  });

  it('waits for tomorrow quarter by quarter, says from 18:00 on that it is late, and never prolongs today', async () => {
    server.publishedUntilMs = at('2026-05-04T22:00Z');
    const desk = new TestDesk([hourly()], '2026-05-04T10:50:00Z');
    await desk.look(130);
    assert.ok(server.asked.length >= 8 && server.asked.length <= 10, `${server.asked.length} requests in two hours`);
    assert.deepEqual(desk.health(), []);
    await desk.look(180);
    assert.match(desk.health()[0] ?? '', /^The tariff spot lacks prices of 2026-05-05/);
    desk.nowMs = at('2026-05-04T22:30:00Z');
    assert.equal(desk.ctAt('2026-05-04T22:30Z'), undefined);
    assert.match(desk.health()[0] ?? '', /has no price for now/);
  });

  it('keeps what is good of an answer, names what is not, and fills a gap later', async () => {
    type Entry = { readonly start_timestamp: number };
    server.spoil = (answer) => ({
      data: (answer as { data: Entry[] }).data.flatMap((entry) => {
        if (entry.start_timestamp === at('2026-05-04T10:00Z')) return [];
        return [entry.start_timestamp === at('2026-05-04T11:00Z') ? { ...entry, unit: 'CHF/MWh' } : entry];
      }),
    });
    const desk = new TestDesk([hourly()], '2026-05-04T08:00:00Z');
    await desk.look();
    assert.equal(desk.ctAt('2026-05-04T09:30Z'), 14);
    assert.equal(desk.ctAt('2026-05-04T10:30Z'), undefined);
    assert.equal(desk.ctAt('2026-05-04T11:30Z'), undefined);
    assert.match(desk.health()[0] ?? '', /lacks prices of 2026-05-04; last answer: .*"CHF\/MWh", not in EUR\/MWh: 1/);
    server.spoil = (answer) => answer;
    await desk.look(2);
    assert.equal(desk.ctAt('2026-05-04T10:30Z'), 15);
    assert.deepEqual(desk.health(), []);
  });

  it('never exchanges prices for worse ones', async () => {
    const desk = new TestDesk([hourly()], '2026-05-04T12:00:00Z');
    server.publishedUntilMs = at('2026-05-05T10:00Z');
    await desk.look();
    server.spoil = () => ({ data: [] });
    await desk.look(20);
    assert.equal(desk.ctAt('2026-05-05T09:30Z'), 14);
  });

  it('asks no more for days gone by that the server does not tell', async () => {
    server.spoil = (answer) => ({
      data: (answer as { data: { start_timestamp: number }[] }).data.filter(
        (entry) => entry.start_timestamp >= at('2026-05-03T22:00Z'),
      ),
    });
    const desk = new TestDesk([hourly()], '2026-05-04T08:00:00Z');
    await desk.look(120);
    assert.equal(server.asked.length, 1);
    assert.equal(desk.desk.ahead()[0]?.level, -4, 'today alone makes a mean');
  });

  it('follows the site: another source is asked at once, one that goes is forgotten', async () => {
    const desk = new TestDesk([hourly()], '2026-05-04T08:00:00Z');
    await desk.look();
    desk.site = siteWith([quarterly()]);
    desk.desk.siteChanged();
    await desk.look();
    assert.deepEqual([...new Set([...desk.disk.values()].map(({ source }) => source.split(' ')[0]))], ['energyCharts']);
    desk.site = siteWith([]);
    desk.desk.siteChanged();
    assert.deepEqual(desk.desk.known(), []);
    assert.deepEqual(desk.desk.health(), []);
  });

  it('counts from memory what the disk does not take', async () => {
    const desk = new TestDesk([hourly()], '2026-05-04T08:00:00Z');
    desk.diskFails = true;
    await desk.look();
    assert.equal(desk.ctAt('2026-05-04T09:30Z'), 14);
    assert.equal(desk.warnings.length, 1);
  });

  it('tells the same list as long as nothing is new', async () => {
    const desk = new TestDesk([hourly()], '2026-05-04T08:00:00Z');
    await desk.look();
    const known = desk.desk.known();
    await desk.look(10);
    assert.equal(desk.desk.known(), known);
    desk.nowMs = at('2026-05-04T22:00:30Z');
    assert.notEqual(desk.desk.known(), known, 'an older day has gone');
  });

  it('tells what was and what will be', async () => {
    const night = { id: 'night', kind: 'table', prices: [{ ct: 30, level: -3 }] };
    server.publishedUntilMs = at('2026-05-04T12:00Z');
    const desk = new TestDesk([hourly(), night], '2026-05-04T09:10:00Z');
    await desk.look();
    const told = desk.desk.series(at('2026-05-04T07:30Z'), at('2026-05-04T14:00Z'));
    assert.deepEqual(
      told.map(({ fromMs, ct, tariff }) => `${new Date(fromMs).toISOString().slice(11, 16)} ${tariff} ${ct}`),
      [
        '07:30 spot 12',
        '08:00 spot 13',
        '09:00 spot 14',
        '09:10 spot 14',
        '10:00 spot 15',
        '11:00 spot 16',
        '12:00 night 30',
      ],
    );
  });

  it('asks at once when a clock that was wrong is set', async () => {
    server.publishedUntilMs = 0;
    const desk = new TestDesk([hourly()], '2026-05-04T08:00:00Z');
    desk.wallShiftMs = -at('2026-05-04T08:00:00Z');
    await desk.look(120);
    server.publishedUntilMs = Number.POSITIVE_INFINITY;
    desk.wallShiftMs = 0;
    await desk.look();
    assert.equal(desk.ctAt('2026-05-04T10:30Z'), 15);
  });

  it('S34 asks no host but that of the URL, and none on loopback where that is not allowed', async () => {
    const ask = priceGuard({ hanInterfaces: () => [], loopbackAllowed: false })(server.url('/v1'));
    await assert.rejects(ask(server.url('/v1?start=1')), { code: 'refusedAddress' });
    const allowed = priceGuard({ hanInterfaces: () => [], loopbackAllowed: true })(server.url('/v1'));
    await assert.rejects(allowed('http://127.0.0.1:1/'), { code: 'notListed' });
    assert.equal((await allowed(server.url('/v1?start=0&end=1'))).status, 200);
  });

  for (const [night, hours] of [
    ['2026-03-29', 23],
    ['2026-10-25', 25],
  ] as const)
    it(`has ${hours} prices on ${night}`, async () => {
      const desk = new TestDesk([hourly()], `${night}T08:00:00Z`);
      await desk.look();
      const today = [...desk.disk.values()].find(({ date }) => date === night);
      assert.equal(today?.spans.length, hours);
      assert.deepEqual(desk.health(), []);
      assert.equal(server.asked.length, 1);
    });
});
