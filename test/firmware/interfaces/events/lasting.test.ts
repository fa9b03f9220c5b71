import assert from 'node:assert/strict';
import type { LimitState, State } from '../../../../firmware/domain/state.ts';
import { lastingIn } from '../../../../firmware/interfaces/events/lasting.ts';
import { OpenEvents } from '../../../../firmware/interfaces/events/open-events.ts';

const since = '2026-11-28T12:00:00.000Z';
const limit = (change: Partial<LimitState>): LimitState => ({
  ...{ id: 'x', origin: 'smgw', circuit: 'house', unit: 'W', value: 4200, since, until: null, source: 'AVAIL' },
  ...change,
});
const state = (change: Partial<State>): State =>
  ({
    ...{ health: [], limits: [], meters: [{ id: 'M1', name: 'Main meter' }] },
    circuits: [{ id: 'house', name: 'House connection', fuseA: 25 }],
    chargePoints: [{ id: 'E1', name: 'Garage', state: 'C' }],
    ...change,
  }) as unknown as State;
const told = (now: State) =>
  lastingIn(now, undefined, 0).map(({ code, subject, severity, facts }) => [code, subject, severity, facts]);

describe('what lasts now and may be told', () => {
  // 25 A of three phases are 17250 W.
  const limits: readonly (readonly [string, Partial<LimitState>, string | undefined])[] = [
    ['of the gateway', {}, 'gridLimit'],
    ['of §14a', { origin: 'para14a' }, 'gridLimit'],
    ['of a contact, in A', { origin: 'relay', unit: 'A', value: 10 }, 'gridLimit'],
    ['of an energy guard', { origin: 'lpc', source: 'energy guard' }, 'gridLimit'],
    [
      'of an energy guard that nobody heard',
      { origin: 'lpc', source: 'energy guard: not heard since the start' },
      undefined,
    ],
    ['that is as high as the fuse', { value: 17_000 }, undefined],
    ['in A, as high as the fuse', { origin: 'relay', unit: 'A', value: 25 }, undefined],
    ['of zero', { value: 0 }, 'gridLimit'],
    ['by a variable', { origin: 'variable' }, 'outsideLimit'],
    ['by a box that leads', { origin: 'leader', unit: 'A', value: 8 }, 'outsideLimit'],
    ['by a SunSpec client', { origin: 'sunspec' }, 'outsideLimit'],
    ['of a person on the page', { origin: 'manual' }, 'manualLimit'],
    ['of the site itself', { origin: 'formula' }, undefined],
    ['of one charge point', { circuit: null, chargePoint: 'E1' }, undefined],
  ];
  for (const [what, change, code] of limits)
    it(`a limit ${what} is ${code ?? 'nothing'}`, () =>
      assert.deepEqual(
        lastingIn(state({ limits: [limit(change)] }), undefined, 0).map((one) => one.code),
        code === undefined ? [] : [code],
      ));

  it('of several limits on a circuit the lowest is told, once', () => {
    const several = [limit({ value: 9000 }), limit({ id: 'y', unit: 'A', value: 5 }), limit({ id: 'z', value: 4200 })];
    const open = new OpenEvents(undefined, 0).look(lastingIn(state({ limits: several }), undefined, 0), 0);
    assert.deepEqual(
      open.map(({ event }) => event.facts),
      [{ what: 'House connection', limitA: 5 }],
    );
  });

  it('a limit of a person is told beside that of the operator: neither hides or ends the other', () => {
    const operated = limit({ value: 9000 });
    const both = lastingIn(state({ limits: [operated, limit({ id: 'y', origin: 'manual' })] }), undefined, 0);
    const events = new OpenEvents(undefined, 0);
    assert.deepEqual(
      events.look(both, 0).map(({ event }) => [event.code, event.facts.limitW]),
      [
        ['manualLimit', 4200],
        ['gridLimit', 9000],
      ],
    );
    const left = lastingIn(state({ limits: [operated] }), undefined, 0);
    assert.deepEqual(
      events.look(left, 600_000).map(({ event }) => [event.code, event.stage]),
      [['manualLimit', 'over']],
    );
  });

  it('names what people know: the place, not its id; and never the sentence for the log', () => {
    const health = [
      { id: 'deviceLost:E1', severity: 'fault', code: 'deviceLost', what: 'E1', message: '10.0.0.9 refused', since },
      { id: 'meterStale:M1', severity: 'warning', code: 'meterStale', what: 'M1', message: 'x', since },
      { id: 'store:x', severity: 'fault', code: 'notPersisted', what: '', message: 'x', since },
    ] as const;
    assert.deepEqual(told(state({ health })), [
      ['deviceLost', 'E1', 'fault', { what: 'Garage' }],
      ['meterStale', 'M1', 'warning', { what: 'Main meter' }],
      ['notPersisted', 'store:x', 'fault', { what: '' }],
    ]);
  });

  it('a charge point that reports a fault is one', () => {
    for (const [is, count] of [
      ['A', 0],
      ['C', 0],
      ['E', 1],
      ['F', 1],
    ] as const) {
      const chargePoints = [{ id: 'E1', name: 'Garage', state: is }] as unknown as State['chargePoints'];
      assert.equal(told(state({ chargePoints })).length, count, is);
    }
  });
});
