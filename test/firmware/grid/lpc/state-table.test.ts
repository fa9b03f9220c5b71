import assert from 'node:assert/strict';
import { type LpcState, lpcStates } from '../../../../firmware/domain/lpc.ts';
import { free, hourS, inState, type System, settings } from './support.ts';

type Outcome = readonly [LpcState, number | undefined];

/** Every event that LPC knows; what it comes to in each state is the table below. */
const events = {
  heartbeat: (s: System) => s.heartbeat(),
  'active limit after a heartbeat': (s: System) => s.heartbeat().limit(3000),
  'inactive limit after a heartbeat': (s: System) => s.heartbeat().lift(),
  'active limit without a heartbeat': (s: System) => silent(s).limit(3000),
  'inactive limit without a heartbeat': (s: System) => silent(s).lift(),
  'duration of the limit ends': (s: System) =>
    s.tell({ heartbeat: true, limit: { active: true, limitW: 3000, durationS: 60 } }).wait(60),
  'heartbeat missing for 120 s': (s: System) => s.wait(120),
  'silence for longer than the fail-safe duration': (s: System) => s.wait(2 * hourS + 300),
  'negative limit': (s: System) => s.tell({ heartbeat: true, limit: { active: true, limitW: -1 } }),
  'fail-safe limit of 5 kW': (s: System) => s.tell({ failsafe: { limitW: 5000 } }),
  'fail-safe limit of 4.1 kW': (s: System) => s.tell({ failsafe: { limitW: 4100 } }),
  'fail-safe duration of 3 h': (s: System) => s.tell({ failsafe: { durationS: 3 * hourS } }),
  restart: (s: System) => s.restart(),
} as const;
type EventName = keyof typeof events;

/** No heartbeat counts any more, and nothing else has changed. */
const silent = (s: System): System => {
  s.memory = { ...s.memory, heartbeatMs: undefined };
  return s;
};

const table: Readonly<Record<EventName, Readonly<Record<LpcState, Outcome>>>> = {
  heartbeat: {
    init: ['init', 4200],
    unlimitedControlled: ['unlimitedControlled', undefined],
    limited: ['limited', 6000],
    failsafe: ['failsafe', 4200],
    unlimitedAutonomous: ['unlimitedAutonomous', undefined],
  },
  'active limit after a heartbeat': {
    init: ['limited', 3000],
    unlimitedControlled: ['limited', 3000],
    limited: ['limited', 3000],
    failsafe: ['limited', 3000],
    unlimitedAutonomous: ['limited', 3000],
  },
  'inactive limit after a heartbeat': {
    init: ['unlimitedControlled', undefined],
    unlimitedControlled: ['unlimitedControlled', undefined],
    limited: ['unlimitedControlled', undefined],
    failsafe: ['unlimitedControlled', undefined],
    unlimitedAutonomous: ['unlimitedControlled', undefined],
  },
  'active limit without a heartbeat': {
    init: ['init', 3000],
    unlimitedControlled: ['limited', 3000],
    limited: ['limited', 3000],
    failsafe: ['failsafe', 3000],
    unlimitedAutonomous: ['limited', 3000],
  },
  'inactive limit without a heartbeat': {
    init: ['init', 4200],
    unlimitedControlled: ['unlimitedControlled', undefined],
    limited: ['unlimitedControlled', undefined],
    failsafe: ['failsafe', 4200],
    unlimitedAutonomous: ['unlimitedAutonomous', undefined],
  },
  'duration of the limit ends': {
    init: ['unlimitedControlled', undefined],
    unlimitedControlled: ['unlimitedControlled', undefined],
    limited: ['unlimitedControlled', undefined],
    failsafe: ['unlimitedControlled', undefined],
    unlimitedAutonomous: ['unlimitedControlled', undefined],
  },
  'heartbeat missing for 120 s': {
    init: ['failsafe', 4200],
    unlimitedControlled: ['failsafe', 4200],
    limited: ['failsafe', 4200],
    failsafe: ['failsafe', 4200],
    unlimitedAutonomous: ['unlimitedAutonomous', undefined],
  },
  'silence for longer than the fail-safe duration': {
    init: ['failsafe', 4200],
    unlimitedControlled: ['failsafe', 4200],
    limited: ['failsafe', 4200],
    failsafe: ['failsafe', 4200],
    unlimitedAutonomous: ['unlimitedAutonomous', undefined],
  },
  'negative limit': {
    init: ['init', 4200],
    unlimitedControlled: ['unlimitedControlled', undefined],
    limited: ['limited', 6000],
    failsafe: ['failsafe', 4200],
    unlimitedAutonomous: ['unlimitedAutonomous', undefined],
  },
  'fail-safe limit of 5 kW': {
    init: ['init', 5000],
    unlimitedControlled: ['unlimitedControlled', undefined],
    limited: ['limited', 6000],
    failsafe: ['failsafe', 5000],
    unlimitedAutonomous: ['unlimitedAutonomous', undefined],
  },
  'fail-safe limit of 4.1 kW': {
    init: ['init', 4200],
    unlimitedControlled: ['unlimitedControlled', undefined],
    limited: ['limited', 6000],
    failsafe: ['failsafe', 4200],
    unlimitedAutonomous: ['unlimitedAutonomous', undefined],
  },
  'fail-safe duration of 3 h': {
    init: ['init', 4200],
    unlimitedControlled: ['unlimitedControlled', undefined],
    limited: ['limited', 6000],
    failsafe: ['failsafe', 4200],
    unlimitedAutonomous: ['unlimitedAutonomous', undefined],
  },
  restart: {
    init: ['init', 4200],
    unlimitedControlled: ['init', 4200],
    limited: ['init', 4200],
    failsafe: ['failsafe', 4200],
    unlimitedAutonomous: ['init', 4200],
  },
};

/** Where the site lets it run free after the fail-safe duration, these come out otherwise. */
const whenFree: readonly (readonly [EventName, LpcState, Outcome])[] = [
  ['heartbeat missing for 120 s', 'init', ['unlimitedAutonomous', undefined]],
  ['silence for longer than the fail-safe duration', 'init', ['unlimitedAutonomous', undefined]],
  ['silence for longer than the fail-safe duration', 'unlimitedControlled', ['unlimitedAutonomous', undefined]],
  ['silence for longer than the fail-safe duration', 'limited', ['unlimitedAutonomous', undefined]],
  ['silence for longer than the fail-safe duration', 'failsafe', ['unlimitedAutonomous', undefined]],
];

describe('LPC, every state and every event', () => {
  for (const event of Object.keys(events) as EventName[])
    for (const state of lpcStates)
      it(`${state}, ${event}`, () => {
        const system = inState[state]();
        assert.equal(system.memory.state, state);
        assert.deepEqual(events[event](system).now, table[event][state]);
      });

  for (const event of Object.keys(events) as EventName[])
    for (const state of lpcStates)
      it(`${state}, ${event}, where it may run free`, () => {
        const other = whenFree.find(([name, from]) => name === event && from === state)?.[2];
        assert.deepEqual(events[event](inState[state](free)).now, other ?? table[event][state]);
      });

  it('one long step of time comes to the same as many short ones', () => {
    for (const rules of [settings, free])
      for (const state of lpcStates)
        for (const seconds of [59, 119, 121, 3000, 2 * hourS + 119, 3 * hourS]) {
          const [short, long] = [inState[state](rules), inState[state](rules)];
          for (const system of [short, long]) if (state === 'limited') system.limit(6000, 90);
          assert.deepEqual(short.wait(seconds).memory, long.wait(seconds, true).memory, `${state}, ${seconds} s`);
        }
  });
});
