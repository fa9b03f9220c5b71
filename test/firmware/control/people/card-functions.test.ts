import assert from 'node:assert/strict';
import type { PeopleDesk } from '../../../../firmware/control/people/people-desk.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { Occupant } from '../../../../firmware/domain/known.ts';
import { tagFunction } from '../../../../firmware/domain/site/tag-functions.ts';
import type { State } from '../../../../firmware/domain/state.ts';
import { FakeClock } from '../../api/fakes.ts';
import { houseOfTwo, MemoryPeople, MemoryUsage, peopleDesk } from '../../api/people-fake.ts';

const admin = { name: 'admin' };
const car = (state: string): State =>
  ({ chargePoints: [{ id: 'E1', state, energyWh: null, powerW: 0, offeredA: 0, phases: [] }] }) as unknown as State;

interface Shown {
  readonly desk: PeopleDesk;
  readonly told: string[];
  readonly occupant: () => Partial<Occupant> | undefined;
  readonly show: (uid?: string) => Promise<string>;
}

/** Anna's car stands at E1; card 01 is hers and has the functions. */
function shownBy(functions: string[], more: object = {}): Shown {
  const site = houseOfTwo({
    ...{ ruleSets: { night: [] }, outputs: [{ id: 'bell', url: 'http://10.0.0.9/ring' }] },
    users: [{ id: 'anna', name: 'Anna', chargePoints: ['E1'], budget: { unit: 'kWh', amount: 10, period: 'month' } }],
    tags: [
      { id: 'a', uid: '01', user: 'anna', functions },
      { id: 'b', uid: '02', user: 'anna', functions: ['authorise'] },
    ],
    ...more,
  });
  const told: string[] = [];
  const desk = peopleDesk(new MemoryPeople(), new FakeClock(), site, new MemoryUsage(), {
    setVariable: async (name, value, author) => {
      if (name === 'OWNED') throw new NetwachtError('owned', 'a channel has it');
      told.push(`${author} sets ${name} to ${value}`);
    },
    sendOutput: (id) => void told.push(`${id} is sent`),
  });
  desk.observe(car('B'));
  return {
    ...{ desk, told },
    occupant: () => desk.occupants().find(({ chargePoint }) => chargePoint === 'E1'),
    show: async (uid = '01') => {
      try {
        await desk.show('E1', uid, admin);
        desk.observe(car('B'));
        return 'taken';
      } catch (error) {
        if (error instanceof NetwachtError) return error.code;
        throw error;
      }
    },
  };
}

describe('the functions of a card (G4)', () => {
  const budget = { unit: 'kWh', amount: 10, used: 0 } as const;
  const base = { chargePoint: 'E1', user: 'anna', tag: 'a', budget };
  /** Functions, and what each showing of the card comes to. */
  const table: [string[], Partial<Occupant>[]][] = [
    [['authorise'], [{ authorised: true }, { authorised: true }]],
    [
      ['authorise', 'toggleCharging'],
      [{ authorised: true }, { authorised: true, maxMa: 0 }, { authorised: true }],
    ],
    [['toggleCharging'], [{ authorised: false, maxMa: 0 }, { authorised: false }]],
    [
      ['authorise', 'toggleUserRules'],
      [{ authorised: true, userRulesOff: true }, { authorised: true }],
    ],
    [['authorise', 'ruleSet:night'], [{ authorised: true, ruleSet: 'night' }]],
    [['authorise', 'current:10'], [{ authorised: true, maxMa: 10_000 }]],
    [['authorise', 'current:0'], [{ authorised: true, maxMa: 0 }]],
    [['authorise', 'current:6.5', 'current:none'], [{ authorised: true }]],
    [['authorise', 'phases:1'], [{ authorised: true, phases: 1 }]],
    [['authorise', 'phases:3'], [{ authorised: true, phases: 3 }]],
    [['authorise', 'phases:auto'], [{ authorised: true, phases: 'auto' }]],
    [['authorise', 'priority:7'], [{ authorised: true, priority: 7 }]],
    [['authorise', 'button:green', 'auto'], [{ authorised: true }]],
    [['authorise', 'budget:3kWh/day'], [{ authorised: true, budget: { unit: 'kWh', amount: 3, used: 0 } }]],
    [['authorise', 'budget:90min/once'], [{ authorised: true, budget: { unit: 'min', amount: 90, used: 0 } }]],
    // Once a session.
    [
      ['authorise', 'budget:+5kWh'],
      [
        { authorised: true, budget: { ...budget, amount: 15 } },
        { authorised: true, budget: { ...budget, amount: 15 } },
      ],
    ],
    [['authorise', 'budget:+5kWh', 'budget:delete'], [{ authorised: true }]],
    [['authorise', 'budget:clear'], [{ authorised: true }]],
  ];
  for (const [functions, expected] of table)
    it(functions.join(' '), async () => {
      const { show, occupant, desk } = shownBy(functions.filter((each) => each !== 'auto'));
      for (const each of expected) {
        assert.equal(await show(), 'taken');
        const { authorised, ...more } = each;
        assert.deepEqual(occupant(), { ...base, ...more, authorised });
      }
      desk.observe(car('A'));
      assert.deepEqual(occupant(), { chargePoint: 'E1', authorised: false });
    });

  it('end: the card shown again ends what it began, and a third time begins anew', async () => {
    const { show, occupant } = shownBy(['authorise', 'end']);
    for (const authorised of [true, false, true]) {
      assert.equal(await show(), 'taken');
      assert.equal(occupant()?.authorised, authorised);
    }
  });

  it('a second card without authorise adds to the session and leaves it to whom it belongs', async () => {
    const { show, occupant } = shownBy(['current:8', 'priority:9']);
    await show('02');
    await show('01');
    assert.deepEqual(occupant(), { ...base, tag: 'b', authorised: true, maxMa: 8000, priority: 9 });
  });

  it("a card of nobody that only adds something adds to anybody's session, each time it is shown", async () => {
    const adding = { id: 'c', uid: '03', functions: ['budget:+1kWh', 'toggleCharging'] };
    const annas = { id: 'b', uid: '02', user: 'anna', functions: ['authorise'] };
    const { show, occupant } = shownBy([], { tags: [annas, adding] });
    await show('02');
    for (const [amount, more] of [
      [11, { maxMa: 0 }],
      [12, {}],
    ] as const) {
      assert.equal(await show('03'), 'taken');
      const now = { ...base, tag: 'b', authorised: true, ...more, budget: { ...budget, amount } };
      assert.deepEqual(occupant(), now);
    }
  });

  it('variable and output act in the name of who showed the card', async () => {
    const { show, told } = shownBy(['authorise', 'variable:GUEST=1', 'output:bell']);
    assert.equal(await show(), 'taken');
    assert.deepEqual(told, ['admin sets GUEST to 1', 'bell is sent']);
  });

  it('a variable that may not be set, or a budget of another unit, refuses the card as a whole', async () => {
    for (const [bad, code] of [
      ['variable:OWNED=1', 'owned'],
      ['budget:+5min', 'otherUnit'],
    ] as const) {
      const { show, occupant, told } = shownBy(['authorise', 'output:bell', bad]);
      assert.equal(await show(), code);
      assert.deepEqual(occupant(), { chargePoint: 'E1', authorised: false });
      assert.deepEqual(told, []);
    }
    const { show } = shownBy(['authorise', 'budget:+5kWh'], {
      users: [{ id: 'anna', name: 'A', chargePoints: ['E1'] }],
    });
    assert.equal(await show(), 'noBudget');
  });

  it('auto: the card acts by itself when a car comes and nothing was shown, once a car', async () => {
    const { desk, occupant, show } = shownBy(['authorise', 'auto']);
    assert.equal(occupant()?.authorised, true);
    desk.end('E1');
    desk.observe(car('C'));
    assert.equal(occupant()?.authorised, false);
    desk.observe(car('A'));
    await show('02');
    desk.observe(car('B'));
    assert.equal(occupant()?.tag, 'b');
  });

  it('a fixed card of the charge point stands before auto, and is refused like any other (G5)', () => {
    const fixed = (tag: object) => {
      const desk = peopleDesk(
        new MemoryPeople(),
        new FakeClock(),
        houseOfTwo({
          devices: [{ id: 'E1', definition: 'a-box', address: '10.0.0.1:502', fixedTag: 'f' }],
          users: [],
          tags: [
            { id: 'a', uid: '01', functions: ['auto', 'authorise'] },
            { id: 'f', uid: '02', functions: ['authorise'], ...tag },
          ],
        }),
      );
      desk.observe(car('C'));
      return desk.view('E1');
    };
    assert.equal(fixed({}).tag, 'f');
    assert.deepEqual([fixed({ uses: 0 }).tag, fixed({ uses: 0 }).authorised], [null, false]);
  });

  it('is read strictly', () => {
    const wrong = [
      ...[
        '',
        'Authorise',
        'authorise:',
        'authorise:1',
        'current',
        'current:',
        'current:5.9',
        'current:-6',
        'current:1e1',
      ],
      ...['phases:2', 'priority:101', 'priority:-1', 'ruleSet:', 'ruleSet:a b', 'budget:', 'budget:10', 'budget:10kWh'],
      ...[
        'budget:10kwh/day',
        'budget:+10',
        'budget:-1kWh/day',
        'budget:10kWh/hour',
        'variable:',
        'variable:A',
        'variable:_a=1',
      ],
      ...['variable:A=x', 'output:', 'button:blue', 'constructor', 'toString:x', ' authorise'],
    ];
    for (const text of wrong) assert.equal(tagFunction(text), undefined, text);
  });
});
