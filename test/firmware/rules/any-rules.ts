import fc from 'fast-check';

/** Rules of every kind, sound or not: formulas that fail, jumps in circles, sets that are not there. */

const names = ['A', 'B', 'E1.soc', 'M3.current', 'lb_cur', '_rule_val', '_undercut', 'date.hour', '_surplus'];
const formula = fc.oneof(
  fc.constantFrom(...names),
  fc.integer({ min: -5, max: 40_000 }).map(String),
  fc
    .tuple(
      fc.constantFrom(...names),
      fc.constantFrom('+', '-', '*', '/', '<', '>', '==', '&&', '||'),
      fc.constantFrom(...names),
    )
    .map(([a, op, b]) => `${a} ${op} ${b}`),
  fc.constantFrom('1e300 * 1e300', '1 / 0', 'nonsense +', 'max(10000, lb_cur)'),
);
const id = fc.constantFrom('a', 'b', 'c', 'd', '5');
const watts = fc.integer({ min: 0, max: 10_000 });
const minute = fc.constantFrom('00:00', '06:00', '12:00', '23:59');
const condition = fc.oneof(
  fc.record({ kind: fc.constant('always') }),
  fc.record({ kind: fc.constant('formula'), formula }),
  fc.record({ kind: fc.constant('time'), from: minute, to: minute }),
  fc.record({ kind: fc.constant('minutes'), from: formula, to: formula }),
  fc.record({ kind: fc.constantFrom('surplus', 'solar', 'import', 'export'), atLeastW: watts }),
  fc.record({ kind: fc.constant('price'), atMostCt: fc.integer({ min: -50, max: 50 }) }),
  fc.record({ kind: fc.constant('priceLevel'), atMost: fc.integer({ min: -6, max: -2 }) }),
  fc.record({ kind: fc.constant('soc'), atLeast: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ kind: fc.constant('charging'), atLeast: fc.nat(5) }),
  fc.record({
    kind: fc.constant('input'),
    device: fc.constantFrom('M1', 'E1'),
    number: fc.integer({ min: 1, max: 4 }),
  }),
  fc.record({ kind: fc.constant('eco'), maxDelayMin: fc.nat(600), durationMin: fc.integer({ min: 1, max: 600 }) }),
);
const name = fc.constantFrom('A', 'CM.B', 'E1.out1', '_rule_val', '_rule_id', '_rule_min', '_undercut');
const action = fc.oneof(
  fc.record({ kind: fc.constant('set'), valueA: fc.integer({ min: 0, max: 100 }) }),
  fc.record({ kind: fc.constant('set'), formula }),
  fc.record({
    kind: fc.constant('share'),
    of: fc.constantFrom('surplus', 'solar', 'import', 'export'),
    factor: fc.double({ min: 0, max: 10, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('variable'), name, formula }),
  fc.record({ kind: fc.constant('trigger'), name, seconds: fc.nat(100), retrigger: fc.boolean() }),
  fc.record({ kind: fc.constantFrom('and', 'or') }),
  fc.record({ kind: fc.constant('goto'), rule: id }),
  fc.record({ kind: fc.constant('parameter'), name: id, formula }),
  fc.record({ kind: fc.constant('ruleSet'), id: fc.constantFrom('x', 'y', 'z') }),
);
const rule = fc.record({
  id,
  days: fc.subarray(['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su']),
  enabled: fc.boolean(),
  if: condition,
  then: action,
  not: fc.boolean(),
  holdS: fc.constantFrom(0, 0, 30),
  finish: fc.boolean(),
  surplus: fc.boolean(),
});
/** A list of up to twelve. */
export const anyRules = fc.array(rule, { maxLength: 12 });
