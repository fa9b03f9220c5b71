import assert from 'node:assert/strict';
import { factsOf } from '../../../drivers/definitions/facts.ts';
import { lintDefinition } from '../../../drivers/definitions/lint.ts';
import { messageSchema } from '../../../drivers/definitions/message-schema.ts';

/** A product that answers in JSON. */
const answering = {
  ...{ id: 'a-meter', vendor: 'A', model: 'Meter', kind: 'meter', status: 'unverified', protocol: 'http' },
  sign: { power: 'importPositive', current: 'magnitude' },
  requests: [{ id: 'now', path: '/now' }],
  values: [
    { quantity: 'power', query: 'power', scale: 1, unit: 'W' },
    { quantity: 'current', query: 'amps', match: '([0-9.]+)', scale: 1, unit: 'A' },
  ],
  samples: [{ note: 'built', json: { power: 5, amps: '1.5 A' }, gives: { power: 5, current: 1.5 } }],
  ...{ quirks: [], sources: ['nowhere'], unverified: [] },
};

const problems = (change: object): string =>
  lintDefinition(messageSchema.parse({ ...answering, ...change }))
    .map(({ path, message }) => `${path}: ${message}`)
    .join('\n');

describe('Linter of definitions that speak in messages', () => {
  it('finds nothing wrong with a good one', () => {
    assert.equal(problems({}), '');
  });

  const [power, current] = answering.values;
  const [sample] = answering.samples;
  const two = [...answering.requests, { id: 'more', path: '/more' }];
  const wrong: [string, object, RegExp][] = [
    ['a value that stands twice', { values: [power, current, power] }, /values\.2\.quantity: power stands twice/],
    ['a scale of zero', { values: [{ ...power, scale: 0 }, current] }, /values\.0\.scale: is zero/],
    ['a power in amperes', { values: [{ ...power, unit: 'A' }, current] }, /values\.0\.unit: power is in W/],
    ['a query that cannot be read', { values: [{ ...power, query: 'a[' }, current] }, /values\.0\.query: a bracket/],
    ['a pattern that cannot be read', { values: [power, { ...current, match: '(' }] }, /values\.1\.match: a \(/],
    ['a value of no known message', { values: [{ ...power, in: 'then' }, current] }, /values\.0\.in: "then" is no/],
    ['a value that does not say of which', { requests: two }, /values\.0\.in: says which message: now, more/],
    ['a request that gives nothing', { requests: two }, /requests\.1\.id: no value stands in it/],
    ['a sample in two forms', { samples: [{ ...sample, text: 'x' }] }, /samples\.0: a message is written as one of/],
    ['a sample of nothing', { samples: [{ note: 'x', gives: { power: 1, current: 1 } }] }, /samples\.0: a message/],
    [
      'a sample of a value that is not there',
      { samples: [{ ...sample, gives: { power: 5, current: 1.5, mood: 1 } }] },
      /"mood" is not a value/,
    ],
    ['a value that no sample gives', { samples: [{ ...sample, gives: { power: 5 } }] }, /no sample gives current/],
    [
      'a value that samples only miss',
      { samples: [{ ...sample, gives: { power: 5, current: null } }] },
      /no sample gives current/,
    ],
    ['a power without a sign', { sign: undefined }, /says what its sign means/],
    ['a check of a value that is not there', { detect: [{ quantity: 'mood', min: 1 }] }, /"mood" is not a value/],
    ['a charge point', { kind: 'chargePoint' }, /cannot be a charge point yet/],
  ];
  for (const [name, change, expected] of wrong)
    it(`finds ${name}`, () => {
      assert.match(problems(change), expected);
    });

  it('refuses topics with wildcards', () => {
    const { requests: _, ...rest } = answering;
    const listening = (topic: string) =>
      messageSchema.safeParse({ ...rest, protocol: 'mqtt', topics: [{ id: 'now', topic }] }).success;
    assert.deepEqual(['tele/{topic}/SENSOR', '#', 'a/+/b', 'a b', ''].map(listening), [
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  it('says what a site has to know', () => {
    const facts = factsOf(messageSchema.parse(answering));
    assert.deepEqual(facts.transports, ['http']);
    assert.equal(facts.measuresCurrent, true);
    assert.equal(facts.hasConnectors, false);
    const each = messageSchema.parse({ ...answering, requests: [{ id: 'now', path: '/now?id={index}' }] });
    assert.equal(factsOf(each).hasConnectors, true);
  });
});
