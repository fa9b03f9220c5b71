import assert from 'node:assert/strict';
import { guardedChargePoints } from '../../../../firmware/domain/site/authorisation.ts';
import { readSite } from '../../../../firmware/domain/site/check.ts';
import { houseOfTwo } from '../../api/people-fake.ts';
import { knowledge } from './documents.ts';

const document = (more: object) => ({
  name: 'House',
  timezone: 'Europe/Amsterdam',
  circuits: [{ id: 'house', fuseA: 63 }],
  devices: [
    { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
    { id: 'E2', definition: 'a-box', address: '10.0.0.2:502' },
  ],
  ruleSets: { night: [] },
  variables: [{ name: 'SUM', expr: 'AVAIL' }, { name: 'AVAIL' }],
  ...more,
});
const anna = { id: 'anna', name: 'Anna', chargePoints: ['E1'] };
const faults = (more: object) => {
  const result = readSite(document(more), knowledge);
  return result.ok ? [] : result.faults.map(({ path, message }) => [path, message] as const);
};
const tag = (...functions: string[]) => ({ users: [anna], tags: [{ id: 't', uid: '01', functions }] });

describe('users and cards of a site', () => {
  const wrong: [string, object, string, RegExp][] = [
    [
      'an unknown charge point',
      { users: [{ ...anna, chargePoints: ['E9'] }] },
      'users[0].chargePoints[0]',
      /no charge/,
    ],
    ['one twice', { users: [{ ...anna, chargePoints: ['E1', 'E1'] }] }, 'users[0].chargePoints[1]', /twice/],
    ['two users of one id', { users: [anna, anna] }, 'users[1].id', /used twice/],
    ['a card of nobody known', { tags: [{ id: 't', uid: '01', user: 'bert' }] }, 'tags[0].user', /no user "bert"/],
    [
      'one card under two names',
      {
        tags: [
          { id: 'a', uid: '04:a2' },
          { id: 'b', uid: '04A2' },
        ],
      },
      'tags[1].uid',
      /twice/,
    ],
    ['a uid of nothing', { tags: [{ id: 't', uid: '::' }] }, 'tags[0].uid', /letters or digits/],
    ['a function that is none', tag('authorize'), 'tags[0].functions[0]', /authorise, toggleCharging/],
    ['3 A', tag('current:3'), 'tags[0].functions[0]', /current:AMPERES/],
    ['a rule set that is not there', tag('authorise', 'ruleSet:day'), 'tags[0].functions[1]', /no rule set "day"/],
    ['an output that is not there', tag('output:bell'), 'tags[0].functions[0]', /no output "bell"/],
    ['a formula', tag('variable:sum=1'), 'tags[0].functions[0]', /is a formula/],
    [
      'a fixed card that is not there',
      { devices: [{ ...document({}).devices[0], fixedTag: 'x' }] },
      'devices[0].fixedTag',
      /no tag "x"/,
    ],
    [
      'a period that is none',
      { users: [{ ...anna, budget: { unit: 'kWh', amount: 1, period: 'hour' } }] },
      'users[0].budget.period',
      /./,
    ],
  ];
  for (const [what, more, path, message] of wrong)
    it(`refuse ${what} at its path`, () => {
      const [found] = faults(more);
      assert.equal(found?.[0], path);
      assert.match(found?.[1] ?? '', message);
    });

  it('take what the contract shows; a card may be over already', () => {
    const budget = { unit: 'kWh', amount: 50, period: 'once' };
    const card = { id: 't', uid: '01', user: 'anna', name: 'blue', validUntil: '2020-01-01T00:00:00Z', uses: 3 };
    const functions = ['authorise', 'ruleSet:night', 'budget:10kWh/month', 'variable:AVAIL=50', 'button:green'];
    assert.deepEqual(faults({ users: [{ ...anna, budget, priority: 3 }], tags: [{ ...card, functions }] }), []);
  });

  const guards: [string, object, string[]][] = [
    ['nobody', { users: [], tags: [] }, []],
    ['a user without a list', { users: [{ id: 'anna', name: 'Anna' }], tags: [] }, []],
    ['a card without authorise', { users: [], tags: [{ id: 't', uid: '1', functions: ['priority:5'] }] }, []],
    ['a user', { users: [anna], tags: [] }, ['E1']],
    [
      'a card of a user',
      { users: [anna], tags: [{ id: 't', uid: '1', user: 'anna', functions: ['authorise'] }] },
      ['E1'],
    ],
    ['a card of nobody', { users: [], tags: [{ id: 't', uid: '1', functions: ['authorise'] }] }, ['E1', 'E2', 'E3']],
  ];
  for (const [what, more, ids] of guards)
    it(`${what} makes ${ids.length === 0 ? 'no charge point' : ids.join(', ')} ask`, () =>
      assert.deepEqual([...guardedChargePoints(houseOfTwo(more))], ids));
});
