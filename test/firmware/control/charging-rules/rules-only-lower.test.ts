import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ruleReport } from '../../../../firmware/control/charging-rules/rule-report.ts';
import { mindWith } from '../../../../firmware/control/cycle.ts';
import type { Site } from '../../../../firmware/domain/site/schema.ts';
import { anyRules } from '../../rules/any-rules.ts';
import { ruleOf } from '../../rules/walked.ts';
import { boxAt, HandSite, houseOf } from '../review/hand-site.ts';

const amperes = fc.constantFrom(-40_000, -12_000, -3000, 0, 8000, 20_000, 31_000);
const moment = fc.record({
  houseMa: fc.tuple(amperes, amperes, amperes),
  state: fc.constantFrom('A' as const, 'B' as const, 'C' as const, 'C' as const),
  wallStepMs: fc.constantFrom(0, 0, 0, -4e9, 4e9),
  meter: fc.constantFrom(true, true, true, false),
  seconds: fc.constantFrom(1, 1, 3, 40),
});

/** Both boxes with rules that no check has seen. */
function siteWith(hand: HandSite, first: readonly object[], second: readonly object[], set: readonly object[]): Site {
  const rules = [first, second].map((list) => list.map(ruleOf));
  const devices = hand.site.devices.map((device) => {
    const list = rules[['E1', 'E2'].indexOf(device.id)];
    return list === undefined ? device : { ...device, rules: list };
  });
  return { ...hand.site, devices, ruleSets: { x: set.map(ruleOf) } };
}

describe('charging rules, whatever they are, in the control loop', () => {
  it('never break a cycle or a row, and no charge point is given more than its rules ask for', () => {
    let asked = 0;
    fc.assert(
      fc.property(anyRules, anyRules, anyRules, fc.array(moment, { maxLength: 8 }), (first, second, set, moments) => {
        const hand = new HandSite(houseOf(32, [boxAt('E1', { phaseSwitch: 'auto' }), boxAt('E2')]));
        const sound = hand.meterSays;
        hand.box('E1').facts = { switchesPhases: true, phaseDeadTimeMs: 5000 };
        hand.box('E1').phaseCount = 3;
        hand.site = siteWith(hand, first, second, set);
        hand.mind = mindWith(hand.site, hand.mind);
        hand.step(5);
        for (const { houseMa, state, wallStepMs, meter, seconds } of moments) {
          Object.assign(hand, { houseMa, wallStepMs, meterSays: meter ? sound : () => ({ currentMa: [undefined] }) });
          hand.box('E2').state = state;
          hand.step(seconds, ({ decisions, rows }) => {
            const targetOf = new Map(decisions.map(({ id, targetMa }) => [id, targetMa]));
            for (const { id, capacity, members } of rows) {
              const sum = members.reduce(
                (s, { request, weight }) => s + weight * (targetOf.get(`E${request + 1}`) ?? 0),
                0,
              );
              assert.ok(sum <= Math.max(0, capacity) + 1e-6, `row ${id}: ${sum} of ${capacity}`);
            }
            for (const [id, targetMa] of targetOf) {
              assert.ok(targetMa === 0 || (targetMa >= 6000 && targetMa <= 32_000), `${id}: ${targetMa}`);
              for (const { valueA } of ruleReport(hand.mind.rules, id, { nowMs: hand.nowMs, wallMs: 0 })?.lists ?? []) {
                asked += 1;
                assert.ok(targetMa <= valueA * 1000, `${id}: ${targetMa} where rules ask for ${valueA} A`);
              }
            }
          });
        }
      }),
      { numRuns: 150 },
    );
    assert.ok(asked > 1000);
  });
});
