import assert from 'node:assert/strict';
import { PointEventsDesk } from '../../../../firmware/control/point-events/point-events-desk.ts';
import type { PointEvent } from '../../../../firmware/domain/point-events.ts';
import type { ChargePointState, HealthState, State } from '../../../../firmware/domain/state.ts';
import { exampleState } from '../../api/fakes.ts';

const start = Date.UTC(2026, 10, 28, 12);
const now = exampleState(1);
const lost = (what: string): HealthState => ({
  ...{ id: `deviceLost:${what}`, severity: 'fault', code: 'deviceLost' },
  ...{ what, message: '', since: '2026-11-28T12:00:00.000Z' },
});

describe('the last events of a charge point', () => {
  let authorised: boolean;
  let desk: PointEventsDesk;
  let second: number;
  beforeEach(() => {
    authorised = false;
    second = 0;
    desk = new PointEventsDesk({ clock: { wallMs: () => start }, authorised: () => authorised });
  });

  /** One second more; what is given holds from now on. */
  function see(given: Partial<ChargePointState>, { health = [] as HealthState[], seconds = 1 } = {}): void {
    for (let k = 0; k < seconds; k += 1) {
      second += 1;
      const points = now.chargePoints.map((point) => ({ ...point, id: 'E1', ...given }));
      const at = new Date(start + second * 1000).toISOString();
      desk.observe({ ...now, at, chargePoints: points, health } satisfies State);
    }
  }
  const told = (): unknown[] => desk.of('E1').events.map(({ at, ...rest }: PointEvent) => [seconds(at), rest]);
  const seconds = (at: string) => (Date.parse(at) - start) / 1000;

  it('begins with nothing, and says since when it listens', () => {
    see({});
    assert.deepEqual(desk.of('E1'), { chargePoint: 'E1', since: '2026-11-28T12:00:00.000Z', events: [] });
    assert.throws(() => desk.of('E9'), { code: 'notFound' });
  });

  it('tells states, sign-ins, faults that come and go, newest first', () => {
    see({ state: 'A' });
    see({ state: 'B' });
    authorised = true;
    see({ state: 'B' });
    see({ state: null }, { health: [lost('E1'), lost('M1')] });
    see({ state: null });
    assert.deepEqual(told(), [
      [5, { kind: 'fault', code: 'deviceLost', ended: true }],
      [4, { kind: 'fault', code: 'deviceLost', ended: false }],
      [4, { kind: 'state', from: 'B', to: null }],
      [3, { kind: 'authorised', on: true }],
      [2, { kind: 'state', from: 'A', to: 'B' }],
    ]);
  });

  it('tells a reason that has held for five seconds with the time when it began, and none that was passed through', () => {
    see({ reason: { code: 'fuse', circuit: 'garage' } });
    see({ reason: { code: 'ramp' } }, { seconds: 4 });
    see({ reason: { code: 'fuse', circuit: 'garage' } }, { seconds: 9 });
    assert.deepEqual(told(), []);
    see({ reason: { code: 'waitingTurn', circuit: 'house' } }, { seconds: 6 });
    assert.deepEqual(told(), [[15, { kind: 'reason', code: 'waitingTurn', circuit: 'house' }]]);
  });

  it('makes one event of offers that follow one another, and tells each beginning and end', () => {
    see({ offeredA: 0 });
    see({ offeredA: 6 });
    for (const offeredA of [7, 7.4, 8, 9]) see({ offeredA });
    see({ offeredA: 9 }, { seconds: 100 });
    see({ offeredA: 12 });
    see({ offeredA: 0 });
    assert.deepEqual(told(), [
      [108, { kind: 'offer', fromA: 12, toA: 0 }],
      [107, { kind: 'offer', fromA: 9, toA: 12 }],
      [6, { kind: 'offer', fromA: 0, toA: 9 }],
    ]);
  });

  it('keeps the last twenty, and forgets a charge point that is gone', () => {
    for (let k = 0; k < 50; k += 1) see({ state: k % 2 === 0 ? 'A' : 'B' });
    assert.equal(told().length, 20);
    assert.deepEqual(told()[0], [50, { kind: 'state', from: 'A', to: 'B' }]);
    desk.observe({ ...now, chargePoints: [] });
    assert.throws(() => desk.of('E1'), { code: 'notFound' });
  });
});
