import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ShareDesk } from '../../../firmware/control/share-desk.ts';
import { type TemporaryShare, temporaryShareRecords } from '../../../firmware/control/temporary-share.ts';
import type { LimitRecord } from '../../../firmware/domain/limit.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from '../domain/site/documents.ts';

const read = readSite(contractSite(), knowledge);
assert.ok(read.ok);
const { site } = read;
const record = (
  id: string,
  unit: 'mA' | 'W',
  value: number,
  origin: LimitRecord['origin'] = 'formula',
): LimitRecord => ({
  ...{ id, origin, scope: 'all', circuit: 'house', unit, value },
  ...{ sinceMs: 0, source: 'site', failed: false, variables: [] },
});
const share = (percent: number): TemporaryShare => ({ percent, source: 'admin', sinceMs: 7 });

describe('a share of the house connection for now', () => {
  it('scales what the site allows, with its origin and who set it, and not what a share of the site left', () => {
    const own = [
      record('fuse', 'mA', 63_000, 'fuse'),
      record('low', 'mA', 40_000),
      record('share:house:mA', 'mA', 20_000, 'percent'),
    ];
    const [only, ...others] = temporaryShareRecords(own, site, [share(40)]);
    assert.deepEqual(others, []);
    assert.deepEqual(only, {
      ...record('temporary-share:house:mA', 'mA', 16_000, 'percent'),
      ...{ sinceMs: 7, source: '40 % by admin' },
    });
    assert.deepEqual(temporaryShareRecords(own, site, undefined), []);
  });

  it('stands beside one with a lease, which has an origin and an end of its own', () => {
    const leased = { ...share(60), source: 'sunspec', leasedUntilMs: 99 };
    const [first, second] = temporaryShareRecords([record('fuse', 'mA', 50_000, 'fuse')], site, [share(40), leased]);
    assert.deepEqual([first?.origin, first?.value], ['percent', 20_000]);
    assert.deepEqual(second, {
      ...record('sunspec-share:house:mA', 'mA', 30_000, 'sunspec'),
      ...{ sinceMs: 7, untilMs: 99, source: '60 % by sunspec' },
    });
    const told: (readonly TemporaryShare[])[] = [];
    const desk = new ShareDesk({ host: { shares: (given) => void told.push(given) }, clock: { wallMs: () => 7 } });
    desk.set(40, { name: 'admin' });
    desk.lease(leased);
    assert.equal(desk.percent(), 40);
    desk.set(100, { name: 'admin' });
    assert.equal(desk.percent(), 60);
    assert.deepEqual(told, [[share(40)], [share(40), leased], [leased]]);
  });

  it('is never above what it scales', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100_000), (percent, value) => {
        const records = temporaryShareRecords([record('x', 'mA', value)], site, [share(percent)]);
        assert.ok(records.every((each) => each.value <= value));
      }),
    );
  });

  it('is told to the worker, and ends with 100', () => {
    const told: (readonly TemporaryShare[])[] = [];
    const desk = new ShareDesk({ host: { shares: (given) => void told.push(given) }, clock: { wallMs: () => 7 } });
    desk.set(40, { name: 'admin' });
    assert.equal(desk.percent(), 40);
    desk.set(100, { name: 'admin' });
    assert.equal(desk.percent(), 100);
    assert.deepEqual(told, [[share(40)], []]);
  });
});
