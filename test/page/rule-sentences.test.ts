import assert from 'node:assert/strict';
import type { RuleState } from '../../firmware/domain/rule-states.ts';
import { type Rule, rule } from '../../firmware/domain/site/rules.ts';
import type { RuleSpeech } from '../../web/rules/rule-speech.ts';
import { type RulePlace, ruleSentence } from '../../web/rules/sentence.ts';
import { whySentence } from '../../web/rules/why.ts';
import { de } from '../../web/words/rules/de.ts';
import { en } from '../../web/words/rules/en.ts';
import { fr } from '../../web/words/rules/fr.ts';
import { nl } from '../../web/words/rules/nl.ts';
import { itSaysAll } from './dictionaries.ts';

const languages = { en, nl, de, fr };
const now = '2026-05-01T12:00:00.000Z';

/** As the page writes numbers, in a time zone that does not move with the machine. */
const speechOf = (language: string): RuleSpeech => {
  const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const one = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return {
    language,
    short: (value) => short.format(value),
    setting: (valueA) => `${short.format(valueA)} A`,
    kilowatt: (powerW) => `${one.format(Math.abs(powerW) / 1000)} kW`,
    time: (at) => at.slice(11, 16),
  };
};
const spaced = (text: string): string => text.replaceAll('\u00a0', ' ');
const place: RulePlace = { of: 'chargePoint', deviceName: (id) => (id === 'M1' ? 'Grid meter' : id) };
const say = (document: object, at: RulePlace = place): string =>
  spaced(ruleSentence(speechOf('en'), en, rule.parse({ id: 'a', if: always, then: charge, ...document }), at));

const always = { kind: 'always' };
const charge = { kind: 'set', valueA: 16 };

/** Each with and without NOT. */
const conditions: readonly [condition: Rule['if'], is: string, not: string][] = [
  [{ kind: 'always' }, 'Always', 'Never'],
  [{ kind: 'formula', formula: 'TARIF == 1' }, 'When “TARIF == 1” holds', 'When “TARIF == 1” does not hold'],
  [
    { kind: 'time', from: '22:00', to: '06:00' },
    'When it is between 22:00 and 06:00',
    'When it is not between 22:00 and 06:00',
  ],
  [
    { kind: 'minutes', from: 'START', to: '600' },
    'When the minute of the day is between “START” and “600”',
    'When the minute of the day is not between “START” and “600”',
  ],
  [
    { kind: 'surplus', atLeastW: 1500 },
    'When the solar surplus is at least 1.5 kW',
    'When the solar surplus is less than 1.5 kW',
  ],
  [{ kind: 'solar', atLeastW: 2000 }, 'When the sun gives at least 2.0 kW', 'When the sun gives less than 2.0 kW'],
  [
    { kind: 'import', atLeastW: 3000 },
    'When at least 3.0 kW is taken from the grid',
    'When less than 3.0 kW is taken from the grid',
  ],
  [
    { kind: 'export', atLeastW: 500 },
    'When at least 0.5 kW is fed into the grid',
    'When less than 0.5 kW is fed into the grid',
  ],
  [{ kind: 'price', atMostCt: 10.5 }, 'When the price is at most 10.5 ct/kWh', 'When the price is above 10.5 ct/kWh'],
  [
    { kind: 'priceLevel', atMost: -5 },
    'When the price counts as cheap or lower',
    'When the price counts as higher than cheap',
  ],
  [
    { kind: 'soc', atLeast: 80 },
    'When the car is charged to 80 % or more',
    'When the car is charged to less than 80 %',
  ],
  [
    { kind: 'soc', atLeast: 20, device: 'M1' },
    'When Grid meter is charged to 20 % or more',
    'When Grid meter is charged to less than 20 %',
  ],
  [{ kind: 'charging', atLeast: 1 }, 'When a car charges', 'When no car charges'],
  [{ kind: 'charging', atLeast: 3 }, 'When at least 3 cars charge', 'When fewer than 3 cars charge'],
  [{ kind: 'input', device: 'M1', number: 2 }, 'When input 2 of Grid meter is on', 'When input 2 of Grid meter is off'],
  [
    { kind: 'eco', durationMin: 90, maxDelayMin: 360 },
    'When the cheapest start of 90 min within 6 h has come',
    'When the cheapest start of 90 min within 6 h has not come yet',
  ],
];

const actions: readonly [action: Rule['then'], does: string][] = [
  [{ kind: 'set', valueA: 16 }, 'charge with 16 A'],
  [{ kind: 'set', valueA: 0 }, 'do not charge'],
  [{ kind: 'set', formula: '16000 - M3.current' }, 'charge with the mA that “16000 - M3.current” gives'],
  [{ kind: 'share', of: 'surplus', factor: 1 }, 'charge with the solar surplus'],
  [{ kind: 'share', of: 'solar', factor: 0.5 }, 'charge with 50 % of the solar power'],
  [{ kind: 'share', of: 'import', factor: 1 }, 'charge with what is taken from the grid'],
  [{ kind: 'share', of: 'export', factor: 2 }, 'charge with 200 % of what is fed into the grid'],
  [{ kind: 'share', of: 'export', factor: 0 }, 'do not charge'],
  [{ kind: 'variable', name: 'HEAT', formula: '1 + 1' }, 'set HEAT to “1 + 1”'],
  [{ kind: 'trigger', name: 'BELL', seconds: 30, retrigger: false }, 'set BELL to 1 for 30 s'],
  [
    { kind: 'trigger', name: 'BELL', seconds: 300, retrigger: true },
    'set BELL to 1, and for 5 min longer than this holds',
  ],
  [{ kind: 'and' }, 'this counts together with the next rule only'],
  [{ kind: 'or' }, 'this or the next rule is enough'],
  [{ kind: 'goto', rule: 'last' }, 'go on with the rule last'],
  [{ kind: 'parameter', name: 'amps', formula: '10' }, 'param(amps) stands for “10” from here on'],
  [{ kind: 'ruleSet', id: 'night' }, 'go on with the rule set night'],
];

const ofBattery: readonly [of: 'charge' | 'discharge', action: Rule['then'], does: string][] = [
  ['charge', { kind: 'set', valueW: 3000 }, 'let the battery charge with at most 3.0 kW'],
  ['discharge', { kind: 'set', valueW: 3000 }, 'let the battery give at most 3.0 kW'],
  ['charge', { kind: 'set', valueW: 0 }, 'do not let the battery charge'],
  ['discharge', { kind: 'set', valueW: 0 }, 'let the battery give nothing'],
  ['charge', { kind: 'set', valueW: -1 }, 'leave the battery alone'],
  ['discharge', { kind: 'set', formula: 'X' }, 'let the battery give at most the W that “X” gives'],
  ['charge', { kind: 'share', of: 'surplus', factor: 1 }, 'let the battery charge with at most the solar surplus'],
];

/** camelCase words, JavaScript's own words for nothing, and templates that were not filled in. */
const rawCode = /[a-z]{2}[A-Z]|undefined|null\b|NaN|\[object|[{}$]|⟨/;
const isSentence = (sentence: string, said: string): void => {
  assert.match(sentence, /^[\p{Lu}“]/u, said);
  assert.match(sentence, /: .+\.$/u, said);
  assert.doesNotMatch(sentence.replace(/“[^”]*”|param\(\w+\)/g, ''), rawCode, said);
};

describe('a rule reads as one sentence', () => {
  itSaysAll({ en, de, nl, fr }, ['level\\.normal', 'day\\.(fr|mo|we|sa)', 'and']);

  for (const [condition, is, not] of conditions)
    it(is, () => {
      assert.equal(say({ if: condition }), `${is}: charge with 16 A.`);
      assert.equal(say({ if: condition, not: true }), `${not}: charge with 16 A.`);
    });

  for (const [action, does] of actions) it(does, () => assert.equal(say({ then: action }), `Always: ${does}.`));
  for (const [of, action, does] of ofBattery)
    it(`of a battery: ${does}`, () => assert.equal(say({ then: action }, { of }), `Always: ${does}.`));

  it('with its days, its time to hold on, the surplus, its end, and whether it is off', () => {
    const days = (...given: string[]) => say({ days: given }).split(':')[0];
    assert.deepEqual(
      [days('mo'), days('mo', 'tu'), days('fr', 'mo', 'tu', 'we'), days('mo', 'tu', 'we', 'th', 'fr'), days()],
      [
        'On Mon, always',
        'On Mon and Tue, always',
        'On Mon–Wed and Fri, always',
        'On Mon–Fri, always',
        'On no day, always',
      ],
    );
    const whole = { surplus: true, holdS: 300, finish: true, enabled: false, if: { kind: 'charging', atLeast: 2 } };
    assert.equal(
      say(whole),
      'When at least 2 cars charge: charge with 16 A, from the surplus only, and for 5 min after that, and look at no rule below (switched off).',
    );
    assert.equal(
      say({ if: { kind: 'soc', atLeast: 5 } }, { of: 'charge' }).split(':')[0],
      'When the battery is charged to 5 % or more',
    );
  });

  it('in every language, with the same facts and no code of ours', () => {
    const rules = [
      ...conditions.flatMap(([condition]) => [{ if: condition }, { if: condition, not: true }]),
      ...actions.map(([then]) => ({
        then,
        days: ['mo', 'su'],
        surplus: true,
        holdS: 90,
        finish: true,
        enabled: false,
      })),
    ].map((document) => rule.parse({ id: 'a', if: always, then: charge, ...document }));
    const all = [
      ...rules.map((each) => [each, place] as const),
      ...ofBattery.map(([of, then]) => [rule.parse({ id: 'a', if: always, then }), { of }] as const),
    ];
    const said = (language: keyof typeof languages) =>
      all.map(([each, at]) => spaced(ruleSentence(speechOf(language), languages[language], each, at)));
    const english = said('en');
    const numbers = (text: string) =>
      text
        .replaceAll(',', '.')
        .match(/\d+(\.\d+)?/g)
        ?.sort() ?? [];
    const named = (text: string) => text.match(/“[^”]*”|Grid meter|HEAT|BELL|night|last/g) ?? [];
    for (const language of ['en', 'nl', 'de', 'fr'] as const)
      for (const [k, sentence] of said(language).entries()) {
        isSentence(sentence, `${language}: ${sentence}`);
        assert.deepEqual(numbers(sentence), numbers(english[k] ?? ''), sentence);
        for (const name of named(english[k] ?? '')) assert.ok(sentence.includes(name), `${language}: ${sentence}`);
        if (language !== 'en') assert.notEqual(sentence, english[k]);
      }
    assert.equal(new Set(english).size, english.length - duplicates);
  });

  it('as the other languages put it', () => {
    const cheap = rule.parse({ id: 'a', if: { kind: 'price', atMostCt: 10.5 }, then: charge, finish: true });
    const said = (['nl', 'de', 'fr'] as const).map((l) =>
      spaced(ruleSentence(speechOf(l), languages[l], cheap, place)),
    );
    assert.deepEqual(said, [
      'Als de prijs hoogstens 10,5 ct/kWh is: laden met 16 A, en geen regel hieronder telt nog.',
      'Wenn der Preis höchstens 10,5 ct/kWh beträgt: laden mit 16 A, und keine Regel darunter zählt mehr.',
      'Quand le prix est d’au plus 10,5 ct/kWh: charger avec 16 A, et aucune règle plus bas ne compte.',
    ]);
  });
});

/** Doing nothing is said alike: `set 0` and a share of nothing. */
const duplicates = 1;

const why = (code: RuleState['why']['code'], more: Partial<RuleState['why']> = {}): RuleState['why'] => ({
  ...{ code, value: null, bound: null, until: null, start: null },
  ...more,
});
const state = (of: RuleState['why'], more: Partial<RuleState> = {}): RuleState => ({
  ...{ id: 'a', name: null, set: null, condition: true, result: true, held: false, acted: true, value: null },
  ...{ why: of, ...more },
});
const no = { condition: false, result: false };
const unknown = { condition: null, result: null };

describe('why a rule is as it is, as one sentence', () => {
  const cases: readonly [RuleState, string][] = [
    [state(why('off'), no), 'Does not hold: the rule is switched off.'],
    [state(why('otherDay'), no), 'Does not hold: it is not for today.'],
    [state(why('notReached'), unknown), 'Does not hold: a rule above has ended the list.'],
    [state(why('always')), 'Holds: it knows no condition.'],
    [state(why('formula', { value: 1 })), 'Holds: its formula gives 1.'],
    [state(why('formula'), unknown), 'No value: its formula has no value.'],
    [state(why('time', { value: 1325 })), 'Holds: it is 22:05.'],
    [state(why('minutes', { value: 65 }), no), 'Does not hold: it is 01:05.'],
    [state(why('minutes'), unknown), 'No value: its times have no value.'],
    [state(why('surplus', { value: -300, bound: 1500 }), no), 'Does not hold: the solar surplus is -0.3 kW.'],
    [
      state(why('surplus', { value: 200, until: '2026-05-01T12:05:00.000Z' }), { held: true }),
      'Holds on until 12:05: the solar surplus is 0.2 kW.',
    ],
    [state(why('surplus'), unknown), 'No value: the solar surplus is not known.'],
    [state(why('solar', { value: 4000 })), 'Holds: the sun gives 4.0 kW.'],
    [state(why('solar'), unknown), 'No value: the solar power is not known.'],
    [state(why('import', { value: 2500 })), 'Holds: 2.5 kW is taken from the grid.'],
    [state(why('import'), unknown), 'No value: what is taken from the grid is not known.'],
    [state(why('export', { value: 2500 })), 'Holds: 2.5 kW is fed into the grid.'],
    [state(why('export'), unknown), 'No value: what is fed into the grid is not known.'],
    [state(why('price', { value: 24, bound: 10 }), no), 'Does not hold: the price is 24 ct/kWh.'],
    [state(why('price'), unknown), 'No value: the price is not known.'],
    [state(why('priceLevel', { value: -6 })), 'Holds: the price counts as very cheap.'],
    [state(why('priceLevel', { value: -9 })), 'Holds: the price counts as level -9.'],
    [state(why('priceLevel'), unknown), 'No value: how the price counts is not known.'],
    [state(why('soc', { value: 55 }), no), 'Does not hold: it is charged to 55 %.'],
    [state(why('soc'), unknown), 'No value: the state of charge is not known.'],
    [state(why('charging', { value: 2 })), 'Holds: cars that charge: 2.'],
    [state(why('charging'), unknown), 'No value: how many cars charge is not known.'],
    [state(why('input', { value: 1 })), 'Holds: the input is on.'],
    [state(why('input', { value: 0 }), no), 'Does not hold: the input is off.'],
    [state(why('input'), unknown), 'No value: the input does not tell.'],
    [state(why('eco', { start: '2026-05-01T14:15:00.000Z' }), no), 'Does not hold: the cheapest start is at 14:15.'],
    [state(why('eco'), no), 'Does not hold: no car is plugged in.'],
  ];
  for (const [of, sentence] of cases)
    it(sentence, () => assert.equal(spaced(whySentence(speechOf('en'), en, of, now)), sentence));

  it('in every language, and no code of ours shows', () => {
    for (const language of ['nl', 'de', 'fr'] as const)
      for (const [of, english] of cases) {
        const sentence = spaced(whySentence(speechOf(language), languages[language], of, now));
        isSentence(sentence, `${language}: ${sentence}`);
        assert.notEqual(sentence, english);
      }
  });
});
